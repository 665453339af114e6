"""What a brand listens for is kept as a whole, checked, and told to who must know."""

import pytest

from social.accounts import services as accounts
from social.accounts.errors import BrandArchived
from social.accounts.models import Brand
from social.listening import registry, selectors, services
from social.listening.errors import (
    BadTerms,
    ListenerInUse,
    ListenerNameTaken,
    NothingToHear,
    TooManyInAll,
    TooManyListening,
    TooManyTerms,
)
from social.listening.models import Listener, Term
from social.listening.rules.terms import Problem, TermSpec
from tenants.audit.models import Entry
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk

T = TermSpec


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Name and state of each listener that was told of."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(registry, "tell", lambda one: found.append((one.name, one.status)))
    return found


def test_a_listener_is_kept_with_its_terms_and_what_is_looked_for(listener: Listener, alice: Member) -> None:
    assert listener.status == "draft"
    forms = {row.text: row.forms for row in Term.objects.all()}
    assert forms == {"Zaytuna": ["zaytuna"], "زيتونة": ["زيتونه"]}
    assert not Term.objects.filter(is_live=True).exists()
    entry = Entry.objects.get(verb="listening.create")
    assert entry.after["terms"] == ["any keyword Zaytuna", "any keyword زيتونة"]
    assert entry.actor_id == alice.pk


def test_every_mistake_in_the_terms_is_named_and_nothing_is_kept(brand: Brand, alice: Member) -> None:
    asked = [
        T("ok"),
        T(" "),
        T("two words"),
        T("!?"),
        T("x" * 121),
        T("ok"),
        T("@", kind="handle"),
        T("zain", suffixes=["a-b"]),
    ]
    with pytest.raises(BadTerms) as refused:
        services.create(brand=brand, name="Names", terms=asked, by=alice)
    assert refused.value.wrong == {
        1: Problem.EMPTY,
        2: Problem.SPACES,
        3: Problem.NO_LETTERS,
        4: Problem.TOO_LONG,
        5: Problem.TWICE,
        6: Problem.EMPTY,
        7: Problem.SUFFIXES,
    }
    assert "Term 3: This has spaces" in str(refused.value.message)
    assert not Listener.objects.exists()
    assert not Entry.objects.exists()


def test_too_many_terms_are_refused(brand: Brand, alice: Member) -> None:
    with pytest.raises(TooManyTerms):
        services.create(brand=brand, name="Names", terms=[T(f"name{at}") for at in range(201)], by=alice)


def test_a_company_has_so_many_terms_in_all(
    listener: Listener, brand: Brand, alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_IN_ALL", 4)
    other = services.create(brand=brand, name="Others", terms=[T("one"), T("two")], by=alice)
    with pytest.raises(TooManyInAll):
        services.create(brand=brand, name="More", terms=[T("three")], by=alice)
    with pytest.raises(TooManyInAll):
        services.change(listener=other, terms=[T("one"), T("two"), T("three")], by=alice)
    assert (Listener.objects.count(), Term.objects.count()) == (2, 4)
    services.change(listener=other, terms=[T("four"), T("five")], by=alice)
    services.change(listener=listener, terms=[T("Zaytuna")], by=alice)
    services.create(brand=brand, name="More", terms=[T("three")], by=alice)
    assert Term.objects.count() == 4


def test_so_many_listeners_listen_at_a_time(
    listener: Listener, brand: Brand, alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_LISTENING", 1)
    other = services.create(brand=brand, name="Others", terms=[T("one")], by=alice)
    services.activate(listener=listener, by=alice)
    with pytest.raises(TooManyListening):
        services.activate(listener=other, by=alice)
    assert Listener.objects.get(status="active") == listener
    services.activate(listener=listener, by=alice)
    services.pause(listener=listener, by=alice)
    assert services.activate(listener=other, by=alice).status == "active"


def test_a_name_is_used_once_for_a_brand(listener: Listener, brand: Brand, alice: Member) -> None:
    with pytest.raises(ListenerNameTaken):
        services.create(brand=brand, name=" Names ", terms=[], by=alice)
    other = accounts.create_brand(name="Zaytuna Kids", by=alice)
    assert services.create(brand=other, name="Names", terms=[], by=alice).name == "Names"


def test_an_archived_brand_listens_for_nothing_new(brand: Brand, listener: Listener, alice: Member) -> None:
    accounts.archive_brand(brand=brand, by=alice)
    with pytest.raises(BrandArchived):
        services.create(brand=brand, name="More", terms=[], by=alice)
    with pytest.raises(BrandArchived):
        services.activate(listener=listener, by=alice)


def test_terms_are_replaced_and_those_that_stay_keep_their_rows(listener: Listener, alice: Member) -> None:
    before = Term.objects.get(text="Zaytuna")
    asked = [T("Zaytuna", prefixes="none"), T("#zaytuna home", kind="hashtag"), T("@zaytuna", kind="handle")]
    with pytest.raises(BadTerms):
        services.change(listener=listener, terms=asked, by=alice)
    asked[1] = T("zaytuna_home", kind="hashtag")
    services.change(listener=listener, terms=asked, excluded_authors=["@Spam.Bot", " "], by=alice)
    kept = Term.objects.get(text="Zaytuna")
    assert (kept.pk, kept.prefixes) == (before.pk, "none")
    assert Term.objects.get(kind="hashtag").forms == ["#zaytuna home", "#zaytunahome"]
    assert not Term.objects.filter(text="زيتونة").exists()
    assert Listener.objects.get().excluded_authors == ["spam.bot"]
    entry = Entry.objects.get(verb="listening.change")
    assert sorted(entry.after) == ["excluded_authors", "terms"]
    assert "any keyword Zaytuna none" in entry.after["terms"]


def test_a_change_that_changes_nothing_is_not_told(
    listener: Listener, alice: Member, told: list[tuple[str, str]]
) -> None:
    services.change(listener=listener, name="Names", terms=selectors.specs(listener), by=alice)
    assert told == []
    assert not Entry.objects.filter(verb="listening.change").exists()


def test_terms_are_live_while_their_listener_listens(
    listener: Listener, alice: Member, told: list[tuple[str, str]]
) -> None:
    services.activate(listener=listener, by=alice)
    services.activate(listener=listener, by=alice)
    assert Term.objects.filter(is_live=True).count() == 2
    services.change(listener=listener, terms=[T("Zaytuna"), T("זיתונה")], by=alice)
    assert Term.objects.filter(is_live=True).count() == 2
    services.pause(listener=listener, by=alice)
    assert not Term.objects.filter(is_live=True).exists()
    assert told == [("Names", "active"), ("Names", "active"), ("Names", "paused")]
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"listening.{verb}" for verb in ("create", "activate", "change", "pause")]


def test_nothing_listens_without_a_name(listener: Listener, alice: Member) -> None:
    only_exclusions = [T("jobs", group="none")]
    services.change(listener=listener, terms=only_exclusions, by=alice)
    with pytest.raises(NothingToHear):
        services.activate(listener=listener, by=alice)
    services.change(listener=listener, terms=[T("Zaytuna")], by=alice)
    services.activate(listener=listener, by=alice)
    with pytest.raises(NothingToHear):
        services.change(listener=listener, terms=only_exclusions, by=alice)
    assert Term.objects.get().text == "Zaytuna"


def test_a_listener_is_removed_with_its_terms(listener: Listener, alice: Member, told: list[tuple[str, str]]) -> None:
    pk = listener.pk
    services.remove(listener=listener, by=alice)
    assert not Listener.objects.exists()
    assert not Term.objects.exists()
    assert Entry.objects.get(verb="listening.remove").object_id == pk
    assert told == [("Names", "paused")]


def test_one_that_found_something_can_only_be_paused(
    listener: Listener, brand: Brand, alice: Member, told: list[tuple[str, str]]
) -> None:
    said.noted(said.make_account(brand), said.post(), listener=listener)
    with pytest.raises(ListenerInUse):
        services.remove(listener=listener, by=alice)
    assert Term.objects.count() == 2
    assert told == []
    assert not Entry.objects.filter(verb="listening.remove").exists()


def test_a_stranger_finds_no_listener(listener: Listener, inside: Desk, charlie: Member, alice: Member) -> None:
    assert selectors.get_for(alice, pk=listener.pk) == listener
    assert not selectors.listeners_for(charlie).exists()

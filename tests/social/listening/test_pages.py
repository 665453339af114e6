"""The settings pages: names written row by row, tried, and listened for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from social.accounts.models import Brand
from social.listening import services
from social.listening.models import Listener, Term
from social.listening.rules.terms import TermSpec
from social.mentions import services as mentions
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk, add_member

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 7
LIST = "/settings/listening/"


@pytest.fixture
def brand(zaytuna: Desk) -> Brand:
    with tenant_context(zaytuna.tenant):
        return said.make_brand()


@pytest.fixture
def listener(zaytuna: Desk, brand: Brand, alice: Member) -> Listener:
    with tenant_context(zaytuna.tenant):
        return services.create(
            brand=brand, name="Names", terms=[TermSpec("نون"), TermSpec("@zaytuna", "handle")], by=alice
        )


def _filled(*texts: str, brand: Brand | None = None, **more: Any) -> dict[str, Any]:
    """What a browser sends: one row for each text."""
    rows: dict[str, Any] = {"terms-TOTAL_FORMS": len(texts), "terms-INITIAL_FORMS": 0}
    for at, text in enumerate(texts):
        rows |= {f"terms-{at}-text": text, f"terms-{at}-group": "any", f"terms-{at}-prefixes": "all"}
    return {"name": "Names", **({"brand": str(brand.pk)} if brand else {}), **rows, **more}


def test_a_desk_without_listeners_is_told_what_to_do(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    assert "No brand yet" in client.get(LIST).content.decode()
    with tenant_context(zaytuna.tenant):
        said.make_brand()
    page = client.get(LIST).content.decode()
    assert "Nobody listens yet" in page
    assert f"{LIST}new/" in page


def test_a_listener_is_written_row_by_row_and_its_kinds_are_told_apart(
    zaytuna: Desk, brand: Brand, alice: Member, browse: Browse
) -> None:
    client = browse(zaytuna, alice)
    sent = _filled("زيتونة", "@zaytuna", "#زيتونة_هوم", "Zaytuna Home", "", brand=brand)
    sent |= {"terms-0-suffixes": "ات، ين", "terms-0-exact": "on", "terms-3-group": "none", "also": ["zaytonh"]}
    answer = client.post(f"{LIST}new/", {**sent, "languages": ["ar"], "excluded_authors": "@Bot\nspam"})
    with tenant_context(zaytuna.tenant):
        made = Listener.objects.get()
        assert answer.headers["Location"] == f"{LIST}{made.pk}/"
        assert (made.status, made.languages, made.excluded_authors) == ("draft", ["ar"], ["bot", "spam"])
        assert set(Term.objects.values_list("kind", "group", "text")) == {
            ("keyword", "any", "زيتونة"),
            ("handle", "any", "@zaytuna"),
            ("hashtag", "any", "#زيتونة_هوم"),
            ("phrase", "none", "Zaytuna Home"),
            ("keyword", "any", "zaytonh"),
        }
        first = Term.objects.get(text="زيتونة")
        assert (first.exact, first.suffixes) == (True, ["ات", "ين"])
    assert "@zaytuna" in client.get(LIST).content.decode()


def test_what_is_wrong_stands_in_its_row_and_nothing_is_kept(
    zaytuna: Desk, brand: Brand, alice: Member, browse: Browse
) -> None:
    answer = browse(zaytuna, alice).post(f"{LIST}new/", _filled("ok", "!?", brand=brand))
    assert answer.status_code == 422
    assert answer.context["rows"].forms[1].errors == {"text": ["A name has two letters or digits at least."]}
    twice = browse(zaytuna, alice).post(f"{LIST}new/", _filled("ok", "ok", brand=brand))
    assert "Term 2: This is here already." in twice.content.decode()
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_an_emptied_row_is_taken_away(zaytuna: Desk, listener: Listener, alice: Member, browse: Browse) -> None:
    browse(zaytuna, alice).post(f"{LIST}{listener.pk}/", _filled("", "@zaytuna"))
    with tenant_context(zaytuna.tenant):
        assert Term.objects.get().text == "@zaytuna"


def test_a_short_name_is_warned_of_and_other_spellings_are_offered(
    zaytuna: Desk, listener: Listener, alice: Member, browse: Browse
) -> None:
    page = browse(zaytuna, alice).get(f"{LIST}{listener.pk}/").content.decode()
    assert page.count("So short a name is a word too") == 1
    assert 'name="also" value="non"' in page


def test_a_form_is_tried_without_being_kept(
    zaytuna: Desk, brand: Brand, listener: Listener, alice: Member, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        mentions.hear(account=said.make_account(brand), data=said.post("p1", "Zaytuna is late", minutes=-60))
    client = browse(zaytuna, alice)
    sent = _filled("Zaytuna", sample="وZaytuna!")
    for answer in (client.post(f"{LIST}{listener.pk}/", {**sent, "try": "1"}), client.post(f"{LIST}preview/", sent)):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert page.count("<mark>Zaytuna</mark>") == 2
        assert "It would be heard." in page
    with tenant_context(zaytuna.tenant):
        assert not Term.objects.filter(text="Zaytuna").exists()


def test_it_is_started_paused_and_removed(zaytuna: Desk, listener: Listener, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    for verb, status in (("activation", "active"), ("pause", "paused")):
        client.post(f"{LIST}{listener.pk}/{verb}/")
        with tenant_context(zaytuna.tenant):
            assert Listener.objects.get().status == status
    assert client.post(f"{LIST}{listener.pk}/removal/").headers["Location"] == LIST
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_one_without_a_name_to_listen_for_is_told_so(
    zaytuna: Desk, listener: Listener, alice: Member, browse: Browse
) -> None:
    client = browse(zaytuna, alice)
    client.post(f"{LIST}{listener.pk}/", _filled("", ""))
    page = client.post(f"{LIST}{listener.pk}/activation/", follow=True).content.decode()
    assert "Give it a name to listen for first." in page


def test_agents_read_and_strangers_find_nothing(
    zaytuna: Desk, tapuz: Desk, listener: Listener, bob: Member, charlie: Member, browse: Browse
) -> None:
    seen = browse(zaytuna, bob)
    page = seen.get(LIST).content.decode()
    assert "Names" in page
    assert f"{LIST}{listener.pk}/" not in page
    assert seen.post(f"{LIST}{listener.pk}/removal/").status_code == 403
    other = browse(tapuz, charlie)
    assert "Names" not in other.get(LIST).content.decode()
    assert other.get(f"{LIST}{listener.pk}/").status_code == 404
    assert other.post(f"{LIST}{listener.pk}/removal/").status_code == 404
    light = add_member(zaytuna, "light@zaytuna.example", "light")
    assert browse(zaytuna, light).get(LIST).status_code == 403
    with tenant_context(zaytuna.tenant):
        assert Listener.objects.get().status == "draft"


def test_the_list_asks_for_a_few_things_only(
    zaytuna: Desk,
    listener: Listener,
    alice: Member,
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse(zaytuna, alice)
    client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 8):
        client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 11):
        client.get(f"{LIST}{listener.pk}/")

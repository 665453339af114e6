"""One automaton for all companies, and nobody learns from it what another one listens for."""

from collections.abc import Callable, Iterator

import pytest
from django.db import ProgrammingError, connections

from social.listening import services as listening
from social.listening.models import Term
from social.listening.rules.terms import TermSpec
from social.matching import selectors, terms
from social.matching import services as matching
from social.mentions import services as mentions
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sweeper"])
CANARY = "canarybird"


@pytest.fixture(autouse=True)
def _asked_by_the_sweeper(monkeypatch: pytest.MonkeyPatch, _terms_of_this_test: None) -> Iterator[None]:
    monkeypatch.setattr(terms, "shared", terms.Shared(terms.Source()))
    yield
    connections["sweeper"].close()


@pytest.fixture
def secret(tapuz: Desk) -> None:
    """What only Tapuz listens for."""
    _listen(tapuz, CANARY)


def _listen(desk: Desk, *names: str) -> None:
    with tenant_context(desk.tenant):
        by = desk.members["owner"]
        made = listening.create(brand=said.make_brand(), name="Names", terms=[TermSpec(one) for one in names], by=by)
        listening.activate(listener=made, by=by)


def test_each_company_hears_its_own_names_in_a_stream_of_all(zaytuna: Desk, tapuz: Desk, secret: None) -> None:
    _listen(zaytuna, "shared")
    found = selectors.hits_of_all(f"shared words about a {CANARY}")
    assert {tenant: [hit.wanted.forms for hit in hits] for tenant, hits in found.items()} == {
        zaytuna.tenant.pk: [("shared",)],
        tapuz.tenant.pk: [(CANARY,)],
    }


def test_a_company_hears_nothing_of_what_another_listens_for(zaytuna: Desk, secret: None) -> None:
    with tenant_context(zaytuna.tenant):
        account = said.make_account(said.make_brand())
        data = said.post(text=f"a {CANARY} sings")
        heard = mentions.hear(account=account, data=data)
        assert matching.match(post=heard.post, data=data, account=account) == []
        assert selectors.listeners_hit(data.text) == set()
        with pytest.raises(selectors.InsideTenant):
            selectors.hits_of_all(data.text)


def test_the_sweeper_sees_forms_and_no_text(secret: None) -> None:
    with connections["sweeper"].cursor() as cursor:
        cursor.execute("SELECT forms FROM social_term")
        assert [CANARY] in [row[0] for row in cursor.fetchall()]
    for column in ("text", "exact"):
        with pytest.raises(ProgrammingError), connections["sweeper"].cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM social_term")
    for table in ("social_listener", "social_post", "social_brand"):
        with pytest.raises(ProgrammingError), connections["sweeper"].cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")


def test_every_change_of_a_live_term_changes_the_version(tapuz: Desk, secret: None) -> None:
    source, owner = terms.Source(), tapuz.members["owner"]
    seen = [source.version()]

    def changed(change: Callable[[], object]) -> bool:
        with tenant_context(tapuz.tenant):
            change()
        seen.append(source.version())
        return seen[-1] != seen[-2]

    with tenant_context(tapuz.tenant):
        listener = Term.objects.get().listener
    assert changed(lambda: listening.change(listener=listener, terms=[TermSpec("other")], by=owner))
    assert changed(lambda: listening.change(listener=listener, terms=[TermSpec("other", prefixes="none")], by=owner))
    assert not changed(lambda: listening.change(listener=listener, name="Else", by=owner))
    assert changed(lambda: listening.pause(listener=listener, by=owner))
    assert changed(lambda: listening.activate(listener=listener, by=owner))
    assert changed(lambda: listening.remove(listener=listener, by=owner))


def test_what_was_built_serves_until_it_is_time_to_ask_again(
    tapuz: Desk, secret: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "ASK_EVERY", 60.0)
    assert selectors.hits_of_all(CANARY)
    built = terms.shared.scanner()
    assert terms.shared.scanner() is built
    terms.shared.forget()
    assert terms.shared.scanner() is built, "nothing was changed"
    with tenant_context(tapuz.tenant):
        row = Term.objects.get()
        listening.change(listener=row.listener, terms=[TermSpec("late")], by=tapuz.members["owner"])
    assert terms.shared.scanner() is built
    terms.shared.forget()
    assert selectors.hits_of_all("late")
    assert not selectors.hits_of_all(CANARY)

"""An account is asked for what its network knows, and for the words that its brand listens for."""

import pytest

from social.accounts import services as accounts
from social.connectors.plaza.connector import Plaza
from social.connectors.protocol import Abilities, Stream
from social.connectors.registry import connectors
from social.intake import sources
from social.intake.models import Source
from social.listening import services as listening
from social.listening.models import Listener, Term
from social.listening.rules.terms import TermSpec
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.social.intake.conftest import Connect

pytestmark = pytest.mark.django_db


class Asked(Plaza):
    abilities = Abilities(streams=frozenset({Stream.MENTIONS, Stream.OWN, Stream.SEARCH, Stream.TAG}))


@pytest.fixture(autouse=True)
def _asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connectors._entries, "plaza", Asked())


def _asked_for(state: str = "queued") -> set[tuple[str, str]]:
    return set(Source.objects.filter(state=state).values_list("stream", "query"))


ALWAYS = {("mentions", ""), ("own", "")}


def _listen(words: list[tuple[str, str]], **facts: object) -> Listener:
    listener = Listener.objects.create(
        brand=accounts.first_brand(), name=f"L{Listener.objects.count()}", **{"status": "active", **facts}
    )
    for kind, text in words:
        Term.objects.create(listener=listener, kind=kind, text=text, forms=[text.lower()])
    return listener


def test_a_connected_account_is_asked_for_what_its_network_knows(zaytuna: Desk, connect: Connect) -> None:
    connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        assert _asked_for() == ALWAYS


def test_words_are_searched_for_and_tags_are_read(zaytuna: Desk, connect: Connect) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        listener = _listen(
            [("keyword", "زيتونة"), ("hashtag", "#zaytuna"), ("handle", "@zay"), ("keyword", "زيتونة هوم")]
        )
        Term.objects.create(listener=listener, group="none", text="olive oil", forms=["olive oil"])
        sources.follow_brand(brand=account.brand)
        assert _asked_for() == ALWAYS | {
            ("search", "زيتونة"), ("search", "زيتونة هوم"), ("search", "@zay"), ("tag", "zaytuna"),
        }  # fmt: skip


@pytest.mark.parametrize("facts", [{"status": "draft"}, {"status": "paused"}, {"networks": ["mastodon"]}])
def test_who_does_not_listen_here_is_not_asked_for(zaytuna: Desk, connect: Connect, facts: dict[str, object]) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        _listen([("keyword", "zaytuna")], **facts)
        sources.follow(account=account)
        assert _asked_for() == ALWAYS


def test_a_word_that_is_not_listened_for_any_more_rests_with_its_cursor(zaytuna: Desk, connect: Connect) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        listener = _listen([("keyword", "zaytuna")])
        sources.follow(account=account)
        Source.objects.filter(stream="search").update(cursor="77")
        Listener.objects.update(status="paused")
        sources.follow_brand(brand=listener.brand)
        assert _asked_for("stopped") == {("search", "zaytuna")}
        Listener.objects.update(status="active")
        sources.follow_brand(brand=listener.brand)
        assert _asked_for() == ALWAYS | {("search", "zaytuna")}
        assert Source.objects.get(stream="search").cursor == "77"


def test_another_company_s_words_are_not_asked_for(zaytuna: Desk, tapuz: Desk, connect: Connect) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(tapuz.tenant):
        _listen([("keyword", "tapuz")])
    with tenant_context(zaytuna.tenant):
        sources.follow(account=account)
        assert _asked_for() == ALWAYS


def test_no_server_is_asked_for_more_words_than_it_answers(zaytuna: Desk, connect: Connect) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        _listen([("keyword", f"word {number}") for number in range(sources.MOST_WORDS + 5)])
        sources.follow(account=account)
        assert len(_asked_for()) == sources.MOST_WORDS + len(ALWAYS)


def test_a_listener_that_begins_or_rests_changes_what_is_asked_for(zaytuna: Desk, connect: Connect) -> None:
    account, owner = connect(zaytuna, "100"), zaytuna.members["owner"]
    with tenant_context(zaytuna.tenant):
        terms = [TermSpec(text="Zaytuna Home", kind="phrase"), TermSpec(text="zaytunahome", kind="hashtag")]
        listener = listening.create(brand=account.brand, name="Us", terms=terms, by=owner)
        assert _asked_for() == ALWAYS
        listening.activate(listener=listener, by=owner)
        assert _asked_for() == ALWAYS | {("search", "Zaytuna Home"), ("tag", "zaytunahome")}
        listening.pause(listener=listener, by=owner)
        assert _asked_for() == ALWAYS

"""A source is asked in its time; a page and where it ended are one commit; what fails waits and stops nothing."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.errors import Code, NetworkError
from social.connectors.plaza.connector import Plaza
from social.connectors.protocol import (
    Abilities,
    AccountRef,
    AuthorData,
    Gone,
    InboundEvent,
    Page,
    PostData,
    Revoked,
    Seen,
    Stream,
)
from social.connectors.registry import connectors
from social.intake import pipeline, polling, rules, services
from social.intake.models import Delivery, Source
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.social.intake.conftest import Connect

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Taken = list[tuple[str, str, InboundEvent]]


def seen(number: int, text: str = "") -> Seen:
    author = AuthorData(key="u1", native_id="u1", handle="lina", created_at=AT)
    post = PostData(str(number), str(number), author, text or f"post {number}", AT, AT + timedelta(seconds=number))
    return Seen(post=post)


class Told(Plaza):
    """A network that is asked: pages of two from a list, or whatever it is told to answer."""

    abilities = Abilities(streams=frozenset({Stream.MENTIONS}))

    def __init__(self, events: Sequence[InboundEvent] = ()) -> None:
        self.events = list(events)
        self.asked: list[tuple[str, str]] = []
        self.answer: Callable[[], Page] | None = None

    def poll(self, account: AccountRef, stream: Stream, query: str, cursor: str) -> Page:
        self.asked.append((stream, cursor))
        if self.answer:
            return self.answer()
        start = int(cursor or 0)
        found = self.events[start : start + 2]
        return Page(found, str(start + len(found)), more=start + 2 < len(self.events))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    network = Told()
    monkeypatch.setitem(connectors._entries, "plaza", network)
    return network


@pytest.fixture
def account(zaytuna: Desk, told: Told, connect: Connect) -> SocialAccount:
    return connect(zaytuna, "100")


def _poll(desk: Desk) -> int:
    with tenant_context(desk.tenant):
        return polling.drain()


def _source(desk: Desk) -> Source:
    with tenant_context(desk.tenant):
        return Source.objects.get()


def _texts(taken: Taken) -> list[str]:
    return [event.post.text for _, _, event in taken if isinstance(event, Seen)]


def _wait(source: Source) -> float:
    return round((source.due_at - timezone.now()).total_seconds())


def test_every_page_is_asked_for_at_once_and_the_next_in_its_time(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken
) -> None:
    told.events = [seen(number) for number in range(5)]
    with time_machine.travel(timezone.now(), tick=False):
        assert _poll(zaytuna) == 3
        source = _source(zaytuna)
        assert (source.cursor, source.attempts, source.asked_at, _wait(source)) == ("5", 0, timezone.now(), 60)
    assert _texts(taken) == [f"post {number}" for number in range(5)]
    assert _poll(zaytuna) == 0


@pytest.mark.parametrize(
    ("stream", "asked", "seconds"),
    [
        (Stream.MENTIONS, 0, 60), (Stream.DIRECT, 0, 60), (Stream.SEARCH, 0, 180), (Stream.TAG, 0, 180),
        (Stream.OWN, 0, 120), (Stream.FEED, 0, 300), (Stream.FEED, 60, 300), (Stream.FEED, 3600, 3600),
        (Stream.FEED, 10**9, 86400), (Stream.MENTIONS, -5, 60),
    ],
)  # fmt: skip
def test_each_stream_has_its_pace_and_a_network_may_slow_it(stream: Stream, asked: float, seconds: int) -> None:
    assert rules.next_wait(stream, asked, more=False).total_seconds() == seconds
    assert rules.next_wait(stream, 0, more=True).total_seconds() == 0


def test_a_kill_between_the_page_and_its_commit_loses_nothing_and_repeats_nothing(
    zaytuna: Desk, told: Told, account: SocialAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.events = [seen(number) for number in range(4)]
    kept: list[str] = []

    class Killed(BaseException):
        pass

    def taking(*, account: SocialAccount, event: InboundEvent) -> None:
        assert isinstance(event, Seen)
        account.name += event.post.key  # a row of this transaction stands for what the pipeline writes
        account.save(update_fields=["name"])
        if len(kept) == 0 and event.post.key == "1":
            kept.append("killed")
            raise Killed

    monkeypatch.setattr(pipeline, "take_in", taking)
    with time_machine.travel(timezone.now(), tick=False) as now, tenant_context(zaytuna.tenant, atomic=False):
        with pytest.raises(Killed):
            polling.drain()
        with tenant_context(zaytuna.tenant):
            assert (SocialAccount.objects.get().name, Source.objects.get().cursor) == ("100", "")
        assert polling.drain() == 0  # held by the one that was killed
        now.shift(31)
        assert polling.drain() == 2
    with tenant_context(zaytuna.tenant):
        assert (SocialAccount.objects.get().name, Source.objects.get().cursor) == ("1000123", "4")


def test_a_worker_that_lost_its_lease_keeps_nothing_of_its_page(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken
) -> None:
    told.events = [seen(0)]
    told.answer = lambda: (Source.objects.update(lease=None), Page([seen(0)], "1"))[1]
    with tenant_context(zaytuna.tenant):
        polling.drain(limit=1)
        assert Source.objects.get().cursor == ""


def _raising(error: Exception) -> Callable[[], Page]:
    def answer() -> Page:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (NetworkError(Code.NETWORK_DOWN, "HTTP 503"), [60, 120, 240, 480]),
        (NetworkError(Code.RATE_LIMITED, "slow down", retry_after=900), [900] * 4),
        (NetworkError(Code.RATE_LIMITED, "slow down", retry_after=10**9), [86400] * 4),
        (NetworkError(Code.MALFORMED), [60, 120, 240, 480]),
        (RuntimeError("boom"), [60, 120, 240, 480]),
    ],
)
def test_what_fails_is_asked_again_later_and_as_late_as_the_network_says(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken, error: Exception, seconds: list[int]
) -> None:
    told.answer = _raising(error)
    with time_machine.travel(timezone.now(), tick=False):
        for wait in seconds:
            with tenant_context(zaytuna.tenant):
                Source.objects.update(due_at=timezone.now())
            _poll(zaytuna)
            assert _wait(_source(zaytuna)) == wait
        told.answer = None
        with tenant_context(zaytuna.tenant):
            Source.objects.update(due_at=timezone.now())
        _poll(zaytuna)
    assert (_source(zaytuna).attempts, _source(zaytuna).reason) == (0, "")


def test_the_longest_pause_is_an_hour() -> None:
    assert rules.pause(Stream.SEARCH, 50, 0.0) == timedelta(hours=1)


def test_keys_that_open_nothing_stop_the_source_and_the_account_says_so(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken
) -> None:
    told.answer = _raising(NetworkError(Code.AUTH_EXPIRED, "The token was revoked."))
    _poll(zaytuna)
    with tenant_context(zaytuna.tenant):
        known = SocialAccount.objects.get()
        assert (known.status, known.status_reason) == ("needs_reauth", "The token was revoked.")
    assert _source(zaytuna).state == "stopped"
    assert _poll(zaytuna) == 0


def test_a_network_that_says_so_in_an_event_stops_the_source_too(
    zaytuna: Desk, told: Told, account: SocialAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.answer = lambda: Page([Revoked("100", "bye")], "9")
    _poll(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert SocialAccount.objects.get().status == "needs_reauth"
    assert _source(zaytuna).state == "stopped"


def test_a_poison_event_is_kept_apart_and_the_page_goes_on(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in, told.events = pipeline.take_in, [seen(0, "Poison"), seen(1)]

    def taking(*, account: SocialAccount, event: InboundEvent) -> None:
        if isinstance(event, Seen) and event.post.text == "Poison":
            raise RuntimeError("boom")
        take_in(account=account, event=event)

    monkeypatch.setattr(pipeline, "take_in", taking)
    _poll(zaytuna)
    assert _texts(taken) == ["post 1"]
    assert _source(zaytuna).cursor == "2"
    monkeypatch.setattr(pipeline, "take_in", take_in)
    with tenant_context(zaytuna.tenant):
        assert services.drain() == 1
        assert Delivery.objects.get().state == "done"
    assert _texts(taken) == ["post 1", "Poison"]


@pytest.mark.parametrize("event", [seen(3, "عربي 😀"), Gone("k", AT, "100"), Revoked("100", "why")])
def test_an_event_that_was_written_down_is_the_same_event(event: InboundEvent) -> None:
    assert rules.unpack(rules.pack(event)) == event


def test_what_a_network_wrote_is_no_event_of_ours() -> None:
    assert rules.unpack(b'{"id": "100", "changes": []}') is None
    with pytest.raises(NetworkError):
        rules.unpack(b'{"data": 1}')


@pytest.mark.parametrize("rest", [accounts.pause, accounts.remove])
def test_an_account_that_rests_is_not_asked_for_and_one_that_comes_back_is(
    zaytuna: Desk, told: Told, account: SocialAccount, taken: Taken, rest: Callable[..., object]
) -> None:
    owner = zaytuna.members["owner"]
    with tenant_context(zaytuna.tenant):
        rest(account=account, by=owner)
    assert (_poll(zaytuna), told.asked, _source(zaytuna).state) == (0, [], "stopped")
    if rest is accounts.pause:
        with tenant_context(zaytuna.tenant):
            accounts.resume(account=account, by=owner)
        assert (_poll(zaytuna), _source(zaytuna).state) == (1, "queued")


def test_the_sources_of_one_company_are_not_those_of_another(
    zaytuna: Desk, tapuz: Desk, told: Told, account: SocialAccount, taken: Taken
) -> None:
    assert _poll(tapuz) == 0
    assert told.asked == []


@pytest.mark.parametrize("asked", ["9" * 20, "9" * 400])
def test_a_network_that_asks_for_ages_is_left_alone_for_a_day(asked: str) -> None:
    error = NetworkError(Code.RATE_LIMITED, retry_after=float(asked))
    assert rules.pause(Stream.FEED, 1, error.retry_after) == timedelta(days=1)

"""Each company reads its own entries; what cannot be read waits, then goes to quarantine, and stops nothing."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from helpdesk.lib import clock
from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import InboundEvent, Seen
from social.intake import pipeline, services
from social.intake.errors import NotQuarantined
from social.intake.models import Delivery
from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tenants.outbox import leases
from tests.factories.people import Desk
from tests.factories.plaza import comment, delivery, drain, entry, push
from tests.social.intake.conftest import Connect

pytestmark = pytest.mark.django_db
Taken = list[tuple[str, str, InboundEvent]]


def _said(taken: Taken) -> list[tuple[str, str, str]]:
    return [(slug, page, event.post.text) for slug, page, event in taken if isinstance(event, Seen)]


def _rows(desk: Desk) -> list[tuple[str, int]]:
    with tenant_context(desk.tenant):
        return list(Delivery.objects.order_by("id").values_list("state", "attempts"))


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch, taken: Taken) -> None:
    """A post with the words Poison cannot be taken in."""
    take_in = pipeline.take_in

    def taking(*, account: SocialAccount, event: InboundEvent) -> None:
        if isinstance(event, Seen) and event.post.text == "Poison":
            raise RuntimeError("boom lina@example.com")
        take_in(account=account, event=event)

    monkeypatch.setattr(pipeline, "take_in", taking)


def test_every_entry_of_a_batch_lands_with_its_own_company(
    zaytuna: Desk, tapuz: Desk, connect: Connect, taken: Taken
) -> None:
    connect(zaytuna, "100"), connect(zaytuna, "101"), connect(tapuz, "200")
    push(delivery(comment("100", "one"), comment("200", "two"), comment("101", "three")))
    drain(zaytuna, tapuz)
    assert sorted(_said(taken)) == [("tapuz", "200", "two"), ("zaytuna", "100", "one"), ("zaytuna", "101", "three")]
    assert (_rows(zaytuna), _rows(tapuz)) == ([("done", 1)] * 2, [("done", 1)])


def test_the_platform_keeps_no_word_of_what_it_handed_over(zaytuna: Desk, connect: Connect, taken: Taken) -> None:
    connect(zaytuna, "100")
    push(delivery(comment("100", "one")))
    drain()
    with tenant_context(mailing.platform_tenant()):
        [row] = Delivery.objects.all()
        assert (row.state, bytes(row.raw)) == ("done", b"")
    with tenant_context(zaytuna.tenant):
        assert "one" in bytes(Delivery.objects.get().raw).decode()


def test_what_is_for_nobody_here_is_dropped_and_the_rest_goes_on(
    zaytuna: Desk, connect: Connect, taken: Taken, caplog: pytest.LogCaptureFixture
) -> None:
    connect(zaytuna, "100")
    nameless = {"time": 1, "changes": []}
    push(delivery(comment("999", "nobody's"), nameless, comment("100", "ours")))
    with caplog.at_level("INFO"):
        drain(zaytuna)
    assert _said(taken) == [("zaytuna", "100", "ours")]
    assert caplog.text.count("webhook.unknown_account") == 2


@pytest.mark.parametrize("page", ["1\x00", "\ud800", "x" * 100_000])
def test_a_name_that_no_account_can_have_stops_no_later_entry(
    zaytuna: Desk, connect: Connect, taken: Taken, page: str
) -> None:
    connect(zaytuna, "100")
    push(delivery(comment(page, "nobody's"), comment("100", "ours")))
    drain(zaytuna)
    assert _said(taken) == [("zaytuna", "100", "ours")]
    with tenant_context(mailing.platform_tenant()):
        assert Delivery.objects.get().state == "done"


def test_an_entry_that_cannot_be_handed_over_is_tried_again_alone(
    zaytuna: Desk, tapuz: Desk, connect: Connect, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(zaytuna, "100"), connect(tapuz, "200")
    keep = services.keep

    def keeping(**facts: Any) -> Delivery:
        if facts["account"].native_id == "200":
            raise RuntimeError("boom")
        return keep(**facts)

    push(delivery(comment("200", "later"), comment("100", "at once")))
    with monkeypatch.context() as broken:
        broken.setattr(services, "keep", keeping)
        drain(zaytuna, tapuz)
    assert _said(taken) == [("zaytuna", "100", "at once")]
    with tenant_context(mailing.platform_tenant()):
        Delivery.objects.update(due_at=clock.now())
    drain(zaytuna, tapuz)
    assert _said(taken) == [("zaytuna", "100", "at once"), ("tapuz", "200", "later")]


@pytest.mark.parametrize("rest", [accounts.pause, accounts.remove])
def test_an_account_that_rests_hears_nothing(zaytuna: Desk, connect: Connect, taken: Taken, rest: object) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        rest(account=account, by=zaytuna.members["owner"])  # type: ignore[operator]
    push(delivery(comment("100")))
    drain(zaytuna)
    assert (taken, _rows(zaytuna)) == ([], [])


def test_all_changes_and_messages_of_an_entry_are_read(zaytuna: Desk, connect: Connect, taken: Taken) -> None:
    connect(zaytuna, "100")
    both = entry("100", *(comment("100", str(number), number=number)["changes"][0]["value"] for number in range(3)))
    said = {"sender": {"id": "u1"}, "recipient": {"id": "100"}, "timestamp": 1795000000000}
    both["messaging"] = [{**said, "message": {"mid": f"m_{number}", "text": f"dm {number}"}} for number in range(2)]
    push(delivery(both))
    drain(zaytuna)
    assert [text for _, _, text in _said(taken)] == ["0", "1", "2", "dm 0", "dm 1"]


def test_a_batch_that_comes_again_after_the_split_is_not_read_again(
    zaytuna: Desk, connect: Connect, taken: Taken
) -> None:
    connect(zaytuna, "100")
    push(delivery(comment("100", "one")))
    drain(zaytuna)
    push(delivery(comment("100", "one")))
    push(delivery(comment("100", "two", number=2), comment("100", "one")))
    drain(zaytuna)
    assert [text for _, _, text in _said(taken)] == ["one", "two"]


def test_a_poison_event_holds_up_neither_its_neighbours_nor_other_deliveries(
    zaytuna: Desk, connect: Connect, taken: Taken, poison: None
) -> None:
    connect(zaytuna, "100")
    bad = entry(
        "100", *(comment("100", text, number=n)["changes"][0]["value"] for n, text in enumerate(["Poison", "b"]))
    )
    push(delivery(bad, comment("100", "c", number=7)))
    drain(zaytuna)
    assert [text for _, _, text in _said(taken)] == ["b", "c"]
    with tenant_context(zaytuna.tenant):
        waiting = Delivery.objects.get(state="queued")
        assert (waiting.attempts, waiting.reason) == (1, "RuntimeError: boom …")
        assert waiting.due_at > clock.now()


def test_after_enough_tries_it_goes_to_quarantine_and_can_be_let_out(
    zaytuna: Desk, connect: Connect, taken: Taken, poison: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(zaytuna, "100")
    push(delivery(comment("100", "Poison")))
    drain()
    for _ in range(services.MAX_ATTEMPTS):
        with tenant_context(zaytuna.tenant):
            Delivery.objects.update(due_at=clock.now())
        drain(zaytuna)
    assert _rows(zaytuna) == [("quarantined", services.MAX_ATTEMPTS)]
    monkeypatch.undo()
    monkeypatch.setattr(pipeline, "take_in", lambda **_: None)
    with tenant_context(zaytuna.tenant):
        row = Delivery.objects.get()
        services.retry(delivery=row)
        services.drain()
        with pytest.raises(NotQuarantined):
            services.retry(delivery=row)
    assert _rows(zaytuna) == [("done", 1)]


@pytest.mark.parametrize(
    "raw", [b"", b"\xff", b"[]", b"{}", b'{"object":"page"}', b'{"object":"user","entry":[]}', b"[" * 9000]
)
def test_what_no_parser_understands_is_kept_apart_at_once(raw: bytes) -> None:
    assert push(raw).status_code == 200
    drain()
    with tenant_context(mailing.platform_tenant()):
        row = Delivery.objects.get()
        assert (row.state, row.attempts, bytes(row.raw)) == ("quarantined", 1, raw)


def test_the_sound_items_of_an_entry_are_read_before_it_is_kept_apart(
    zaytuna: Desk, connect: Connect, taken: Taken
) -> None:
    connect(zaytuna, "100")
    broken = comment("100", "broken")["changes"][0]["value"] | {"created_time": "yesterday"}
    push(delivery(entry("100", broken, comment("100", "sound", number=2)["changes"][0]["value"])))
    drain(zaytuna)
    assert [text for _, _, text in _said(taken)] == ["sound"]
    assert _rows(zaytuna) == [("quarantined", 1)]


def test_a_delivery_that_kills_its_worker_every_time_goes_to_quarantine_unread(
    zaytuna: Desk, connect: Connect, taken: Taken
) -> None:
    connect(zaytuna, "100")
    push(delivery(comment("100")))
    drain()
    with tenant_context(zaytuna.tenant):
        Delivery.objects.update(attempts=services.MAX_ATTEMPTS)
    drain(zaytuna)
    assert taken == []
    assert _rows(zaytuna) == [("quarantined", services.MAX_ATTEMPTS + 1)]


def test_what_a_killed_worker_held_is_taken_over_when_its_lease_ends(
    zaytuna: Desk, connect: Connect, taken: Taken
) -> None:
    connect(zaytuna, "100")
    push(delivery(comment("100", "one")))
    drain()
    with tenant_context(zaytuna.tenant), time_machine.travel(timezone.now(), tick=False) as now:
        stale = leases.claim(Delivery)
        assert stale is not None
        assert services.drain() == 0
        now.shift(31)
        assert services.drain() == 1
        assert not leases.settle(stale, state="queued")
    assert _rows(zaytuna) == [("done", 2)]
    assert len(taken) == 1


def test_an_account_that_is_removed_before_its_entry_is_read_does_not_lose_it(
    zaytuna: Desk, connect: Connect, taken: Taken
) -> None:
    account = connect(zaytuna, "100")
    push(delivery(comment("100", "one")))
    drain()
    with tenant_context(zaytuna.tenant):
        accounts.remove(account=account, by=zaytuna.members["owner"])
    drain(zaytuna)
    assert [text for _, _, text in _said(taken)] == ["one"]

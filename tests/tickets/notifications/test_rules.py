"""To whom a change is told, what counts as the same, and when a mail waits."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tickets.notifications import rules
from tickets.notifications.models import Kind
from tickets.notifications.rules import TELLINGS

A, B, C, D = (UUID(int=number) for number in range(1, 5))
RIYADH, BERLIN = ZoneInfo("Asia/Riyadh"), ZoneInfo("Europe/Berlin")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


# -- whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "named", "assignee", "leads", "actor", "told"),
    [
        ("ticket.assignee", set(), A, [], None, {A}),
        ("ticket.assignee", set(), A, [], A, set()),
        ("ticket.assignee", set(), None, [], B, set()),
        ("ticket.woken", {B}, A, [], None, {A, B}),
        ("messages.named", {A, B}, C, [], A, {B}),
        ("sla.warned", set(), A, [{B}], None, {A}),
        ("sla.warned", set(), None, [{B}, {C}], None, {B}),
        ("sla.breached", set(), A, [{B}, {C}], None, {A, B}),
        ("sla.breached", set(), None, [set(), {C}], None, {C}),
        ("followups.reminded", {A}, B, [{C}], None, {A}),
        ("followups.reminded", set(), B, [{C}], None, {C}),
        ("followups.broken", {A, C}, B, [{D}], None, {A, C}),
        ("recovery.asked", set(), A, [{B}, {C}], A, {B}),
        ("recovery.asked", set(), B, [{B}, {C}], B, {C}),
        ("recovery.decided", {A}, B, [{C}], C, {A}),
    ],
)
def test_whom_a_change_concerns(
    verb: str, named: set[UUID], assignee: UUID | None, leads: list[set[UUID]], actor: UUID | None, told: set[UUID]
) -> None:
    found = rules.recipients(TELLINGS[verb], named=named, assignee=assignee, leads=leads, actor=actor)
    assert found == told


def test_every_kind_is_told_of_something_and_has_a_way() -> None:
    assert {telling.kind for telling in TELLINGS.values()} == set(Kind)
    assert set(rules.DEFAULTS) == set(Kind.values)
    assert {kind for kind, way in rules.DEFAULTS.items() if not way.by_mail} == {"assigned", "woken"}
    assert all(way.in_app for way in rules.DEFAULTS.values())


def test_the_same_thing_has_the_same_key() -> None:
    warned = TELLINGS["sla.warned"]
    assert rules.key_of(warned, A, {"clock": "c", "due": "d", "metric": "first"}) == "c:d"
    assert rules.key_of(warned, A, {"clock": "c", "due": "e"}) != rules.key_of(warned, A, {"clock": "c", "due": "d"})
    assert rules.key_of(TELLINGS["ticket.assignee"], A, {"before": "", "after": "Bob"}) == str(A)


# -- when ---------------------------------------------------------------------------------------------------------

NIGHT, NAP = (time(22), time(7)), (time(13), time(14, 30))


@pytest.mark.parametrize(
    ("zone", "hours", "now", "until"),
    [
        (RIYADH, NIGHT, "2026-11-22 18:59", None),  # 21:59 there
        (RIYADH, NIGHT, "2026-11-22 19:00", "2026-11-23 04:00"),
        (RIYADH, NIGHT, "2026-11-22 22:30", "2026-11-23 04:00"),  # half past one at night
        (RIYADH, NIGHT, "2026-11-23 03:59:59", "2026-11-23 04:00"),
        (RIYADH, NIGHT, "2026-11-23 04:00", None),
        (RIYADH, NAP, "2026-11-22 10:15", "2026-11-22 11:30"),
        (RIYADH, NAP, "2026-11-22 11:30", None),
        # the clock goes back on 2026-10-25 at 03:00: the night is an hour longer
        (BERLIN, NIGHT, "2026-10-24 21:00", "2026-10-25 06:00"),
        # and forward on 2026-03-29 at 02:00: an hour shorter
        (BERLIN, NIGHT, "2026-03-28 22:00", "2026-03-29 05:00"),
        # an end that the clock jumps over is the jump
        (BERLIN, (time(22), time(2, 30)), "2026-03-28 23:00", "2026-03-29 01:00"),
        # an end that comes twice: the first one for who is in them before it, the second for who is in them again
        (BERLIN, (time(22), time(2, 30)), "2026-10-24 23:00", "2026-10-25 00:30"),
        (BERLIN, (time(22), time(2, 30)), "2026-10-25 00:45", None),
        (BERLIN, (time(22), time(2, 30)), "2026-10-25 01:10", "2026-10-25 01:30"),
    ],
)
def test_a_mail_waits_until_the_quiet_hours_end(
    zone: ZoneInfo, hours: tuple[time, time], now: str, until: str | None
) -> None:
    quiet = rules.quiet_at(at(now), zone, *hours)
    assert (quiet and quiet.until) == (at(until) if until else None)
    assert quiet is None or quiet.since <= at(now) < quiet.until


@pytest.mark.parametrize("zone", [RIYADH, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
def test_quiet_hours_end_when_no_wall_shows_them_any_more(zone: ZoneInfo) -> None:
    """Every quarter of an hour of the nights in which clocks are moved, against the plain meaning of the words."""
    for first in ("2026-03-27", "2026-04-04", "2026-10-03", "2026-10-24"):
        for quarter in range(4 * 48):
            now = at(first) + timedelta(minutes=15 * quarter + 7)
            for starts, ends in (NIGHT, NAP, (time(1, 45), time(2, 15)), (time(23, 50), time(0, 10))):
                wall = now.astimezone(zone).time()
                rests = starts <= wall < ends if starts < ends else wall >= starts or wall < ends
                quiet = rules.quiet_at(now, zone, starts, ends)
                assert (quiet is not None) == rests
                if quiet is not None:
                    after = quiet.until.astimezone(zone).time()
                    before = (quiet.until - timedelta(minutes=1)).astimezone(zone).time()
                    assert not (starts <= after < ends if starts < ends else after >= starts or after < ends)
                    assert starts <= before < ends if starts < ends else before >= starts or before < ends

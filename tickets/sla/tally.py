"""What happens to the clocks of one or of many tickets, gathered and written at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from tickets.calendars import selectors as calendars
from tickets.calendars.errors import NeverOpen, TooLong
from tickets.calendars.rules import Hours
from tickets.sla import earlier, rules
from tickets.sla.earlier import Version
from tickets.sla.models import Metric, SlaClock, SlaEvent, SlaPolicy
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline
from tickets.timeline.models import Event

log = structlog.get_logger(__name__)
Verb = SlaEvent.Verb

STATE = (
    *("policy", "policy_version", "calendar", "calendar_version", "target_s", "warn_percent", "started_at"),
    *("elapsed_s", "running_since", "due_at", "next_at", "warned_at", "breached_at", "met_at", "cancelled_at"),
)
LOOKED = ("warned_at", "breached_at", "next_at")
"""What a look at a clock may change of it."""

_TARGETS = {Metric.FIRST: "first_minutes", Metric.NEXT: "next_minutes", Metric.RESOLUTION: "resolution_minutes"}


def target_of(policy: SlaPolicy | None, metric: str) -> int | None:
    """Seconds; None where it aims at nothing."""
    minutes = getattr(policy, _TARGETS[Metric(metric)]) if policy else None
    return minutes * 60 if minutes else None


class Tally:
    """Clocks that begin, change and end at `now`. `old` are the hours of calendars as they were, by version.

    `goals_since` is when goals were changed for whatever is open: a clock that turns out to have been due by then is
    written down as missed, and nobody is told, for nobody could have known.
    """

    def __init__(
        self, now: datetime, old: Mapping[Version, Hours] | None = None, goals_since: datetime | None = None
    ) -> None:
        self.now = now
        self._goals_since = goals_since
        self._old: dict[Version, Hours | None] = dict(old or {})
        self._made: list[SlaClock] = []
        self._changed: dict[UUID, SlaClock] = {}
        self._events: list[SlaEvent] = []
        self._told: list[Event] = []

    def begin(
        self,
        ticket: Ticket,
        metric: str,
        policy: SlaPolicy,
        *,
        at: datetime,
        after: SlaClock | None = None,
        runs: bool = True,
    ) -> SlaClock | None:
        """A clock of the next cycle. None where the policy has no such target, or its hours never come.

        A solution goes on where the cycle before it ended. What was said of that, or of the same wait, stays said.
        """
        target = target_of(policy, metric)
        if target is None:
            return None
        clock = SlaClock(
            ticket=ticket,
            metric=metric,
            cycle=after.cycle + 1 if after else 1,
            policy=policy,
            policy_version=policy.version,
            calendar=policy.calendar,
            calendar_version=policy.calendar.version,
            target_s=target,
            warn_percent=policy.warn_percent,
            started_at=at,
        )
        if after is not None and metric == Metric.RESOLUTION:
            clock.elapsed_s = after.elapsed_s
        if after is not None and (metric == Metric.RESOLUTION or after.started_at == at):
            clock.breached_at, clock.warned_at = after.breached_at, after.warned_at
        if runs and not self._run(clock, at):
            return None
        self._made.append(clock)
        self._note(clock, Verb.STARTED, at, due=clock.due_at)
        return clock

    def pause(self, clock: SlaClock) -> None:
        if clock.running_since is None:
            return
        self._stop(clock, self.now)
        clock.running_since = clock.due_at = clock.next_at = None
        self._touch(clock, Verb.PAUSED, self.now)

    def resume(self, clock: SlaClock) -> None:
        if clock.running_since is None and self._run(clock, self.now):
            self._touch(clock, Verb.RESUMED, self.now, due=clock.due_at)

    def move_start(self, clock: SlaClock, at: datetime) -> None:
        """We learn of something older that asks for an answer, or what it ran from was taken back."""
        before, since = clock.due_at, clock.running_since
        clock.elapsed_s = 0
        if self._run(clock, at):
            clock.started_at = at
            self._touch(clock, Verb.CHANGED, self.now, before=before, due=clock.due_at)
        else:
            clock.running_since = since

    def reckon(self, clock: SlaClock, policy: SlaPolicy | None) -> None:
        """By the policy and the hours that hold now. What has passed is kept; a breach stays."""
        target = target_of(policy, clock.metric)
        if policy is None or target is None:
            self.end(clock, Verb.CANCELLED, self.now, reason="no_target")
            return
        was = (clock.policy_id, clock.policy_version, clock.calendar_id, clock.calendar_version)
        if was == (policy.pk, policy.version, policy.calendar_id, policy.calendar.version):
            return
        before = (clock.target_s, clock.warn_percent, clock.due_at)
        since = clock.running_since
        self._catch_up(clock, self.now)
        if since is not None and was[2:] != (policy.calendar_id, policy.calendar.version):
            self._stop(clock, self.now)
            since = self.now
        clock.policy, clock.policy_version = policy, policy.version
        clock.calendar, clock.calendar_version = policy.calendar, policy.calendar.version
        clock.target_s, clock.warn_percent = target, policy.warn_percent
        if since is not None and not self._run(clock, since):
            self.end(clock, Verb.CANCELLED, self.now, reason="no_hours")
            return
        self._changed[clock.pk] = clock
        if before != (clock.target_s, clock.warn_percent, clock.due_at):
            self._note(clock, Verb.CHANGED, self.now, before=before[2], due=clock.due_at)

    def end(self, clock: SlaClock, verb: str, at: datetime, **data: Any) -> None:
        """Met or cancelled, at a time that may be earlier than now. What had passed before it is kept as a breach.

        A miss that was written before we heard of an end in time is lifted: whoever ended it could not be faster.
        """
        at = max(at, clock.started_at)
        if clock.running_since is not None:
            self._stop(clock, at)
            clock.running_since = at
        if verb == Verb.MET:
            clock.met_at = at
        else:
            clock.cancelled_at = at
        clock.next_at = None
        if clock.breached_at is not None and at <= clock.breached_at:
            data["lifted"], clock.breached_at = clock.breached_at, None
            self._tell(clock, "sla.lifted")
        self._touch(clock, verb, at, **data)

    def look(self, clock: SlaClock) -> None:
        """It is due, or to be warned of."""
        if clock.due_at is not None and clock.due_at <= self.now:
            self._breach(clock)
        elif clock.due_at is not None:
            clock.warned_at, clock.next_at = self.now, clock.due_at
            self._touch(clock, Verb.WARNED, self.now)
            self._tell(clock, "sla.warned")

    def write(self, fields: Sequence[str] = STATE) -> None:
        """Everything in five statements at most; of clocks that were there before, these fields."""
        self._find()
        if self._made:
            SlaClock.objects.bulk_create(self._made)
        made = {clock.pk for clock in self._made}
        if changed := [clock for pk, clock in self._changed.items() if pk not in made]:
            SlaClock.objects.bulk_update(changed, fields)
        if self._events:
            SlaEvent.objects.bulk_create(self._events)
        if self._told:
            timeline.record_all(self._told)

    def hours(self, clock: SlaClock) -> Hours:
        """Those by which a clock was reckoned last, where they are still known."""
        version = (clock.calendar_id, clock.calendar_version)
        if version not in self._old and clock.calendar_version != clock.calendar.version:
            self._old[version] = earlier.hours(version)
        return self._old.get(version) or calendars.hours(clock.calendar)

    def times(self, clock: SlaClock) -> rules.Times:
        """Of a clock that runs. Raises NeverOpen, TooLong."""
        if clock.running_since is None:
            raise ValueError("it is paused")
        return rules.times(
            self.hours(clock),
            since=clock.running_since,
            elapsed_s=clock.elapsed_s,
            target_s=clock.target_s,
            warn_percent=clock.warn_percent,
        )

    def _run(self, clock: SlaClock, since: datetime) -> bool:
        """From then on. False, and nothing is changed but its start, where its hours never come."""
        was, clock.running_since = clock.running_since, since
        try:
            times = self.times(clock)
        except (NeverOpen, TooLong) as error:
            log.warning("sla.no_hours", calendar=str(clock.calendar_id), error=str(error)[:200])
            clock.running_since = was
            return False
        if clock.warned_at is not None and times.warn_at > self.now:
            clock.warned_at = None  # the warning was of another time
        clock.due_at = times.due_at
        clock.next_at = rules.next_look(
            times, is_warned=clock.warned_at is not None, is_breached=clock.breached_at is not None
        )
        return True

    def _stop(self, clock: SlaClock, at: datetime) -> None:
        """Add what has passed of it until then; past its time it is missed."""
        if clock.running_since is None:
            return
        self._catch_up(clock, at)
        clock.elapsed_s += self.hours(clock).between(clock.running_since, at)

    def _catch_up(self, clock: SlaClock, until: datetime) -> None:
        """What was due before then and nobody looked at was missed."""
        if clock.due_at is not None and clock.due_at < until:
            self._breach(clock)

    def _breach(self, clock: SlaClock, told: str = "sla.breached") -> None:
        """Once, at the time that it was due."""
        due = clock.due_at
        if due is None or clock.breached_at is not None:
            return
        clock.breached_at, clock.next_at = due, None
        self._touch(clock, Verb.BREACHED, due)
        self._tell(clock, told)

    def _find(self) -> None:
        """What was due before its goal was there."""
        if (since := self._goals_since) is None:
            return
        for clock in {clock.pk: clock for clock in (*self._made, *self._changed.values())}.values():
            if clock.next_at is not None and clock.due_at is not None and clock.due_at <= since:
                self._breach(clock, "sla.found")

    def _touch(self, clock: SlaClock, verb: str, at: datetime, **data: Any) -> None:
        self._changed[clock.pk] = clock
        self._note(clock, verb, at, **data)

    def _note(self, clock: SlaClock, verb: str, at: datetime, **data: Any) -> None:
        data = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in data.items()}
        facts = {"policy": str(clock.policy_id), "version": clock.policy_version, **data}
        self._events.append(SlaEvent(clock=clock, ticket_id=clock.ticket_id, verb=verb, at=at, data=facts))

    def _tell(self, clock: SlaClock, verb: str) -> None:
        due = clock.due_at.isoformat() if clock.due_at else ""
        data = {"metric": clock.metric, "due": due, "clock": str(clock.pk)}
        self._told.append(Event(ticket_id=clock.ticket_id, verb=verb, data=data))

"""The clocks of tickets follow what happens to them. Locks: ticket, then clocks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from helpdesk.lib import clock as desk_clock
from tickets.calendars.errors import NeverOpen, TooLong
from tickets.calendars.rules import Hours
from tickets.messages.models import Message
from tickets.sla import policies, rules, selectors
from tickets.sla.models import Metric, SlaClock, SlaPolicy
from tickets.sla.rules import Should
from tickets.sla.tally import Tally, Verb, Version
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


def align(ticket: Ticket) -> None:
    """Watcher of tickets: its clocks become those that it should have now, and the row says by when. Safe to repeat."""
    align_all([ticket])


def align_all(
    locked: Sequence[Ticket], *, old: Mapping[Version, Hours] | None = None, goals_since: datetime | None = None
) -> list[Ticket]:
    """As `align` for many rows, which the caller has locked. Returns those whose deadline is another now, not saved.

    What the goals of then say was due before then is written down and told to nobody.
    """
    round_ = _Round(locked, old, goals_since)
    changed = [ticket for ticket in locked if round_.align(ticket)]
    round_.tally.write()
    return changed


def arrived(message: Message) -> None:
    """Listener to replies that reached their channel: whoever waited for one has it, since it was sent."""
    ticket = tickets.lock(Ticket(pk=message.ticket_id))
    round_ = _Round([ticket])
    open_one = round_.open_answer(ticket)
    if open_one is None or (open_one.started_at > message.created_at and selectors.asked_after(message)):
        return
    round_.tally.end(open_one, Verb.MET, message.sent_at or desk_clock.now())
    if ticket.waiting_since is None and round_.is_answering(ticket) and (asked := selectors.asked_after(message)):
        round_.begin_answer(ticket, asked.created_at)  # another answer is on its way to what was asked meanwhile
    is_new = round_.align(ticket)
    round_.tally.write()
    if is_new:
        Ticket.objects.filter(pk=ticket.pk).update(due_at=ticket.due_at, risk_at=ticket.risk_at)


def answered(ticket: Ticket, at: datetime) -> None:
    """Somebody of ours answered where the customer spoke. `ticket` is the locked row, before it says so."""
    round_ = _Round([ticket])
    open_one = round_.open_answer(ticket)
    if open_one is not None and open_one.started_at <= at:
        round_.tally.end(open_one, Verb.MET, at)
        round_.tally.write()


def taken_back(ticket: Ticket, at: datetime) -> None:
    """Listener to words that were taken back: an answer is due to what still waits, else to nothing since then."""
    round_ = _Round([ticket])
    open_one, since = round_.open_answer(ticket), ticket.waiting_since
    if open_one is None:
        return
    if since is not None and open_one.started_at < since:
        round_.tally.move_start(open_one, since)
    elif since is None and not round_.is_answering(ticket):
        round_.tally.end(open_one, Verb.CANCELLED, at)
    round_.tally.write()


class _Round:
    """One look at some locked tickets: few queries for all of them."""

    def __init__(
        self,
        locked: Sequence[Ticket],
        old: Mapping[Version, Hours] | None = None,
        goals_since: datetime | None = None,
    ) -> None:
        self._tickets = locked
        self._clocks = selectors.latest_locked([ticket.pk for ticket in locked])
        self.tally = Tally(desk_clock.now(), old, goals_since)

    def align(self, ticket: Ticket) -> bool:
        """Whether the row says another deadline now."""
        before = ticket.due_at, ticket.risk_at
        self._align_answer(ticket)
        self._align_resolution(ticket)
        self._show(ticket)
        return before != (ticket.due_at, ticket.risk_at)

    def open_answer(self, ticket: Ticket) -> SlaClock | None:
        """The answer that somebody waits for."""
        found = (self._clocks.get((ticket.pk, metric)) for metric in selectors.ANSWERS)
        return next((clock for clock in found if clock is not None and selectors.is_open(clock)), None)

    def begin_answer(self, ticket: Ticket, at: datetime) -> None:
        self._begin(ticket, Metric.FIRST if self._had_none(ticket) else Metric.NEXT, at)

    def _had_none(self, ticket: Ticket) -> bool:
        """Whether the customer never had an answer. One that was queued and lost answered nothing."""
        if ticket.first_replied_at is None:
            return True
        first = self._clocks.get((ticket.pk, Metric.FIRST))
        return first is not None and first.cancelled_at is not None and selectors.is_lost(ticket)

    def is_answering(self, ticket: Ticket) -> bool:
        """Whether a reply is on its way; known of tickets that have had a clock."""
        return any(clock.is_answering for (pk, _), clock in self._clocks.items() if pk == ticket.pk)  # type: ignore[attr-defined]

    def _align_answer(self, ticket: Ticket) -> None:
        since, open_one = ticket.waiting_since, self.open_answer(ticket)
        if open_one is None:
            if since is not None:
                self.begin_answer(ticket, since)
            return
        if rules.answer_should(waits=since is not None, is_answering=self.is_answering(ticket)) is Should.END:
            self.tally.end(open_one, Verb.CANCELLED, self.tally.now)
            return
        if since is not None and since < open_one.started_at:
            self.tally.move_start(open_one, since)
        self.tally.reckon(open_one, self._policy(ticket))

    def _align_resolution(self, ticket: Ticket) -> None:
        should = rules.resolution_should(ticket.status)
        last = self._clocks.get((ticket.pk, Metric.RESOLUTION))
        if last is None or not selectors.is_open(last):
            if should is not Should.BE_MET:
                at = ticket.created_at if last is None else self.tally.now
                self._begin(ticket, Metric.RESOLUTION, at, runs=should is Should.RUN)
            return
        if should is Should.BE_MET:
            self.tally.end(last, Verb.MET, ticket.solved_at or self.tally.now)
            return
        self.tally.reckon(last, self._policy(ticket))
        if selectors.is_open(last):
            (self.tally.pause if should is Should.PAUSE else self.tally.resume)(last)

    def _begin(self, ticket: Ticket, metric: Metric, at: datetime, *, runs: bool = True) -> None:
        if (policy := self._policy(ticket)) is None:
            return
        last = self._clocks.get((ticket.pk, metric))
        if made := self.tally.begin(ticket, metric, policy, at=at, after=last, runs=runs):
            made.is_answering = False  # type: ignore[attr-defined]
            self._clocks[ticket.pk, metric] = made

    def _show(self, ticket: Ticket) -> None:
        """On the row: by when, and from when that is in danger."""
        clock = self.open_answer(ticket) if ticket.waiting_since is not None else None
        if clock is None or clock.due_at is None:
            ticket.due_at = ticket.risk_at = None
            return
        try:
            ticket.due_at, ticket.risk_at = clock.due_at, self.tally.times(clock).warn_at
        except (NeverOpen, TooLong):
            ticket.due_at = ticket.risk_at = clock.due_at

    def _policy(self, ticket: Ticket) -> SlaPolicy | None:
        return rules.first_fit(self._policies, self._matters[ticket.pk])

    @cached_property
    def _policies(self) -> list[SlaPolicy]:
        return policies.current()

    @cached_property
    def _matters(self) -> dict[UUID, rules.Matter]:
        asks_tags = any(policy.tag_id for policy in self._policies)
        return selectors.matters(self._tickets, with_tags=asks_tags)

"""The rows of many tickets at once, as the services would have written them one by one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import DateTimeField

from bench.corpus import Draft, Turn
from helpdesk.lib import text
from tenants.files.models import File
from tenants.isolation.models import TenantModel
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tickets.contacts.models import Contact
from tickets.mail.models import Inbound, Mailbox, Outbound
from tickets.messages.models import Delivery, Kind, Message
from tickets.search.models import Entry
from tickets.search.services import entry_of
from tickets.ticket import rules
from tickets.ticket.models import Channel, Status, Ticket
from tickets.timeline.models import Event

ORDER = (File, Ticket, Message, Entry, Event, Inbound, Outbound, Item)
BATCH = 500
GOAL = timedelta(minutes=60)
KINDS = {
    Turn.OURS: (Kind.CUSTOMER, Kind.REPLY, Kind.CUSTOMER, Kind.REPLY, Kind.CUSTOMER),
    Turn.THEIRS: (Kind.CUSTOMER, Kind.REPLY, Kind.CUSTOMER, Kind.NOTE, Kind.REPLY),
    Turn.SOLVED: (Kind.CUSTOMER, Kind.REPLY, Kind.CUSTOMER, Kind.NOTE, Kind.REPLY),
}
STATUS = {Turn.OURS: Status.OPEN, Turn.THEIRS: Status.WAITING, Turn.SOLVED: Status.SOLVED}
VERBS = {Kind.CUSTOMER: "messages.received", Kind.REPLY: "messages.replied", Kind.NOTE: "messages.noted"}

for model in ORDER:  # the past is written as it was
    for stamped in model._meta.fields:
        if isinstance(stamped, DateTimeField):
            stamped.auto_now = stamped.auto_now_add = False


@dataclass(frozen=True)
class Desk:
    """Who and what the rows of one desk point at."""

    mailbox: Mailbox
    agents: Sequence[Member]
    contacts: Sequence[Contact]
    now: datetime


@dataclass
class Rows:
    """Rows that wait to be saved together, table by table."""

    desk: Desk
    kept: dict[type[TenantModel], list[TenantModel]] = field(default_factory=lambda: {model: [] for model in ORDER})

    def add(self, draft: Draft) -> None:
        ticket = self._ticket(draft)
        self._event(ticket, "ticket.created", None, ticket.created_at, number=ticket.number, channel=ticket.channel)
        for index, kind in enumerate(KINDS[draft.turn]):
            self._message(ticket, draft, index, kind)
        if draft.turn is not Turn.OURS:
            by = self.desk.agents[draft.agent]
            self._event(ticket, "ticket.status", by, ticket.last_message_at, before="open", after=ticket.status)

    def save(self) -> None:
        """Needs a tenant."""
        for model, rows in self.kept.items():
            model.objects.bulk_create(rows, batch_size=BATCH)

    def _ticket(self, draft: Draft) -> Ticket:
        opened = self.desk.now - draft.age
        ended = opened + draft.at[-1]
        ticket = Ticket(
            number=draft.number,
            subject=draft.subject,
            status=STATUS[draft.turn],
            priority=draft.priority,
            channel=Channel.EMAIL,
            language=draft.language,
            requester=self.desk.contacts[draft.customer],
            assignee=None if draft.owner is None else self.desk.agents[draft.owner],
            team=self.desk.mailbox.team,
            preview=rules.preview(draft.texts[-1]),
            waiting_since=ended if draft.turn is Turn.OURS else None,
            due_at=ended + GOAL if draft.turn is Turn.OURS else None,
            risk_at=ended + 0.75 * GOAL if draft.turn is Turn.OURS else None,
            first_replied_at=opened + draft.at[1],
            solved_at=ended if draft.turn is Turn.SOLVED else None,
            last_message_at=ended,
            created_at=opened,
            updated_at=ended,
        )
        self.kept[Ticket].append(ticket)
        return ticket

    def _message(self, ticket: Ticket, draft: Draft, index: int, kind: Kind) -> None:
        at = ticket.created_at + draft.at[index]
        agent, customer = self.desk.agents[draft.agent], ticket.requester
        message = Message(
            ticket=ticket,
            kind=kind,
            member=None if kind == Kind.CUSTOMER else agent,
            contact=customer if kind == Kind.CUSTOMER else None,
            text=draft.texts[index],
            language=draft.language,
            direction=text.direction(draft.texts[index]),
            delivery=Delivery.SENT if kind == Kind.REPLY else Delivery.NONE,
            sent_at=at if kind == Kind.REPLY else None,
            created_at=at,
        )
        self.kept[Message].append(message)
        self.kept[Entry].append(entry_of(message, f"customer{draft.customer}@example.com"))
        self._event(ticket, VERBS[kind], message.member, at, message=str(message.pk))
        if kind == Kind.CUSTOMER:
            self._came(message, draft)
        elif kind == Kind.REPLY:
            self._left(message, draft)

    def _came(self, message: Message, draft: Draft) -> None:
        """The mail that brought it."""
        key = hashlib.sha256(message.pk.bytes).hexdigest()
        raw = File(sha256=key, size=2000, media_type="message/rfc822", created_at=message.created_at)
        self.kept[File].append(raw)
        arrived = Inbound(
            mailbox=self.desk.mailbox,
            raw=raw,
            dedup_key=key,
            envelope_from=f"customer{draft.customer}@example.com",
            envelope_to=self.desk.mailbox.address,
            state=Inbound.State.DONE,
            outcome=Inbound.Outcome.TICKET
            if message.created_at == message.ticket.created_at
            else Inbound.Outcome.REPLY,
            mail_id=f"<{message.pk.hex}@example.com>",
            message=message,
            attempts=1,
            due_at=message.created_at,
            received_at=message.created_at,
        )
        self.kept[Inbound].append(arrived)

    def _left(self, message: Message, draft: Draft) -> None:
        """The mail that took it to the customer, and the wish that sent it."""
        at, host = message.created_at, self.desk.mailbox.address.partition("@")[2]
        leaving = Outbound(
            message=message,
            mailbox=self.desk.mailbox,
            recipient=f"customer{draft.customer}@example.com",
            mail_id=f"<heard.{message.pk.hex}.{draft.number}.{'a' * 16}@{host}>",
            created_at=at,
        )
        self.kept[Outbound].append(leaving)
        done = Item(kind="mail.reply", key=str(message.pk), state=Item.State.DONE, attempts=1)
        done.due_at = done.created_at = done.done_at = at
        self.kept[Item].append(done)

    def _event(self, ticket: Ticket, verb: str, by: Member | None, at: datetime, **data: object) -> None:
        event = Event(ticket_id=ticket.pk, verb=verb, member=by, data=data, created_at=at)
        self.kept[Event].append(event)

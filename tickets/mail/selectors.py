from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.routes import rules as routes_rules
from tenants.routes import selectors as routes
from tickets.mail.models import Inbound, Mailbox, Outbound
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

LONGEST_ADDRESS = 254
CHAIN_LENGTH = 20
_JOINED = (Inbound.Outcome.TICKET, Inbound.Outcome.REPLY)


@dataclass(frozen=True)
class Recipient:
    """One of our mailboxes, as a mail named it."""

    address: str
    tenant: Tenant
    mailbox_id: UUID

    @property
    def is_paused(self) -> bool:
        return self.tenant.state != Tenant.State.ACTIVE


def recipient(address: str) -> Recipient | None:
    """The mailbox behind an address of the outside world, looked up before the tenant is known."""
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        return None
    tenant = routes.tenant_at_mailbox(address)
    if tenant is None:
        return None
    with tenant_context(tenant):
        mailbox = mailbox_at(address)
    return Recipient(address, tenant, mailbox.pk) if mailbox else None


def mailbox_at(address: str) -> Mailbox | None:
    """The current tenant's mailbox that receives an address; what stands behind a plus is ignored."""
    return Mailbox.objects.filter(address=routes_rules.mailbox_key(address)).first()


def own_addresses() -> set[str]:
    """Every mailbox of the current tenant, lower-case."""
    return {address.lower() for address in Mailbox.objects.values_list("address", flat=True)}


def mailbox_ids() -> list[UUID]:
    return list(Mailbox.objects.values_list("pk", flat=True))


def first_recipients(addresses: Iterable[str]) -> list[Recipient]:
    """The mailboxes among some addresses, each once; a signed address goes before a plain one."""
    found: dict[UUID, Recipient] = {}
    for address in sorted(dict.fromkeys(addresses), key=lambda address: "+" not in address):
        ours = recipient(address)
        if ours is not None:
            found.setdefault(ours.mailbox_id, ours)
    return list(found.values())


def quarantined() -> list[Inbound]:
    """Mails that nobody could read, newest first."""
    rows = Inbound.objects.filter(state=Inbound.State.QUARANTINED).select_related("mailbox")
    return list(rows.order_by("-received_at", "-id")[:100])


def quarantined_for(viewer: Member, *, pk: UUID) -> Inbound:
    """Raises Http404."""
    rows = Inbound.objects.filter(pk=pk, state=Inbound.State.QUARANTINED)
    found = rows.first() if viewer.may("mail.quarantine") else None
    if found is None:
        raise Http404("inbound")
    return found


@dataclass(frozen=True)
class Chain:
    """The ids of the mails of a conversation: what the next one answers, and those before it, oldest first."""

    answers: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mails:
    """What went to and fro by mail on a ticket, each the oldest first; read once for all that a reply asks of it."""

    came: list[tuple[datetime, str, UUID, str | None]]  # when, Message-ID, mailbox, outcome
    left: list[tuple[datetime, str, UUID]]  # when, Message-ID, the reply it carried

    @classmethod
    def of(cls, ticket: Ticket) -> "Mails":
        came = Inbound.objects.filter(message__ticket=ticket).order_by("received_at", "id")
        left = Outbound.objects.filter(message__ticket=ticket).order_by("created_at", "id")
        return cls(
            list(came.values_list("received_at", "mail_id", "mailbox_id", "outcome")),
            list(left.values_list("created_at", "mail_id", "message_id")),
        )

    def carried(self, message: Message) -> bool:
        """Whether a reply was queued before."""
        return any(message_id == message.pk for _, _, message_id in self.left)

    def chain(self) -> Chain:
        """Bounded to the first mail and the newest ones."""
        theirs = [(at, mail_id) for at, mail_id, _, outcome in self.came if mail_id and outcome in _JOINED]
        ours = [(at, mail_id) for at, mail_id, _ in self.left]
        ids = list(dict.fromkeys(mail_id for _, mail_id in sorted(theirs + ours)))
        if not ids:
            return Chain()
        return Chain(theirs[-1][1] if theirs else ids[-1], (*ids[:1], *ids[1:][-CHAIN_LENGTH:]))

    def mailbox(self, ticket: Ticket, ours: Sequence[Mailbox]) -> Mailbox | None:
        """From where a ticket is answered: where its last mail came, else its team's mailbox, else the default.

        `ours` are the company's mailboxes, the default first.
        """
        last = self.came[-1][2] if self.came else None
        came = (mailbox for mailbox in ours if mailbox.pk == last)
        teams = (mailbox for mailbox in ours if ticket.team_id and mailbox.team_id == ticket.team_id)
        return next(came, None) or next(teams, None) or next(iter(ours), None)


def mailboxes() -> list[Mailbox]:
    """Every mailbox of the current tenant, the default first."""
    return list(Mailbox.objects.order_by("-is_default", "created_at"))


def default_mailbox() -> Mailbox | None:
    """From where we write when nothing says another."""
    return Mailbox.objects.order_by("-is_default", "created_at").first()


def mailbox_of(ticket: Ticket) -> Mailbox | None:
    """From where a ticket is answered."""
    return Mails.of(ticket).mailbox(ticket, mailboxes())

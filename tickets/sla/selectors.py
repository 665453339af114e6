from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from tenants.membership.models import Member
from tickets.messages.models import Delivery, Kind, Message
from tickets.sla.models import Metric, SlaClock, SlaEvent, SlaPolicy
from tickets.sla.rules import Matter
from tickets.ticket.models import Ticket, TicketTag

OPEN = Q(met_at__isnull=True, cancelled_at__isnull=True)
ANSWERS = (Metric.FIRST, Metric.NEXT)
Key = tuple[UUID, str]
"""The id of a ticket and a metric."""


def offered() -> QuerySet[SlaPolicy]:
    """Those that count, in their order."""
    return SlaPolicy.objects.filter(archived_at__isnull=True).order_by("position", "id")


def every() -> QuerySet[SlaPolicy]:
    """Also those that were archived. In no order yet."""
    return SlaPolicy.objects.select_related("calendar", "team", "tag")


def visible_to(viewer: Member) -> QuerySet[SlaPolicy]:
    """With what they name, in their order, archived ones last."""
    rows = every() if viewer.may("sla.see") else SlaPolicy.objects.none()
    return rows.order_by(F("archived_at").asc(nulls_first=True), "position", "id")


def get_for(viewer: Member, *, pk: UUID) -> SlaPolicy:
    """Raises Http404."""
    found = visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("policy")
    return found


def open_by(policy: SlaPolicy) -> int:
    """How many clocks run by it, or are paused."""
    return SlaClock.objects.filter(OPEN, policy=policy.pk).count()


def latest_locked(ticket_ids: Collection[UUID]) -> dict[Key, SlaClock]:
    """The last clock of each metric, held to the end of the transaction. The caller holds the tickets.

    `is_answering` tells whether a reply to the ticket is on its way.
    """
    later = SlaClock.objects.filter(ticket=OuterRef("ticket"), metric=OuterRef("metric"), cycle__gt=OuterRef("cycle"))
    queued = Message.objects.filter(ticket=OuterRef("ticket"), kind=Kind.REPLY, delivery=Delivery.QUEUED)
    rows = SlaClock.objects.filter(~Exists(later), ticket__in=ticket_ids).annotate(is_answering=Exists(queued))
    locked = rows.select_related("calendar").select_for_update(no_key=True, of=("self",)).order_by("id")
    return {(clock.ticket_id, clock.metric): clock for clock in locked}


def matters(tickets: Sequence[Ticket], *, with_tags: bool) -> dict[UUID, Matter]:
    """What policies look at, by ticket."""
    tags: dict[UUID, set[UUID]] = {}
    if with_tags:
        links = TicketTag.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
        for ticket_id, tag_id in links.values_list("ticket_id", "tag_id"):
            tags.setdefault(ticket_id, set()).add(tag_id)
    return {one.pk: Matter(one.channel, one.priority, one.team_id, frozenset(tags.get(one.pk, ()))) for one in tickets}


def asked_after(message: Message) -> Message | None:
    """The first thing that the customer said after a message of ours."""
    said = Message.objects.filter(ticket=message.ticket_id, kind=Kind.CUSTOMER, withdrawn_at__isnull=True)
    return said.filter(created_at__gt=message.created_at).order_by("created_at", "id").first()


def is_lost(ticket: Ticket) -> bool:
    """Whether what we took for our first answer failed, and no other reply ever left or is on its way."""
    if ticket.first_replied_at is None:
        return False
    replies = Message.objects.filter(ticket=ticket.pk, kind=Kind.REPLY)
    if replies.filter(Q(sent_at__isnull=False) | ~Q(delivery=Delivery.FAILED)).exists():
        return False
    return replies.filter(created_at=ticket.first_replied_at).exists()


def is_open(clock: SlaClock) -> bool:
    return clock.met_at is None and clock.cancelled_at is None


def clocks_of(ticket: Ticket) -> QuerySet[SlaClock]:
    """Every clock of a ticket with its policy and calendar. In no order yet.

    `pauses` is how often it was paused, `changed_at` when it was reckoned anew last.
    """
    events = SlaEvent.objects.filter(clock=OuterRef("pk")).order_by()
    paused = events.filter(verb=SlaEvent.Verb.PAUSED).values("clock").annotate(n=Count("pk")).values("n")
    changed = events.filter(verb=SlaEvent.Verb.CHANGED).values("clock").annotate(last=Max("at")).values("last")
    rows = SlaClock.objects.filter(ticket=ticket.pk).select_related("policy", "calendar")
    return rows.annotate(pauses=Coalesce(Subquery(paused), 0), changed_at=Subquery(changed))

"""Which recoveries, requests and replies a member may reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from tenants.membership.models import Member
from tickets.messages.models import Delivery, Kind, Message
from tickets.recovery.models import Approval, Grant, Limit, Recovery, RecoveryStep
from tickets.ticket.models import Ticket

Row = TypeVar("Row", Recovery, Approval, Grant)
MOST_COUNTED = 100
_PEOPLE = ("asked_by", "decided_by")
_WORDS = ("role", "member", "purpose", "kind", "currency")  # what a limit is known by, whatever its version


def recoveries(viewer: Member) -> QuerySet[Recovery]:
    """With their steps and people. In no order yet."""
    if not viewer.may("recovery.see"):
        return Recovery.objects.none()
    done = RecoveryStep.objects.select_related("member", "message").order_by("at", "id")
    return Recovery.objects.select_related("ticket", "opened_by").prefetch_related(Prefetch("steps", queryset=done))


def of_ticket(viewer: Member, ticket: Ticket) -> QuerySet[Recovery]:
    return recoveries(viewer).filter(ticket=ticket)


def recovery_for(viewer: Member, *, pk: UUID, ticket: Ticket | None = None) -> Recovery:
    """Raises Http404."""
    rows = recoveries(viewer) if ticket is None else of_ticket(viewer, ticket)
    return _found(rows.filter(pk=pk))


def approvals(viewer: Member) -> QuerySet[Approval]:
    """With their ticket, its customer and their people. In no order yet."""
    if not viewer.may("recovery.see"):
        return Approval.objects.none()
    return Approval.objects.select_related("ticket__requester", "recovery", *_PEOPLE)


def approval_for(viewer: Member, *, pk: UUID) -> Approval:
    """Raises Http404."""
    return _found(approvals(viewer).filter(pk=pk))


def grants(viewer: Member) -> QuerySet[Grant]:
    """With their people. In no order yet."""
    if not viewer.may("recovery.see"):
        return Grant.objects.none()
    return Grant.objects.select_related("ticket", "given_by", "reversed_by")


def grant_for(viewer: Member, *, pk: UUID) -> Grant:
    """Raises Http404."""
    return _found(grants(viewer).filter(pk=pk))


def limits(viewer: Member) -> QuerySet[Limit]:
    """The newest version of each limit, also of those that were taken back."""
    rows = newest_limits().select_related("member", "set_by").order_by(*_WORDS)
    return rows if viewer.may("recovery.limits") else rows.none()


def newest_limits() -> QuerySet[Limit]:
    """Without a viewer: for what the desk reckons itself."""
    newest = Limit.objects.order_by(*_WORDS, "-version").distinct(*_WORDS).values("pk")
    return Limit.objects.filter(pk__in=newest)


def versions(viewer: Member) -> QuerySet[Limit]:
    """All that was ever set, the newest first."""
    rows = Limit.objects.select_related("member", "set_by").order_by("-id")
    return rows if viewer.may("recovery.limits") else rows.none()


def to_decide(viewer: Member) -> QuerySet[Approval]:
    """What waits for this member's yes or no, the oldest first: nobody decides what he asked for himself."""
    rows = approvals(viewer).filter(state=Approval.State.OPEN).exclude(asked_by=viewer)
    return (rows if viewer.may("recovery.decide") else rows.none()).order_by("asked_at", "id")


def count_to_decide(viewer: Member) -> int:
    """Stops counting at MOST_COUNTED."""
    return to_decide(viewer).order_by()[:MOST_COUNTED].count()


def replies_sent(ticket: Ticket, *, limit: int = 10) -> Sequence[Message]:
    """What of ours has reached the customer, the newest first: one of them may be the apology."""
    rows = Message.objects.filter(ticket=ticket, kind=Kind.REPLY, delivery=Delivery.SENT, withdrawn_at__isnull=True)
    return list(rows.select_related("member").order_by("-created_at", "-id")[:limit])


def _found(rows: QuerySet[Row]) -> Row:
    row = next(iter(rows), None)
    if row is None:
        raise Http404("recovery")
    return row

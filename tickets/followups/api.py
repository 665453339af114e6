"""Promises over the API: what was promised, by when, and what became of it. They are given with a reply."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.filters import SinceFilter, YesNoFilter
from helpdesk.api.views import Listed, Room, Shown
from tickets.followups import selectors, services
from tickets.followups.errors import NeedsReason, Settled
from tickets.followups.models import Promise
from tickets.ticket.api import OfTicket

State = Promise.State


class PromiseSerializer(serializers.Serializer[Any]):
    """`message` is the reply that gave our word, `kept_by` the later one that arrived. A broken promise stays broken.

    `settled_at` is empty while the customer still waits for the word, `replaced_by` the promise that followed it.
    """

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    message = serializers.UUIDField()
    state = serializers.ChoiceField(choices=State.choices)
    owner = NamedSerializer(allow_null=True)
    made_by = NamedSerializer()
    made_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    broken_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = NamedSerializer(allow_null=True)
    kept_by = serializers.UUIDField(allow_null=True)
    replaced_by = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField(help_text="Why it was withdrawn.")

    def to_representation(self, row: Promise) -> dict[str, Any]:
        return {
            "id": row.pk,
            "ticket": row.ticket_id,
            "message": row.message_id,
            "state": row.state,
            "owner": named(row.owner),
            "made_by": named(row.made_by),
            "made_at": row.made_at,
            "due_at": row.due_at,
            "broken_at": row.broken_at,
            "settled_at": row.settled_at,
            "settled_by": named(row.settled_by),
            "kept_by": row.kept_by_id,
            "replaced_by": row.replaced_by_id,
            "reason": row.reason,
        }


class WithdrawalSerializer(Sent):
    reason = serializers.CharField(max_length=300)


class PromiseFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    ticket = filters.UUIDFilter(field_name="ticket_id")
    owner = filters.UUIDFilter(field_name="owner_id")
    settled = YesNoFilter(field_name="settled_at", lookup_expr="isnull", exclude=True)
    due_since = SinceFilter("due_at")
    made_since = SinceFilter("made_at")


class _OfPromises(Room):
    tag, scope, model = "promises", "tickets", Promise
    serializer_class = PromiseSerializer

    def rows(self) -> QuerySet[Promise]:
        return selectors.visible_to(self.member)

    def etag(self, row: Promise) -> str:
        owner = row.owner_id.hex[-12:] if row.owner_id else ""
        return f'"{row.pk.hex[-12:]}-{row.state}-{bool(row.settled_at):d}-{owner}"'


@extend_schema_view(
    list=extend_schema(operation_id="promises_list", summary="Promises, the newest first"),
    retrieve=extend_schema(operation_id="promises_get", summary="One promise"),
)
class PromisesRoom(Listed, Shown, _OfPromises):
    permissions = {"list": "ticket.see", "retrieve": "ticket.see"}
    filterset_class = PromiseFilter
    ordering, ordering_fields = "-made_at", ("made_at", "due_at")


@extend_schema_view(list=extend_schema(operation_id="ticket_promises_list", summary="Promises on one ticket"))
class TicketPromisesRoom(Listed, OfTicket, _OfPromises):
    permissions = {"list": "ticket.see"}
    ordering, ordering_fields = "-made_at", ("made_at",)

    def rows(self) -> QuerySet[Promise]:
        return super().rows().filter(ticket=self.ticket())


class WithdrawalRoom(_OfPromises):
    is_one_thing = True
    permissions = {"update": "followups.promise"}
    refusals = {
        Settled: ("promise_settled", _("This promise is settled already.")),
        NeedsReason: ("no_reason", _("Say why the promise is withdrawn.")),
    }

    def rows(self) -> QuerySet[Promise]:
        return super().rows().select_related("ticket")

    @extend_schema(
        operation_id="promises_withdraw",
        summary="Take our word back",
        request=WithdrawalSerializer,
        responses=PromiseSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        found, data = self.get_object(), self.valid(WithdrawalSerializer)
        self.check(found)
        services.withdraw(promise=found, reason=data["reason"], by=self.member)
        return self.one(self.get_object())


routes = [
    ("promises", PromisesRoom, "promises"),
    ("promises/<uuid:pk>/withdrawal", WithdrawalRoom, "promise-withdrawal"),
    ("tickets/<uuid:ticket>/promises", TicketPromisesRoom, "ticket-promises"),
]

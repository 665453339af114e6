"""Repairs and gestures on a ticket, and their steps."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.views import Listed, Shown
from tickets.messages import selectors as messages
from tickets.recovery import access, services
from tickets.recovery.api.problems import FAULTS, REFUSALS, UNFIT
from tickets.recovery.models import Purpose, Recovery, Step
from tickets.ticket.api import OfTicket


class StepSerializer(serializers.Serializer[Any]):
    """`message` is the reply that apologised."""

    step = serializers.ChoiceField(choices=Step.choices)
    by = NamedSerializer()
    at = serializers.DateTimeField()
    message = serializers.UUIDField(allow_null=True)


class RecoverySerializer(serializers.Serializer[Any]):
    """A repair makes good what we did wrong; a gesture needs no fault. `cause` is what "diagnose" found."""

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    steps = StepSerializer(many=True)
    cause = serializers.CharField()
    opened_by = NamedSerializer()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Recovery) -> dict[str, Any]:
        done = row.steps.all()
        return {
            "id": row.pk,
            "ticket": row.ticket_id,
            "purpose": row.purpose,
            "steps": [{"step": s.step, "by": named(s.member), "at": s.at, "message": s.message_id} for s in done],
            "cause": row.cause,
            "opened_by": named(row.opened_by),
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
        }


class OpeningSerializer(Sent):
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class DoneSerializer(Sent):
    """`apologise` names the reply that reached the customer as `message`; `diagnose` says the `cause`."""

    step = serializers.ChoiceField(choices=Step.choices)
    message = serializers.UUIDField(required=False)
    cause = serializers.CharField(max_length=services.LONGEST_CAUSE, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = {Step.APOLOGISE: "message", Step.DIAGNOSE: "cause"}.get(attrs["step"])
        for name in {"message", "cause"} & attrs.keys() - {needed}:
            raise serializers.ValidationError({name: [self.fields[name].error_messages["null"]]}, code="not_here")
        if needed and needed not in attrs:
            raise serializers.ValidationError({needed: [self.fields[needed].error_messages["required"]]}, "required")
        return attrs


class OfRecoveries(OfTicket):
    tag, scope, model = "recoveries", "recovery", Recovery
    serializer_class = RecoverySerializer
    ordering, ordering_fields = "-opened_at", ("opened_at",)
    refusals, faults, unfit = REFUSALS, FAULTS, UNFIT

    def rows(self) -> QuerySet[Recovery]:
        return access.of_ticket(self.member, self.ticket())

    def etag(self, row: Recovery) -> str:
        return conditions.etag_of(row, row.closed_at, row.cause, [done.step for done in row.steps.all()])


@extend_schema_view(
    list=extend_schema(operation_id="recoveries_list", summary="Repairs and gestures of a ticket, the newest first"),
    retrieve=extend_schema(operation_id="recoveries_get", summary="One of them, with its steps"),
)
class RecoveriesRoom(Listed, Shown, OfRecoveries):
    permissions = {"list": "recovery.see", "retrieve": "recovery.see", "create": "recovery.open"}

    @extend_schema(
        operation_id="recoveries_open",
        summary="Begin a repair or a gesture",
        request=OpeningSerializer,
        responses={201: RecoverySerializer},
    )
    def create(self, request: Request, ticket: UUID) -> Response:
        found, data = self.ticket(), self.valid(OpeningSerializer)
        opened = services.open(ticket=found, **data, by=self.member)
        return self.one(access.recovery_for(self.member, pk=opened.pk), status=201)


class StepsRoom(OfRecoveries):
    is_one_thing = True
    permissions = {"update": "recovery.open"}

    @extend_schema(
        operation_id="recoveries_step",
        summary="Mark a step as done",
        request=DoneSerializer,
        responses=RecoverySerializer,
    )
    def update(self, request: Request, ticket: UUID, pk: UUID) -> Response:
        recovery, data = self.get_object(), self.valid(DoneSerializer)
        self.check(recovery)
        if data["step"] == Step.APOLOGISE:
            message = messages.get_for(self.member, pk=data["message"])
            services.apologise(recovery=recovery, message=message, by=self.member)
        elif data["step"] == Step.DIAGNOSE:
            services.diagnose(recovery=recovery, cause=data["cause"], by=self.member)
        else:
            services.mark(recovery=recovery, step=data["step"], by=self.member)
        return self.one(self.get_object())


class ClosingRoom(OfRecoveries):
    is_one_thing = True
    permissions = {"update": "recovery.open"}

    @extend_schema(
        operation_id="recoveries_close", summary="Give nothing more for it", request=None, responses=RecoverySerializer
    )
    def update(self, request: Request, ticket: UUID, pk: UUID) -> Response:
        recovery = self.get_object()
        self.check(recovery)
        services.close(recovery=recovery, by=self.member)
        return self.one(self.get_object())


def field() -> RowField:
    """The id of a recovery of this company, in what is sent."""
    return RowField(lambda: Recovery.objects.select_related("ticket__requester"))


routes = [
    ("tickets/<uuid:ticket>/recoveries", RecoveriesRoom, "recoveries"),
    ("tickets/<uuid:ticket>/recoveries/<uuid:pk>/steps", StepsRoom, "recovery-steps"),
    ("tickets/<uuid:ticket>/recoveries/<uuid:pk>/closing", ClosingRoom, "recovery-closing"),
]

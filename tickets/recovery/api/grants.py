"""What was given, and giving within one's own limits."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.errors import MEDIA_TYPE
from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.filters import SinceFilter
from helpdesk.api.views import Listed, Room, Shown
from tenants.isolation.ids import uuid7
from tickets.recovery import access, giving, granting
from tickets.recovery.api.approvals import AMOUNT, WishSerializer
from tickets.recovery.api.problems import FAULTS, REFUSALS, UNFIT, OverLimitSerializer
from tickets.recovery.models import Grant, Kind, Purpose


class GrantSerializer(serializers.Serializer[Any]):
    """`message` told the customer, `approval` allowed it where nobody's own limit did. No voucher code is shown."""

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    recovery = serializers.UUIDField()
    contact = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    kind = serializers.ChoiceField(choices=Kind.choices)
    currency = serializers.CharField()
    amount = serializers.IntegerField(help_text=AMOUNT)
    given_by = NamedSerializer()
    approval = serializers.UUIDField(allow_null=True)
    message = serializers.UUIDField(allow_null=True)
    public_reading = serializers.CharField()
    created_at = serializers.DateTimeField()
    reversed_by = NamedSerializer(allow_null=True)
    reversed_at = serializers.DateTimeField(allow_null=True)
    reversal_reason = serializers.CharField()

    def to_representation(self, row: Grant) -> dict[str, Any]:
        return {
            "id": row.pk,
            "ticket": row.ticket_id,
            "recovery": row.recovery_id,
            "contact": row.contact_id,
            "purpose": row.purpose,
            "kind": row.kind,
            "currency": row.currency,
            "amount": row.amount,
            "given_by": named(row.given_by),
            "approval": row.approval_id,
            "message": row.message_id,
            "public_reading": row.public_reading,
            "created_at": row.created_at,
            "reversed_by": named(row.reversed_by),
            "reversed_at": row.reversed_at,
            "reversal_reason": row.reversal_reason,
        }


class GivingSerializer(WishSerializer):
    public_reading = serializers.CharField(
        max_length=300, default="", allow_blank=True, help_text="How it would read in public."
    )


class ReversalSerializer(Sent):
    reason = serializers.CharField(max_length=300)


class GrantFilter(filters.FilterSet):
    ticket = filters.UUIDFilter(field_name="ticket_id")
    contact = filters.UUIDFilter(field_name="contact_id")
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    created_since = SinceFilter("created_at")


class OfGrants(Room):
    tag, scope, model = "grants", "recovery", Grant
    serializer_class = GrantSerializer
    filterset_class = GrantFilter
    refusals, faults, unfit = REFUSALS, FAULTS, UNFIT

    def rows(self) -> QuerySet[Grant]:
        return access.grants(self.member)

    def etag(self, row: Grant) -> str:
        return conditions.etag_of(row, row.reversed_at, row.message_id)


@extend_schema_view(
    list=extend_schema(operation_id="grants_list", summary="What was given, the newest first"),
    retrieve=extend_schema(operation_id="grants_get", summary="One thing that was given"),
)
class GrantsRoom(Listed, Shown, OfGrants):
    permissions = {"list": "recovery.see", "retrieve": "recovery.see", "create": "recovery.grant"}

    @extend_schema(
        operation_id="grants_give",
        summary="Give something within your limits, and tell the customer",
        request=GivingSerializer,
        responses={201: GrantSerializer, (409, MEDIA_TYPE): OverLimitSerializer},
    )
    def create(self, request: Request) -> Response:
        data = self.valid(GivingSerializer)
        given = giving.give(**data | {"said": data.pop("words")}, by=self.member, key=f"api:{uuid7()}")
        return self.one(access.grant_for(self.member, pk=given.pk), status=201)


class ReversalRoom(OfGrants):
    is_one_thing = True
    permissions = {"update": "recovery.reverse"}

    @extend_schema(
        operation_id="grants_reverse",
        summary="Take it back",
        request=ReversalSerializer,
        responses=GrantSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        grant, data = self.get_object(), self.valid(ReversalSerializer)
        self.check(grant)
        granting.reverse(grant=grant, reason=data["reason"], by=self.member)
        return self.one(self.get_object())


routes = [
    ("grants", GrantsRoom, "grants"),
    ("grants/<uuid:pk>/reversal", ReversalRoom, "grant-reversal"),
]

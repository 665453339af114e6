"""What somebody may not give alone: asked for, decided by another person, taken back."""

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
from helpdesk.api.views import Listed, Room, Shown
from tickets.messages.api import LONGEST
from tickets.recovery import access, money
from tickets.recovery import approvals as services
from tickets.recovery.api.problems import FAULTS, REFUSALS, UNFIT, OverLimitSerializer
from tickets.recovery.api.recoveries import field
from tickets.recovery.models import Approval, Kind

AMOUNT = "In the currency's smallest unit: 30000 of SAR are 300 riyals."


class ApprovalSerializer(serializers.Serializer[Any]):
    """`words` are for the customer; `answer` is for whoever asked. `granted` may be a part of what was `asked`."""

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    recovery = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    currency = serializers.CharField()
    asked = serializers.IntegerField(help_text=AMOUNT)
    reason = serializers.CharField()
    words = serializers.CharField()
    state = serializers.ChoiceField(choices=Approval.State.choices)
    granted = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    asked_by = NamedSerializer()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_by = NamedSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Approval) -> dict[str, Any]:
        return {
            "id": row.pk,
            "ticket": row.ticket_id,
            "recovery": row.recovery_id,
            "kind": row.kind,
            "currency": row.currency,
            "asked": row.asked,
            "reason": row.reason,
            "words": row.words,
            "state": row.state,
            "granted": row.granted,
            "answer": row.answer,
            "asked_by": named(row.asked_by),
            "asked_at": row.asked_at,
            "expires_at": row.expires_at,
            "decided_by": named(row.decided_by),
            "decided_at": row.decided_at,
        }


class WishSerializer(Sent):
    """In `words`, `{{amount}}` and `{{code}}` (of a voucher) are filled in when it is given."""

    recovery = field()
    kind = serializers.ChoiceField(choices=Kind.choices)
    currency = serializers.RegexField(r"^[A-Z]{3}$", max_length=3)
    amount = serializers.IntegerField(min_value=1, max_value=money.MOST, help_text=AMOUNT)
    words = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)


class AskingSerializer(WishSerializer):
    reason = serializers.CharField(max_length=services.LONGEST)


class DecisionSerializer(Sent):
    """`granted` null refuses, with an `answer`. Without `words` those of whoever asked are sent, in his name."""

    granted = serializers.IntegerField(allow_null=True, min_value=1, max_value=money.MOST, help_text=AMOUNT)
    answer = serializers.CharField(max_length=services.LONGEST, default="", allow_blank=True)
    words = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    public_reading = serializers.CharField(max_length=300, default="", allow_blank=True)


class ApprovalFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=Approval.State.choices)
    ticket = filters.UUIDFilter(field_name="ticket_id")


class OfApprovals(Room):
    tag, scope, model = "approvals", "recovery", Approval
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilter
    ordering, ordering_fields = "-asked_at", ("asked_at",)
    refusals, faults, unfit = REFUSALS, FAULTS, UNFIT

    def rows(self) -> QuerySet[Approval]:
        return access.approvals(self.member)

    def etag(self, row: Approval) -> str:
        return conditions.etag_of(row, row.state)


@extend_schema_view(
    list=extend_schema(operation_id="approvals_list", summary="What was asked for, the newest first"),
    retrieve=extend_schema(operation_id="approvals_get", summary="One request"),
)
class ApprovalsRoom(Listed, Shown, OfApprovals):
    permissions = {"list": "recovery.see", "retrieve": "recovery.see", "create": "recovery.ask"}

    @extend_schema(
        operation_id="approvals_ask",
        summary="Ask for more than you may give",
        request=AskingSerializer,
        responses={201: ApprovalSerializer},
    )
    def create(self, request: Request) -> Response:
        data = self.valid(AskingSerializer)
        asked = services.ask(**data | {"said": data.pop("words")}, by=self.member)
        return self.one(access.approval_for(self.member, pk=asked.pk), status=201)


class DecisionRoom(OfApprovals):
    is_one_thing = True
    permissions = {"update": "recovery.decide"}

    @extend_schema(
        operation_id="approvals_decide",
        summary="Give it, a part of it, or refuse it",
        request=DecisionSerializer,
        responses={200: ApprovalSerializer, (409, MEDIA_TYPE): OverLimitSerializer},
    )
    def update(self, request: Request, pk: UUID) -> Response:
        approval, data = self.get_object(), self.valid(DecisionSerializer)
        self.check(approval)
        services.decide(approval=approval, **data | {"said": data.pop("words", None)}, by=self.member)
        return self.one(self.get_object())


class WithdrawalRoom(OfApprovals):
    is_one_thing = True
    permissions = {"update": "recovery.ask"}

    @extend_schema(
        operation_id="approvals_withdraw",
        summary="Take back what you asked for",
        request=None,
        responses=ApprovalSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        approval = self.get_object()
        self.check(approval)
        services.withdraw(approval=approval, by=self.member)
        return self.one(self.get_object())


routes = [
    ("approvals", ApprovalsRoom, "approvals"),
    ("approvals/<uuid:pk>/decision", DecisionRoom, "approval-decision"),
    ("approvals/<uuid:pk>/withdrawal", WithdrawalRoom, "approval-withdrawal"),
]

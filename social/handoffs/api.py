"""From the public to a private place and back, over the API. The private link itself is given to nobody here."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.views import Listed, Shown
from helpdesk.lib import clock
from social.handoffs import rules, selectors, services
from social.handoffs.errors import AlreadyEnded, AlreadyOpen, NoPrivatePlace, NoReason, NothingPublic
from social.handoffs.models import HandOff
from social.handoffs.services import Said
from tickets.messages.api import LONGEST
from tickets.messages.api import REFUSALS as SPEAKING
from tickets.messages.problems import UNFIT
from tickets.ticket.api import OfTicket

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    **SPEAKING,
    NothingPublic: ("nothing_public", None),
    AlreadyOpen: ("handoff_open", None),
    AlreadyEnded: ("handoff_ended", None),
    NoPrivatePlace: ("no_private_place", None),
    NoReason: ("no_reason", None),
}


class HandOffSerializer(serializers.Serializer[Any]):
    """`invitation` and `closing` are our public messages before and after. Without `closing`, `end_reason` says why."""

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    mention = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=HandOff.Kind.choices)
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in rules.State])
    invitation = serializers.UUIDField(allow_null=True)
    opened_by = NamedSerializer()
    opened_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    closing = serializers.UUIDField(allow_null=True)
    ended_by = NamedSerializer(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()

    def to_representation(self, row: HandOff) -> dict[str, Any]:
        return {
            "id": row.pk,
            "ticket": row.ticket_id,
            "mention": row.mention_id,
            "kind": row.kind,
            "state": rules.state(row, clock.now()).value,
            "invitation": row.invitation_id,
            "opened_by": named(row.opened_by),
            "opened_at": row.opened_at,
            "expires_at": row.expires_at,
            "accepted_at": row.accepted_at,
            "closing": row.closing_id,
            "ended_by": named(row.ended_by),
            "ended_at": row.ended_at,
            "end_reason": row.end_reason,
        }


class InvitationSerializer(Sent):
    """`text` is read by everybody. With kind `link`, `private_text` stands above the link in our direct message."""

    kind = serializers.ChoiceField(choices=HandOff.Kind.choices)
    text = serializers.CharField(max_length=LONGEST)
    private_text = serializers.CharField(max_length=LONGEST, default="")
    despite = serializers.CharField(max_length=300, default="", help_text="Why it leaves although a guard stopped it.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["kind"] == HandOff.Kind.LINK and not attrs["private_text"]:
            said = self.fields["text"].error_messages["required"]
            raise serializers.ValidationError({"private_text": [said]}, code="required")
        return attrs


class ClosingSerializer(Sent):
    """`text` closes in public; an empty one ends without words, for a `reason`."""

    text = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    despite = serializers.CharField(max_length=300, default="")
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class OfHandOffs(OfTicket):
    tag, scope, model = "social", "social", HandOff
    serializer_class = HandOffSerializer
    ordering, ordering_fields = "-opened_at", ("opened_at",)
    refusals, unfit = REFUSALS, UNFIT

    def rows(self) -> QuerySet[HandOff]:
        return selectors.of_ticket(self.ticket())

    def etag(self, row: HandOff) -> str:
        return f'"{row.pk.hex[-12:]}-{rules.state(row, clock.now())}"'


@extend_schema_view(
    list=extend_schema(operation_id="handoffs_list", summary="Invitations to a private place, the newest first"),
    retrieve=extend_schema(operation_id="handoffs_get", summary="One invitation"),
)
class HandOffsRoom(Listed, Shown, OfHandOffs):
    permissions = {"list": "mentions.see", "retrieve": "mentions.see", "create": "handoffs.open"}

    @extend_schema(
        operation_id="handoffs_open",
        summary="Invite in public to a private place",
        request=InvitationSerializer,
        responses={201: HandOffSerializer},
    )
    def create(self, request: Request, ticket: UUID) -> Response:
        found, data = self.ticket(), self.valid(InvitationSerializer)
        said = Said(words=data["text"], letter=data["private_text"], despite=data["despite"])
        return self.one(services.open(ticket=found, kind=data["kind"], said=said, by=self.member), status=201)


class ClosingRoom(OfHandOffs):
    is_one_thing = True
    permissions = {"update": "handoffs.open"}

    @extend_schema(
        operation_id="handoffs_close",
        summary="Close where it began, or end without words",
        request=ClosingSerializer,
        responses=HandOffSerializer,
    )
    def update(self, request: Request, ticket: UUID, pk: UUID) -> Response:
        handoff, data = self.get_object(), self.valid(ClosingSerializer)
        self.check(handoff)
        if data["text"]:
            services.close(handoff=handoff, words=data["text"], despite=data["despite"], by=self.member)
        else:
            services.end_without_words(handoff=handoff, reason=data["reason"], by=self.member)
        return self.one(self.get_object())


routes = [
    ("tickets/<uuid:ticket>/hand-offs", HandOffsRoom, "hand-offs"),
    ("tickets/<uuid:ticket>/hand-offs/<uuid:pk>/closing", ClosingRoom, "hand-off-closing"),
]

"""What our rules make of a mention, and what a person says instead, over the API."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.views import Room, Shown
from social.mentions import selectors
from social.mentions.models import Intent, Mention
from social.triage import services, words


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    points = serializers.IntegerField()
    text = serializers.CharField(help_text="In the language of the request.")


class TriageSerializer(serializers.Serializer[Any]):
    """`reasons` add up to `priority` (0–100). `corrected_by` is who said the intent; null: our rules did."""

    mention = serializers.UUIDField()
    intent = serializers.ChoiceField(choices=Intent.choices)
    language = serializers.CharField(help_text="ar, ar-Latn (Arabic in Latin letters), he, en, …; empty when unknown.")
    corrected_by = NamedSerializer(allow_null=True)
    priority = serializers.IntegerField()
    reasons = ReasonSerializer(many=True)

    def to_representation(self, mention: Mention) -> dict[str, Any]:
        lines = words.reasons(mention.reasons)
        return {
            "mention": mention.pk,
            "intent": mention.intent,
            "language": mention.language,
            "corrected_by": named(mention.intent_by),
            "priority": mention.priority,
            "reasons": [{"code": line.code, "points": line.points, "text": str(line.text)} for line in lines],
        }


class CorrectionSerializer(Sent):
    """What a person says of a mention. It is kept, and our rules do not change it again."""

    intent = serializers.ChoiceField(choices=Intent.choices, required=False)
    language = serializers.ChoiceField(choices=[(code, code) for code in words.LANGUAGES if code], required=False)


@extend_schema_view(retrieve=extend_schema(operation_id="triage_get", summary="What a mention is taken for, and why"))
class TriageRoom(Shown, Room):
    tag, scope, model = "social", "social", Mention
    is_one_thing = True
    permissions = {"retrieve": "mentions.see", "partial_update": "triage.correct"}
    serializer_class = TriageSerializer

    def rows(self) -> QuerySet[Mention]:
        return selectors.mentions_for(self.member).select_related("intent_by")

    @extend_schema(
        operation_id="triage_correct",
        summary="Say what a mention is",
        request=CorrectionSerializer,
        responses=TriageSerializer,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        mention = self.get_object()
        self.check(mention)
        said = self.valid(CorrectionSerializer, partial=True)
        return self.one(services.correct(mention=mention, by=self.member, **said))


routes = [("mentions/<uuid:pk>/triage", TriageRoom, "triage")]

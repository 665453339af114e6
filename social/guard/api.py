"""What the guards would stop, before anything is sent."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import Sent
from helpdesk.api.views import Room
from tickets.messages import registry
from tickets.messages.api import LONGEST
from tickets.messages.models import Message
from tickets.messages.problems import FindingSerializer


class FindingsSerializer(serializers.Serializer[Any]):
    findings = FindingSerializer(many=True)


class TextSerializer(Sent):
    text = serializers.CharField(max_length=LONGEST)


class GuardRoom(Room):
    tag, scope, model = "social", "social", Message
    permissions = {"create": "messages.reply"}
    serializer_class = FindingsSerializer

    @extend_schema(
        operation_id="guard_read",
        summary="Would this be stopped in public?",
        description="Nothing is sent and nothing is kept.",
        request=TextSerializer,
        responses={200: FindingsSerializer},
    )
    def create(self, request: Request) -> Response:
        found = registry.findings(self.valid(TextSerializer)["text"])
        return Response(FindingsSerializer({"findings": found}).data)


routes = [("guard", GuardRoom, "guard")]

"""What may be wrong with words that a network, or everybody, should get: problems of the API with their facts."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from helpdesk.api.errors import ProblemSerializer, Unfit
from tickets.messages.errors import GuardStopped, TooLong


class FindingSerializer(serializers.Serializer[Any]):
    """`words` stand in the text from `start` to `end`, counted in code points."""

    kind = serializers.CharField()
    words = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    title = serializers.CharField()
    why = serializers.CharField()


class UnfitSerializer(ProblemSerializer):
    """`findings` with `guard_stopped`, `length` and `limit` with `too_long`."""

    findings = FindingSerializer(many=True, required=False)
    length = serializers.IntegerField(required=False)
    limit = serializers.IntegerField(required=False)


def _stopped(error: GuardStopped) -> Unfit:
    said = _("Nothing was published. Readers would stumble over what is listed in `findings`.")
    return Unfit(said, "guard_stopped", "text", findings=FindingSerializer(error.findings, many=True).data)


def _too_long(error: TooLong) -> Unfit:
    said = _("It is longer than the network takes: %(length)s of %(limit)s.")
    facts = {"length": error.length, "limit": error.limit}
    return Unfit(said % facts, "too_long", "text", **facts)


UNFIT: dict[type[Exception], Callable[[Any], Unfit]] = {GuardStopped: _stopped, TooLong: _too_long}

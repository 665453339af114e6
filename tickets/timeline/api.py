"""The history of a ticket over the API: what was done, by whom, when."""

from typing import Any

import django_filters as filters
from rest_framework import serializers

from helpdesk.api.fields import NamedSerializer, named
from helpdesk.api.filters import SinceFilter
from tickets.timeline.models import Event


class EventSerializer(serializers.Serializer[Any]):
    """`verb` is "room.verb"; `by` is null when a customer or the desk itself did it. `data` never holds a text."""

    id = serializers.UUIDField()
    verb = serializers.CharField()
    by = NamedSerializer(allow_null=True)
    data = serializers.DictField(  # type: ignore[assignment]
        help_text="Ids and short values; what is in it depends on the verb."
    )
    created_at = serializers.DateTimeField()

    def to_representation(self, event: Event) -> dict[str, Any]:
        return {
            "id": event.pk,
            "verb": event.verb,
            "by": named(event.member),
            "data": event.data,
            "created_at": event.created_at,
        }


class EventFilter(filters.FilterSet):
    verb = filters.CharFilter(max_length=60)
    created_since = SinceFilter("created_at")

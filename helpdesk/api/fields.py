"""Shapes that several rooms use in what they answer and accept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail


class Sent(serializers.Serializer[Any]):
    """What a program sends. A field that is not known is refused by name: a misspelt one must not be lost."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(self._names(data) - self.fields.keys()) if isinstance(data, Mapping) else []
        if unknown:
            said = _("There is no such field here.")
            raise serializers.ValidationError({name[:100]: [ErrorDetail(said, "unknown_field")] for name in unknown})
        return super().to_internal_value(data)

    @staticmethod
    def _names(data: Mapping[str, Any]) -> set[str]:
        """A form writes `requester.email` and `tags[0]`."""
        is_form = hasattr(data, "getlist")
        return {str(name).partition(".")[0].partition("[")[0] if is_form else str(name) for name in data}


class NamedSerializer(serializers.Serializer[Any]):
    """Something pointed at: its id, and how people call it."""

    id = serializers.UUIDField()
    name = serializers.CharField()


def named(row: Any) -> dict[str, Any] | None:
    """What NamedSerializer describes, made without it: rows of a list have five of them each."""
    return None if row is None else {"id": row.pk, "name": str(row)}


@extend_schema_field(OpenApiTypes.UUID)
class RowField(serializers.Field[Any, Any, Any, Any]):
    """The id of a row of this company. `rows` is asked when a request is there, inside its tenant."""

    default_error_messages = {
        "invalid": serializers.UUIDField.default_error_messages["invalid"],
        "does_not_exist": serializers.PrimaryKeyRelatedField.default_error_messages["does_not_exist"],
    }

    def __init__(self, rows: Callable[[], QuerySet[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        pk = serializers.UUIDField().to_internal_value(data)
        row = self.rows().filter(pk=pk).first()
        if row is None:
            self.fail("does_not_exist", pk_value=data)
        return row

    def to_representation(self, value: Any) -> Any:
        return getattr(value, "pk", value)

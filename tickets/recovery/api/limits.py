"""How much may be given without asking, by whom: the limits as they stand."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from helpdesk.api.fields import NamedSerializer, named
from helpdesk.api.views import Listed, Room
from tenants.membership.models import Role
from tickets.recovery import access
from tickets.recovery.models import Kind, Limit, Period, Purpose

_BOUND = "In the currency's smallest unit; null is no bound of this sort."


class LimitSerializer(serializers.Serializer[Any]):
    """For a `role`, or for a `member`, whose own goes before his role's. `kind` null is all kinds together."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    member = NamedSerializer(allow_null=True)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    kind = serializers.ChoiceField(choices=Kind.choices, allow_null=True)
    currency = serializers.CharField()
    per_grant = serializers.IntegerField(allow_null=True, help_text=_BOUND)
    per_ticket = serializers.IntegerField(allow_null=True, help_text=_BOUND)
    per_customer = serializers.IntegerField(allow_null=True, help_text=_BOUND)
    per_period = serializers.IntegerField(allow_null=True, help_text=_BOUND)
    period = serializers.ChoiceField(choices=Period.choices)
    version = serializers.IntegerField()
    set_by = NamedSerializer()
    set_at = serializers.DateTimeField()

    def to_representation(self, row: Limit) -> dict[str, Any]:
        return {
            "id": row.pk,
            "role": row.role or None,
            "member": named(row.member),
            "purpose": row.purpose,
            "kind": row.kind or None,
            "currency": row.currency,
            "per_grant": row.per_grant,
            "per_ticket": row.per_ticket,
            "per_customer": row.per_customer,
            "per_period": row.per_period,
            "period": row.period,
            "version": row.version,
            "set_by": named(row.set_by),
            "set_at": row.set_at,
        }


class LimitFilter(filters.FilterSet):
    purpose = filters.ChoiceFilter(choices=Purpose.choices)
    role = filters.MultipleChoiceFilter(choices=Role.choices)
    member = filters.UUIDFilter(field_name="member_id")


@extend_schema_view(list=extend_schema(operation_id="limits_list", summary="The limits that hold now"))
class LimitsRoom(Listed, Room):
    tag, scope, model = "limits", "recovery", Limit
    permissions = {"list": "recovery.limits"}
    serializer_class = LimitSerializer
    filterset_class = LimitFilter
    ordering, ordering_fields = "-set_at", ("set_at",)

    def rows(self) -> QuerySet[Limit]:
        return access.limits(self.member).filter(is_off=False)


routes = [("limits", LimitsRoom, "limits")]

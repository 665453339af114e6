"""Deadlines over the API: what a company aims at, and the clocks of a ticket."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import YesNoFilter
from helpdesk.api.views import Listed, Room, Shown
from tenants.membership import selectors as membership
from tickets.sla import policies, selectors
from tickets.sla.errors import BadTarget, BadWarning, NoName, NoTarget, TooManyPolicies
from tickets.sla.models import Metric, SlaClock, SlaPolicy
from tickets.ticket import selectors as tickets
from tickets.ticket.api import OfTicket
from tickets.ticket.models import Channel, Priority

FACTS = ("name", "position", "channel", "priority", *policies.TARGETS, "warn_percent", "version")


class SlaPolicySerializer(serializers.Serializer[SlaPolicy]):
    """The first by `position` that fits a ticket counts. Times are minutes of the calendar's hours, null: no clock."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    channel = serializers.CharField(help_text="Empty fits all.")
    priority = serializers.CharField(help_text="Empty fits all.")
    team = NamedSerializer(allow_null=True)
    tag = NamedSerializer(allow_null=True)
    calendar = NamedSerializer()
    first_minutes = serializers.IntegerField(allow_null=True, help_text="To the first answer.")
    next_minutes = serializers.IntegerField(allow_null=True, help_text="To each answer after it.")
    resolution_minutes = serializers.IntegerField(allow_null=True, help_text="To the solution; paused while we wait.")
    warn_percent = serializers.IntegerField(help_text="Warned of when this share of the time has passed.")
    version = serializers.IntegerField(help_text="Rises with each change of what it aims at.")
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, row: SlaPolicy) -> dict[str, Any]:
        people = {"team": named(row.team), "tag": named(row.tag), "calendar": named(row.calendar)}
        facts = {name: getattr(row, name) for name in (*FACTS, "archived_at", "created_at")}
        return {"id": row.pk, **facts, **people}


class SlaPolicyChangeSerializer(Sent):
    """What is left out stays as it is. `position` counts from 0."""

    name = serializers.CharField(max_length=80)
    position = serializers.IntegerField(min_value=0, max_value=1000)
    channel = serializers.ChoiceField(choices=Channel.choices, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_blank=True)
    team = RowField(membership.teams, allow_null=True)
    tag = RowField(tickets.tags, allow_null=True)
    calendar = RowField(policies.calendars_offered)
    first_minutes = serializers.IntegerField(min_value=1, max_value=policies.LONGEST, allow_null=True)
    next_minutes = serializers.IntegerField(min_value=1, max_value=policies.LONGEST, allow_null=True)
    resolution_minutes = serializers.IntegerField(min_value=1, max_value=policies.LONGEST, allow_null=True)
    warn_percent = serializers.IntegerField(min_value=1, max_value=99)
    archived = serializers.BooleanField()


class NewSlaPolicySerializer(Sent):
    """Behind the others. Without a calendar the company's default one counts."""

    name = serializers.CharField(max_length=80)
    channel = serializers.ChoiceField(choices=Channel.choices, allow_blank=True, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_blank=True, required=False)
    team = RowField(membership.teams, required=False, allow_null=True)
    tag = RowField(tickets.tags, required=False, allow_null=True)
    calendar = RowField(policies.calendars_offered, required=False)
    first_minutes = serializers.IntegerField(min_value=1, max_value=policies.LONGEST, required=False, allow_null=True)
    next_minutes = serializers.IntegerField(min_value=1, max_value=policies.LONGEST, required=False, allow_null=True)
    resolution_minutes = serializers.IntegerField(
        min_value=1, max_value=policies.LONGEST, required=False, allow_null=True
    )
    warn_percent = serializers.IntegerField(min_value=1, max_value=99, default=75)


class SlaPolicyFilter(filters.FilterSet):
    archived = YesNoFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)


@extend_schema_view(
    list=extend_schema(operation_id="sla_policies_list", summary="What we aim at, in order"),
    retrieve=extend_schema(operation_id="sla_policies_get", summary="One policy"),
)
class SlaPoliciesRoom(Listed, Shown, Room):
    tag, scope, model = "sla-policies", "sla", SlaPolicy
    permissions = {
        "list": "sla.see",
        "retrieve": "sla.see",
        "create": "sla.change",
        "partial_update": "sla.change",
    }
    refusals = {TooManyPolicies: ("too_many_policies", "")}
    faults = {NoTarget: "no_target", NoName: "no_name", BadTarget: "invalid_time", BadWarning: "invalid_percent"}
    serializer_class = SlaPolicySerializer
    filterset_class = SlaPolicyFilter
    ordering, ordering_fields = "position", ("position", "created_at")

    def rows(self) -> QuerySet[SlaPolicy]:
        return selectors.every()

    def etag(self, row: SlaPolicy) -> str:
        return conditions.etag_of(row, row.name, row.version, row.position, row.archived_at)

    @extend_schema(
        operation_id="sla_policies_create",
        summary="Aim at something more",
        request=NewSlaPolicySerializer,
        responses={201: SlaPolicySerializer},
    )
    def create(self, request: Request) -> Response:
        made = policies.create(by=self.member, **self.valid(NewSlaPolicySerializer))
        return self.one(self.rows().get(pk=made.pk), status=201)

    @extend_schema(
        operation_id="sla_policies_change",
        summary="Aim at something else, put it elsewhere in the order, archive it or bring it back",
        request=SlaPolicyChangeSerializer(partial=True),
        responses={200: SlaPolicySerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        policy, data = self.get_object(), self.valid(SlaPolicyChangeSerializer, partial=True)
        policy = policies.lock(policy)
        self.check(policy)
        archived, position = data.pop("archived", None), data.pop("position", None)
        if data:
            policies.change(policy=policy, by=self.member, **data)
        if archived is not None:
            (policies.archive if archived else policies.restore)(policy=policy, by=self.member)
        if position is not None:
            policies.place(policy=policy, position=position, by=self.member)
        return self.one(self.get_object())


class SlaClockSerializer(serializers.Serializer[SlaClock]):
    """`elapsed_seconds` of working hours had passed at `running_since`; a paused clock has neither that nor a due time.

    `breached_at` is the due time that was missed. `ended` is met, cancelled or empty.
    """

    id = serializers.UUIDField()
    metric = serializers.ChoiceField(choices=Metric.choices)
    cycle = serializers.IntegerField(help_text="Counts the clocks of this kind on this ticket.")
    policy = NamedSerializer()
    calendar = NamedSerializer()
    target_seconds = serializers.IntegerField()
    elapsed_seconds = serializers.IntegerField()
    ended = serializers.CharField()
    started_at = serializers.DateTimeField()
    running_since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    warned_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: SlaClock) -> dict[str, Any]:
        times = ("started_at", "running_since", "due_at", "warned_at", "breached_at")
        return {
            "id": row.pk,
            "metric": row.metric,
            "cycle": row.cycle,
            "policy": named(row.policy),
            "calendar": named(row.calendar),
            "target_seconds": row.target_s,
            "elapsed_seconds": row.elapsed_s,
            "ended": "met" if row.met_at else "cancelled" if row.cancelled_at else "",
            **{name: getattr(row, name) for name in times},
            "ended_at": row.met_at or row.cancelled_at,
        }


class SlaClockFilter(filters.FilterSet):
    metric = filters.MultipleChoiceFilter(choices=Metric.choices)


@extend_schema_view(list=extend_schema(operation_id="ticket_clocks_list", summary="What the customer waits for"))
class TicketClocksRoom(Listed, OfTicket):
    tag, scope, model, permissions = "sla-policies", "tickets", SlaClock, {"list": "sla.see"}
    serializer_class = SlaClockSerializer
    filterset_class = SlaClockFilter
    ordering, ordering_fields = "-started_at", ("started_at",)

    def rows(self) -> QuerySet[SlaClock]:
        return selectors.clocks_of(self.ticket())


routes = [
    ("sla-policies", SlaPoliciesRoom, "sla-policies"),
    ("tickets/<uuid:ticket>/clocks", TicketClocksRoom, "ticket-clocks"),
]

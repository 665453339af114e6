"""How tickets look to programs, how they are filtered and laid aside; tags, categories and own statuses."""

from functools import cached_property
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.filters import SinceFilter, YesNoFilter
from helpdesk.api.views import Listed, Room
from tenants.tenancy import addresses
from tickets.ticket import selectors, services, snoozing
from tickets.ticket.errors import CannotSnooze
from tickets.ticket.models import Category, Channel, CustomStatus, Priority, Status, Tag, Ticket
from tickets.timeline import selectors as timeline
from tickets.timeline.api import EventFilter, EventSerializer
from tickets.timeline.models import Event


class TicketSerializer(serializers.Serializer[Ticket]):
    """`due_at` is when the waiting customer should have an answer; null when it is not our turn, or without an aim."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    custom_status = NamedSerializer(allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    language = serializers.CharField(help_text="Of the customer's last words; empty when unknown.")
    category = NamedSerializer(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    requester = NamedSerializer()
    assignee = NamedSerializer(allow_null=True)
    team = NamedSerializer(allow_null=True)
    preview = serializers.CharField(
        allow_null=True, help_text="The first words of the last message; null to a token that may not read messages."
    )
    waiting_since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True, help_text="In no list of people before then.")
    first_replied_at = serializers.DateTimeField(allow_null=True)
    solved_at = serializers.DateTimeField(allow_null=True)
    last_message_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    console_url = serializers.URLField(help_text="The ticket's page for people.")

    def to_representation(self, ticket: Ticket) -> dict[str, Any]:
        """By hand: field by field it costs three times as much for a page of tickets."""
        return {
            "id": ticket.pk,
            "number": ticket.number,
            "subject": ticket.subject,
            "status": ticket.status,
            "custom_status": named(ticket.custom_status),
            "priority": ticket.priority,
            "channel": ticket.channel,
            "language": ticket.language,
            "category": named(ticket.category),
            "tags": ticket.tag_names,  # type: ignore[attr-defined]  # visible_to brings them
            "requester": named(ticket.requester),
            "assignee": named(ticket.assignee),
            "team": named(ticket.team),
            "preview": ticket.preview if self._shows_words else None,
            "waiting_since": ticket.waiting_since,
            "due_at": ticket.due_at,
            "snoozed_until": ticket.snoozed_until,
            "first_replied_at": ticket.first_replied_at,
            "solved_at": ticket.solved_at,
            "last_message_at": ticket.last_message_at,
            "created_at": ticket.created_at,
            "updated_at": ticket.updated_at,
            "console_url": f"{self._pages}{ticket.number}/",
        }

    @cached_property
    def _shows_words(self) -> bool:
        return may_read_messages(self.context["request"])

    @cached_property
    def _pages(self) -> str:
        return addresses.url_of(self.context["request"].tenant, "/tickets/")


def may_read_messages(request: Any) -> bool:
    """A program without that scope learns that somebody wrote, not what."""
    return request.auth is None or bool(request.auth.allows("messages:read"))


class TicketFilter(filters.FilterSet):
    """Every filter is here; what is not here cannot be asked."""

    status = filters.MultipleChoiceFilter(choices=Status.choices)
    priority = filters.MultipleChoiceFilter(choices=Priority.choices)
    channel = filters.MultipleChoiceFilter(choices=Channel.choices)
    number = filters.NumberFilter(min_value=1, max_value=2**62)
    requester = filters.UUIDFilter(field_name="requester_id")
    assignee = filters.UUIDFilter(field_name="assignee_id")
    team = filters.UUIDFilter(field_name="team_id")
    category = filters.UUIDFilter(field_name="category_id")
    tag = filters.CharFilter(field_name="tag_links__tag__name", max_length=40)
    unassigned = YesNoFilter(field_name="assignee_id", lookup_expr="isnull")
    waiting = YesNoFilter(field_name="waiting_since", lookup_expr="isnull", exclude=True)
    snoozed = YesNoFilter(field_name="snoozed_until", lookup_expr="isnull", exclude=True)
    created_since = SinceFilter("created_at")
    updated_since = SinceFilter("updated_at")


class NamesSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CategorySerializer(NamesSerializer):
    position = serializers.IntegerField()


class CustomStatusSerializer(CategorySerializer):
    kind = serializers.ChoiceField(choices=Status.choices)


@extend_schema_view(list=extend_schema(operation_id="tags_list", summary="Every tag in use"))
class TagsRoom(Listed, Room):
    tag, scope, model, permissions = "tags", "tickets", Tag, {"list": "ticket.see"}
    serializer_class = NamesSerializer
    ordering, ordering_fields = "name", ("name",)

    def rows(self) -> QuerySet[Tag]:
        return selectors.tags()


@extend_schema_view(list=extend_schema(operation_id="categories_list", summary="What matters may be about"))
class CategoriesRoom(Listed, Room):
    tag, scope, model, permissions = "categories", "tickets", Category, {"list": "ticket.see"}
    serializer_class = CategorySerializer
    ordering, ordering_fields = "position", ("position",)

    def rows(self) -> QuerySet[Category]:
        return selectors.categories()


@extend_schema_view(list=extend_schema(operation_id="statuses_list", summary="The company's own statuses, by kind"))
class StatusesRoom(Listed, Room):
    tag, scope, model, permissions = "statuses", "tickets", CustomStatus, {"list": "ticket.see"}
    serializer_class = CustomStatusSerializer
    ordering, ordering_fields = "position", ("position",)

    def rows(self) -> QuerySet[CustomStatus]:
        return selectors.custom_statuses()


class OfTicket(Room):
    """What belongs to one ticket; 404 when the member may not see it."""

    kwargs: dict[str, Any]

    def ticket(self) -> Ticket:
        return selectors.bare_for(self.member, pk=self.kwargs["ticket"])


class SnoozeSerializer(Sent):
    until = serializers.DateTimeField(help_text="A time to come, within a year.")


class SnoozeRoom(OfTicket):
    """Laid aside until a time; a word of the customer wakes it earlier."""

    tag, scope, model = "tickets", "tickets", Ticket
    is_one_thing = True
    permissions = {"update": "ticket.snooze", "destroy": "ticket.snooze"}
    serializer_class = TicketSerializer
    refusals = {
        CannotSnooze: ("cannot_snooze", _("Only what is not solved is laid aside, until a time within a year.")),
    }

    def locked(self) -> Ticket:
        ticket = services.lock(self.ticket())
        self.check(ticket)
        return ticket

    @extend_schema(
        operation_id="tickets_snooze",
        summary="Lay a ticket aside until a time",
        request=SnoozeSerializer,
        responses=TicketSerializer,
    )
    def update(self, request: Request, ticket: UUID) -> Response:
        snoozing.snooze(ticket=self.locked(), until=self.valid(SnoozeSerializer)["until"], by=self.member)
        return self.one(selectors.get_for(self.member, pk=ticket))

    @extend_schema(operation_id="tickets_wake", summary="Take a ticket up again", responses={204: None})
    def destroy(self, request: Request, ticket: UUID) -> Response:
        snoozing.wake(ticket=self.locked(), by=self.member)
        return Response(status=204)


@extend_schema_view(list=extend_schema(operation_id="timeline_list", summary="What was done on a ticket"))
class TimelineRoom(Listed, OfTicket):
    tag, scope, model, permissions = "timeline", "tickets", Event, {"list": "ticket.see"}
    serializer_class = EventSerializer
    filterset_class = EventFilter

    def rows(self) -> QuerySet[Event]:
        return timeline.of(self.member, self.ticket().pk)


routes = [
    ("tickets/<uuid:ticket>/timeline", TimelineRoom, "timeline"),
    ("tickets/<uuid:ticket>/snooze", SnoozeRoom, "ticket-snooze"),
    ("tags", TagsRoom, "tags"),
    ("categories", CategoriesRoom, "categories"),
    ("statuses", StatusesRoom, "statuses"),
]

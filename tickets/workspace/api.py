"""Tickets as programs open, read and change them: the rooms of a ticket at once."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.fields import RowField
from helpdesk.api.views import Listed, Room, Shown
from tenants.membership import selectors as membership
from tickets.contacts import selectors as contacts
from tickets.messages.errors import EmptyMessage, NoChannel
from tickets.ticket import selectors
from tickets.ticket import services as tickets
from tickets.ticket.api import TicketFilter, TicketSerializer
from tickets.ticket.errors import Removed
from tickets.ticket.models import Priority, Status, Ticket
from tickets.workspace import services


class RequesterSerializer(serializers.Serializer[Any]):
    """A contact that is known, or an address: the contact behind it is found or made."""

    id = RowField(contacts.contacts, required=False)
    email = serializers.EmailField(required=False, max_length=254)
    name = serializers.CharField(required=False, max_length=200, allow_blank=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("id" in data) == ("email" in data):
            raise serializers.ValidationError(_("Give the id of a contact, or an e-mail address."))
        return data


class NewTicketSerializer(serializers.Serializer[Any]):
    """`author` says whose words `text` is: the customer's, or ours to the customer."""

    subject = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=100_000)
    author = serializers.ChoiceField(choices=[("customer", "customer"), ("us", "us")], default="customer")
    requester = RequesterSerializer()
    priority = serializers.ChoiceField(choices=Priority.choices, default=Priority.NORMAL)
    assignee = RowField(membership.members, required=False, allow_null=True)
    team = RowField(membership.teams, required=False, allow_null=True)
    category = RowField(selectors.categories, required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50, required=False)


class TicketChangeSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is. `tags` are replaced as a whole."""

    status = serializers.ChoiceField(choices=Status.choices)
    custom_status = RowField(selectors.custom_statuses, allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices)
    assignee = RowField(membership.members, allow_null=True)
    team = RowField(membership.teams, allow_null=True)
    category = RowField(selectors.categories, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)


@extend_schema_view(
    list=extend_schema(operation_id="tickets_list", summary="Tickets, the newest first"),
    retrieve=extend_schema(operation_id="tickets_get", summary="One ticket"),
)
class TicketsRoom(Listed, Shown, Room):
    tag, scope, model = "tickets", "tickets", Ticket
    permissions = {
        "list": "ticket.see",
        "retrieve": "ticket.see",
        "create": "ticket.create",
        "partial_update": "ticket.change",
    }
    refusals = {
        EmptyMessage: ("empty_message", _("Write something first.")),
        NoChannel: ("no_channel", _("We have no address of this customer. Add one to the contact first.")),
        Removed: ("member_removed", _("This member has left.")),
    }
    serializer_class = TicketSerializer
    filterset_class = TicketFilter
    ordering = ("-created_at", "-id")
    ordering_fields = ("created_at", "updated_at")

    def rows(self) -> QuerySet[Ticket]:
        return selectors.visible_to(self.member)

    @extend_schema(
        operation_id="tickets_create",
        summary="Open a ticket",
        request=NewTicketSerializer,
        responses={201: TicketSerializer},
    )
    def create(self, request: Request) -> Response:
        data = self.valid(NewTicketSerializer)
        ticket = services.take_in(by=self.member, **_spread(data))
        return self.one(selectors.get_for(self.member, pk=ticket.pk), status=201)

    @extend_schema(
        operation_id="tickets_change",
        summary="Change a ticket",
        request=TicketChangeSerializer(partial=True),
        responses={200: OpenApiResponse(TicketSerializer)},
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        ticket = tickets.lock(selectors.get_for(self.member, pk=pk))
        conditions.check(request, ticket)
        services.change(ticket=ticket, by=self.member, **self.valid(TicketChangeSerializer, partial=True))
        return self.one(selectors.get_for(self.member, pk=pk))


def _spread(data: dict[str, Any]) -> dict[str, Any]:
    requester, author = data.pop("requester"), data.pop("author")
    return {
        **data,
        "told_us": author == "customer",
        "contact": requester.get("id"),
        "email": requester.get("email", ""),
        "name": requester.get("name", ""),
    }


routes = [("tickets", TicketsRoom)]

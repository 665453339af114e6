"""Tickets as programs open, read and change them: the rooms of a ticket at once."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.doors import require_scope
from helpdesk.api.fields import RowField, Sent
from helpdesk.api.forms import given_language
from helpdesk.api.json import JSONParser
from helpdesk.api.views import Listed, Room, Shown
from tenants.files.api import FilesField
from tenants.membership import selectors as membership
from tickets.contacts import selectors as contacts
from tickets.followups.errors import WordIsOpen
from tickets.messages.api import LONGEST, REFUSALS
from tickets.messages.services import new_files
from tickets.ticket import selectors
from tickets.ticket import services as tickets
from tickets.ticket.api import TicketFilter, TicketSerializer
from tickets.ticket.errors import Archived, Removed
from tickets.ticket.models import Channel, Priority, Status, Ticket
from tickets.workspace import services


class RequesterSerializer(Sent):
    """A contact that is known, or an address: the contact behind it is found or made."""

    id = RowField(contacts.contacts, required=False)
    email = serializers.EmailField(required=False, max_length=254)
    name = serializers.CharField(required=False, max_length=200, allow_blank=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("id" in data) == ("email" in data):
            raise serializers.ValidationError(_("Give the id of a contact, or an e-mail address."))
        return data


class NewTicketSerializer(Sent):
    """`author` says whose words `text` is: the customer's, or ours to the customer."""

    subject = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=LONGEST)
    author = serializers.ChoiceField(choices=[("customer", "customer"), ("us", "us")], default="customer")
    requester = RequesterSerializer()
    priority = serializers.ChoiceField(choices=Priority.choices, default=Priority.NORMAL)
    assignee = RowField(membership.members, required=False, allow_null=True)
    team = RowField(membership.teams, required=False, allow_null=True)
    category = RowField(selectors.categories, required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50, required=False)


class NewTicketFormSerializer(NewTicketSerializer):
    attachments = FilesField(required=False)


class TicketChangeSerializer(Sent):
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
        **REFUSALS,
        Removed: ("member_removed", _("This member has left.")),
        Archived: ("archived", _("This status or category is not offered any more.")),
        WordIsOpen: ("promise_open", _("What was promised is still owed. Answer, or withdraw it first.")),
    }
    parser_classes = (JSONParser, MultiPartParser)
    serializer_class = TicketSerializer
    filterset_class = TicketFilter
    ordering_fields = ("created_at", "updated_at")

    def rows(self) -> QuerySet[Ticket]:
        return selectors.visible_to(self.member)

    def complete(self, rows: Any) -> Any:
        return selectors.with_labels(rows)

    @extend_schema(
        operation_id="tickets_create",
        summary="Open a ticket",
        request={"application/json": NewTicketSerializer, "multipart/form-data": NewTicketFormSerializer},
        responses={201: TicketSerializer},
    )
    def create(self, request: Request) -> Response:
        is_form = (request.content_type or "").startswith("multipart/")
        data = self.valid(NewTicketFormSerializer if is_form else NewTicketSerializer)
        if data["author"] == "us":  # words to a customer: more than opening a ticket
            require_scope(request, "messages:write")
        ticket = services.open_ticket(by=self.member, language=given_language(request), **_spread(data))
        return self.one(selectors.get_for(self.member, pk=ticket.pk), status=201)

    @extend_schema(
        operation_id="tickets_change",
        summary="Change a ticket",
        request={"application/json": TicketChangeSerializer(partial=True)},
        responses={200: OpenApiResponse(TicketSerializer)},
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        ticket = tickets.lock(selectors.bare_for(self.member, pk=pk))
        self.check(ticket)
        services.change(ticket=ticket, by=self.member, **self.valid(TicketChangeSerializer, partial=True))
        return self.one(selectors.get_for(self.member, pk=pk))


def _spread(data: dict[str, Any]) -> dict[str, Any]:
    requester, author = data.pop("requester"), data.pop("author")
    files = new_files(data.pop("attachments", ()))
    return {
        **data,
        "channel": Channel.API,
        "told_us": author == "customer",
        "contact": requester.get("id"),
        "email": requester.get("email", ""),
        "name": requester.get("name", ""),
        "files": files,
    }


routes = [("tickets", TicketsRoom, "tickets")]

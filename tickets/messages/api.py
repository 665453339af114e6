"""What was said on a ticket, over the API: read it, answer, note, put down what the customer said; files."""

from typing import Any
from uuid import UUID
from zlib import crc32

import django_filters as filters
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.errors import MEDIA_TYPE
from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import SinceFilter
from helpdesk.api.forms import AsItIs, given_language
from helpdesk.api.json import JSONParser
from helpdesk.api.views import Listed, Room, Shown
from tenants.files.api import FilesField
from tickets.contacts import selectors as contacts
from tickets.messages import selectors, services
from tickets.messages.downloads import download
from tickets.messages.errors import (
    EmptyMessage,
    NoChannel,
    NoPromise,
    NoReply,
    ThreadMoved,
    UnresolvedPlaceholder,
)
from tickets.messages.models import Attachment, Audience, Delivery, Kind, Message
from tickets.messages.problems import UNFIT, UnfitSerializer
from tickets.ticket.api import OfTicket
from tickets.ticket.models import Status

LONGEST = 100_000
_BYTES = "application/octet-stream"
REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    EmptyMessage: ("empty_message", _("Write something first.")),
    NoReply: ("no_reply", None),
    NoPromise: ("no_promise", None),
    NoChannel: ("no_channel", _("We have no address of this customer. Add one to the contact first.")),
    UnresolvedPlaceholder: ("unresolved_placeholder", _("The text still has places to fill in.")),
    ThreadMoved: ("thread_moved", _("Somebody spoke after what you saw. Read the new messages first.")),
}
"""What speaking to a customer may meet, for every door of the API that does."""


class AttachmentSerializer(serializers.Serializer[Any]):
    """`media_type` is read from the bytes. The content is at `attachments/{id}/content/`."""

    id = serializers.UUIDField()
    message = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")

    def to_representation(self, row: Attachment) -> dict[str, Any]:
        kind = row.media_type
        return {"id": row.pk, "message": row.message_id, "name": row.name, "media_type": kind, "size": row.size}


class MessageSerializer(serializers.Serializer[Any]):
    """`author` is a member (a reply, a note) or a contact (the customer). A note never leaves the house."""

    id = serializers.UUIDField()
    ticket = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    author = NamedSerializer()
    text = serializers.CharField(help_text="Light Markdown from us, plain text from a customer.")
    quoted = serializers.CharField(help_text="What a mail quoted below its own words.")
    language = serializers.CharField(help_text="Empty when unknown.")
    direction = serializers.ChoiceField(choices=[("rtl", "rtl"), ("ltr", "ltr")])
    audience = serializers.ChoiceField(choices=Audience.choices, help_text="Who reads it: one person, or everybody.")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="Its author took it back: no words are kept.")
    delivery = serializers.ChoiceField(choices=Delivery.choices[1:], allow_null=True, help_text="Of a reply.")
    delivery_error = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    attachments = AttachmentSerializer(many=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, message: Message) -> dict[str, Any]:
        files = AttachmentSerializer()
        return {
            "id": message.pk,
            "ticket": message.ticket_id,
            "kind": message.kind,
            "author": named(message.contact if message.kind == Kind.CUSTOMER else message.member),
            "text": message.text,
            "quoted": message.hidden,
            "language": message.language,
            "direction": message.direction,
            "audience": message.audience,
            "withdrawn_at": message.withdrawn_at,
            "delivery": message.delivery or None,
            "delivery_error": message.delivery_error,
            "sent_at": message.sent_at,
            "attachments": [files.to_representation(row) for row in message.attachments.all()],
            "created_at": message.created_at,
        }


class NoteSerializer(Sent):
    text = serializers.CharField(max_length=LONGEST)


class ReplySerializer(NoteSerializer):
    """`then` is the status to leave the ticket in; `seen` the newest message you know: 409 when one is newer.

    With `audience` `public` everybody reads it, where the customer spoke. What a guard finds in it stops it (422),
    unless `despite` says why it is published all the same: the reason is kept with the ticket. `promise` is by when the
    customer hears from us again: within 90 days, and not with a reply that solves the ticket.
    """

    audience = serializers.ChoiceField(choices=Audience.choices, default=Audience.PERSON)
    despite = serializers.CharField(max_length=300, required=False, allow_blank=True)
    then = serializers.ChoiceField(choices=Status.choices[1:], default=Status.WAITING)
    seen = serializers.UUIDField(required=False)
    promise = serializers.DateTimeField(required=False)


class HeardSerializer(NoteSerializer):
    """`contact` is who said it, when it was not the requester."""

    contact = RowField(contacts.contacts, required=False)


class NoteFormSerializer(NoteSerializer):
    attachments = FilesField(required=False)


class ReplyFormSerializer(ReplySerializer):
    attachments = FilesField(required=False)


class HeardFormSerializer(HeardSerializer):
    attachments = FilesField(required=False)


class MessageFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    audience = filters.MultipleChoiceFilter(choices=Audience.choices)
    created_since = SinceFilter("created_at")


class Speaking(OfTicket):
    """A door through which something is said, as JSON or as a form with files."""

    tag, scope, model, home = "messages", "messages", Message, "messages"
    serializer_class = MessageSerializer
    parser_classes = (JSONParser, MultiPartParser)
    ordering = "created_at"
    refusals = REFUSALS

    def said(self, plain: type[Sent], form: type[Sent]) -> dict[str, Any]:
        """What was sent, as a service takes it."""
        is_form = (self.request.content_type or "").startswith("multipart/")
        data = self.valid(form if is_form else plain)
        files = services.new_files(data.pop("attachments", ()))
        return {"body": data.pop("text"), **data, "files": files, "language": given_language(self.request)}

    def answer(self, message: Message) -> Response:
        return self.one(selectors.with_files(message), status=201)

    def etag(self, row: Message) -> str:
        return f'"{row.pk.hex[-12:]}-{row.delivery or format(crc32(row.text.encode()), "x")}"'


def _sends(plain: type[Sent], form: type[Sent], **said: Any) -> Any:
    request = {"application/json": plain, "multipart/form-data": form}
    responses = {201: MessageSerializer, **said.pop("problems", {})}
    return extend_schema(request=request, responses=responses, **said)


@extend_schema_view(
    list=extend_schema(operation_id="messages_list", summary="What was said, the oldest first; notes too"),
    retrieve=extend_schema(operation_id="messages_get", summary="One message"),
)
class MessagesRoom(Listed, Shown, Speaking):
    permissions = {"list": "ticket.see", "retrieve": "ticket.see", "create": "messages.reply"}
    filterset_class = MessageFilter
    unfit = UNFIT

    def rows(self) -> QuerySet[Message]:
        return selectors.said_on(self.ticket())

    @_sends(
        ReplySerializer,
        ReplyFormSerializer,
        operation_id="messages_reply",
        summary="Answer the customer",
        problems={(422, MEDIA_TYPE): UnfitSerializer},
    )
    def create(self, request: Request, ticket: UUID) -> Response:
        found = self.ticket()
        said = self.said(ReplySerializer, ReplyFormSerializer)
        if said["audience"] == Audience.PUBLIC and not self.member.may("publishing.public"):
            raise PermissionDenied
        if "promise" in said and not self.member.may("followups.promise"):
            raise PermissionDenied
        return self.answer(services.reply(ticket=found, by=self.member, **said))


class NotesRoom(Speaking):
    permissions = {"create": "messages.note"}

    @_sends(NoteSerializer, NoteFormSerializer, operation_id="messages_note", summary="Tell only colleagues")
    def create(self, request: Request, ticket: UUID) -> Response:
        found = self.ticket()
        said = self.said(NoteSerializer, NoteFormSerializer)
        return self.answer(services.note(ticket=found, by=self.member, **said))


class CustomerMessagesRoom(Speaking):
    permissions = {"create": "ticket.create"}

    @_sends(
        HeardSerializer, HeardFormSerializer, operation_id="messages_receive", summary="Put down what the customer said"
    )
    def create(self, request: Request, ticket: UUID) -> Response:
        found = self.ticket()
        said = self.said(HeardSerializer, HeardFormSerializer)
        contact = said.pop("contact", None) or found.requester
        return self.answer(services.receive(ticket=found, contact=contact, **said))


@extend_schema_view(retrieve=extend_schema(operation_id="attachments_get", summary="What a file is"))
class AttachmentsRoom(Shown, Room):
    tag, scope, model = "messages", "messages", Attachment
    permissions = {"retrieve": "ticket.see"}
    serializer_class = AttachmentSerializer

    def rows(self) -> QuerySet[Attachment]:
        return selectors.attachments_for(self.member)

    def etag(self, row: Attachment) -> str:
        return f'"{row.pk.hex}"'


class AttachmentContentRoom(Room):
    """The file itself, to be saved."""

    tag, scope, model = "messages", "messages", Attachment
    is_one_thing, permissions = True, {"retrieve": "ticket.see"}
    content_negotiation_class = AsItIs

    @extend_schema(
        operation_id="attachments_content",
        summary="The content of a file",
        responses={(200, _BYTES): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def retrieve(self, request: Request, pk: UUID) -> FileResponse:
        response = download(selectors.attachment_for(self.member, pk=pk))
        response.headers["Content-Type"] = _BYTES  # what it is stands in its metadata
        return response


routes = [
    ("tickets/<uuid:ticket>/messages", MessagesRoom, "messages"),
    ("tickets/<uuid:ticket>/notes", NotesRoom, "notes"),
    ("tickets/<uuid:ticket>/customer-messages", CustomerMessagesRoom, "customer-messages"),
    ("attachments", AttachmentsRoom, "attachments"),
    ("attachments/<uuid:pk>/content", AttachmentContentRoom, "attachment-content"),
]

"""Mentions with what becomes of them, and their authors, over the API."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.conditions import etag_of
from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import SinceFilter, YesNoFilter
from helpdesk.api.views import Listed, Room, Shown
from social.mentions import rules, selectors, services
from social.mentions.errors import IllegalMove, NewerWaits, OwnAuthor
from social.mentions.models import Author, Intent, Mention, Post, State, Via
from tickets.contacts import selectors as contacts
from tickets.messages.api import LONGEST
from tickets.messages.api import REFUSALS as SPEAKING
from tickets.messages.problems import UNFIT
from tickets.ticket.errors import RequesterStays

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    **SPEAKING,
    NewerWaits: ("newer_waits", _("Something newer waits in this thread: answer that first.")),
    IllegalMove: ("wrong_state", _("The mention does not stand where this could be done with it.")),
    OwnAuthor: ("own_author", _("This is an account of your own.")),
    RequesterStays: ("requester_stays", None),
}
OUTCOMES = [(State.THANKED.value, State.THANKED.label), (State.DISMISSED.value, State.DISMISSED.label)]


class WordingSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    text = serializers.CharField()


class PostSerializer(serializers.Serializer[Any]):
    """`text` is the first wording, `wordings` are the later ones. What was taken back has no words."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="The same on every server of the network.")
    kind = serializers.CharField()
    visibility = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    wordings = WordingSerializer(many=True)
    url = serializers.CharField()
    replies = serializers.IntegerField(allow_null=True)
    reposts = serializers.IntegerField(allow_null=True)
    likes = serializers.IntegerField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, post: Post) -> dict[str, Any]:
        plain = ("key", "kind", "visibility", "title", "text", "url", "replies", "reposts", "likes")
        later = [{"at": one.version_at, "text": one.text} for one in post.revisions.all()]
        facts = {name: getattr(post, name) for name in plain}
        return {"id": post.pk, **facts, "wordings": later, "withdrawn_at": post.deleted_at}


class AuthorSerializer(serializers.Serializer[Any]):
    """With `matched_by`, a colleague recognised `contact`; without, it was made for this author."""

    id = serializers.UUIDField()
    network = serializers.CharField()
    handle = serializers.CharField()
    name = serializers.CharField()
    followers = serializers.IntegerField(allow_null=True)
    url = serializers.CharField()
    is_bot = serializers.BooleanField()
    contact = NamedSerializer(allow_null=True)
    matched_by = NamedSerializer(allow_null=True)

    def to_representation(self, author: Author) -> dict[str, Any]:
        plain = ("network", "handle", "name", "followers", "url", "is_bot")
        facts = {name: getattr(author, name) for name in plain}
        people = {"contact": named(author.contact), "matched_by": named(author.matched_by)}
        return {"id": author.pk, **facts, **people}


class MentionSerializer(serializers.Serializer[Any]):
    """A post as work for a brand. It waits until `settled_at`; `reason` is that of the last step."""

    id = serializers.UUIDField()
    brand = NamedSerializer()
    network = serializers.CharField()
    post = PostSerializer()
    author = AuthorSerializer()
    via = serializers.ChoiceField(choices=Via.choices)
    tagged = serializers.BooleanField(help_text="Whether it names us in a way that the network tells us of.")
    state = serializers.ChoiceField(choices=State.choices)
    reason = serializers.CharField()
    intent = serializers.ChoiceField(choices=Intent.choices)
    language = serializers.CharField()
    priority = serializers.IntegerField()
    way = serializers.CharField(help_text="How it can be answered: api, manual_link or none.")
    way_reason = serializers.CharField()
    ticket = serializers.UUIDField(allow_null=True)
    message = serializers.UUIDField(allow_null=True)
    due_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = NamedSerializer(allow_null=True)
    created_at = serializers.DateTimeField(help_text="By the network's clock.")
    heard_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, mention: Mention) -> dict[str, Any]:
        plain = ("via", "state", "reason", "intent", "language", "priority", "way", "way_reason")
        times = ("due_at", "settled_at", "created_at", "heard_at", "updated_at")
        author = mention.post.author or mention.conversation.author
        return {
            "id": mention.pk,
            "brand": named(mention.brand),
            "network": mention.post.network,
            "post": PostSerializer().to_representation(mention.post),
            "author": AuthorSerializer().to_representation(author),
            "tagged": mention.is_tagged,
            **{name: getattr(mention, name) for name in (*plain, *times)},
            "ticket": mention.ticket_id,
            "message": mention.message_id,
            "settled_by": named(mention.settled_by),
        }


class OutcomeSerializer(Sent):
    """`dismissed` needs a `reason`, `thanked` the `text` that is published where the praise was said.

    A mention is thanked when the words are published: until then it is `publishing`. A like on the network's own page
    is not seen here. With `despite` the words are published although a guard stopped them.
    """

    outcome = serializers.ChoiceField(choices=OUTCOMES)
    reason = serializers.ChoiceField(choices=rules.REASONS, required=False)
    text = serializers.CharField(max_length=LONGEST, required=False)
    despite = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = "reason" if attrs["outcome"] == State.DISMISSED else "text"
        if not attrs.get(needed):
            raise serializers.ValidationError({needed: [self.fields["outcome"].error_messages["required"]]})
        return attrs


class ContactOfAuthorSerializer(Sent):
    contact = RowField(contacts.contacts)


class MentionFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    open = YesNoFilter(field_name="settled_at", lookup_expr="isnull")
    intent = filters.MultipleChoiceFilter(choices=Intent.choices)
    network = filters.CharFilter(field_name="post__network", max_length=16)
    tagged = YesNoFilter(field_name="is_tagged")
    brand = filters.UUIDFilter(field_name="brand_id")
    author = filters.UUIDFilter(field_name="post__author_id")
    ticket = filters.UUIDFilter(field_name="ticket_id")
    updated_since = SinceFilter("updated_at")
    created_since = SinceFilter("created_at")


class OfMentions(Room):
    tag, scope, model = "social", "social", Mention
    serializer_class = MentionSerializer
    refusals, unfit = REFUSALS, UNFIT

    def rows(self) -> QuerySet[Mention]:
        return selectors.with_wordings(selectors.mentions_for(self.member))

    def held(self) -> Mention:
        mention = services.hold(self.get_object())
        self.check(mention)
        return mention


@extend_schema_view(
    list=extend_schema(operation_id="mentions_list", summary="Mentions, the newest first"),
    retrieve=extend_schema(operation_id="mentions_get", summary="One mention with its post and author"),
)
class MentionsRoom(Listed, Shown, OfMentions):
    permissions = {"list": "mentions.see", "retrieve": "mentions.see"}
    filterset_class = MentionFilter
    ordering_fields = ("created_at", "updated_at")


class OutcomeRoom(OfMentions):
    is_one_thing = True
    permissions = {"update": "mentions.act", "destroy": "mentions.act"}

    @extend_schema(
        operation_id="mentions_settle",
        summary="Thank for praise, or put aside for a reason",
        request=OutcomeSerializer,
        responses=MentionSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        mention, said = self.held(), self.valid(OutcomeSerializer)
        if said["outcome"] == State.DISMISSED:
            services.dismiss(mention=mention, reason=said["reason"], by=self.member)
        elif not self.member.may("publishing.public"):
            raise PermissionDenied
        else:
            services.thank(mention=mention, by=self.member, body=said["text"], despite=said.get("despite", ""))
        return self.one(self.get_object())

    @extend_schema(operation_id="mentions_reopen", summary="It waits again", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        services.reopen(mention=self.held(), by=self.member)
        return Response(status=204)


class TicketOfMentionRoom(OfMentions):
    is_one_thing = True
    permissions = {"update": "mentions.act"}

    @extend_schema(
        operation_id="mentions_open_ticket",
        summary="Put it into the inbox: into its conversation's ticket, made where there is none",
        request=None,
        responses=MentionSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        mention = self.get_object()
        self.check(mention)
        services.open_ticket(mention=mention)
        return self.one(self.get_object())


class OfAuthors(Room):
    tag, scope, model = "social", "social", Author
    serializer_class = AuthorSerializer
    refusals = REFUSALS

    def rows(self) -> QuerySet[Author]:
        return selectors.authors_for(self.member)

    def etag(self, row: Author) -> str:
        return etag_of(row, row.contact_id, row.matched_by_id, row.profile_at, row.handle, row.followers)


@extend_schema_view(
    retrieve=extend_schema(operation_id="authors_get", summary="One author; what was said: `mentions/?author=`"),
)
class AuthorsRoom(Shown, OfAuthors):
    permissions = {"retrieve": "mentions.see"}


class ContactOfAuthorRoom(OfAuthors):
    is_one_thing = True
    permissions = {"update": "mentions.act", "destroy": "mentions.act"}

    @extend_schema(
        operation_id="authors_link",
        summary="Say which contact an author is; the author's tickets follow",
        request=ContactOfAuthorSerializer,
        responses=AuthorSerializer,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        author, said = self.get_object(), self.valid(ContactOfAuthorSerializer)
        self.check(author)
        return self.one(services.link(author=author, contact=said["contact"], by=self.member))

    @extend_schema(operation_id="authors_unlink", summary="It was not that contact", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        author = self.get_object()
        self.check(author)
        services.unlink(author=author, by=self.member)
        return Response(status=204)


routes: Sequence[tuple[str, type[Room], str]] = [
    ("mentions", MentionsRoom, "mentions"),
    ("mentions/<uuid:pk>/outcome", OutcomeRoom, "mention-outcome"),
    ("mentions/<uuid:pk>/ticket", TicketOfMentionRoom, "mention-ticket"),
    ("authors", AuthorsRoom, "authors"),
    ("authors/<uuid:pk>/contact", ContactOfAuthorRoom, "author-contact"),
]

"""What a company listens for, over the API: listeners with their terms, and what terms would hear."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_filters as filters
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import SinceFilter
from helpdesk.api.views import Listed, Room, Shown
from helpdesk.lib import clock
from social.accounts import selectors as accounts
from social.accounts import services as brands
from social.accounts.errors import BrandArchived
from social.connectors.registry import connectors
from social.listening import preview, selectors, services
from social.listening.errors import (
    SAID,
    BadTerms,
    ListenerInUse,
    ListenerNameTaken,
    NothingToHear,
    TooManyInAll,
    TooManyListening,
    TooManyTerms,
)
from social.listening.models import Listener, Term
from social.listening.rules import terms as rules
from social.listening.rules.query import Conditions
from social.listening.rules.terms import TermSpec

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    ListenerNameTaken: ("name_taken", ""),
    ListenerInUse: ("listener_in_use", ""),
    BrandArchived: ("brand_archived", ""),
    NothingToHear: ("nothing_to_hear", ""),
    TooManyListening: ("too_many_listeners", ""),
}
FAULTS: dict[type[Exception], str] = {
    BadTerms: "invalid_terms",
    TooManyTerms: "too_many_terms",
    TooManyInAll: "too_many_terms",
}


class TermSerializer(Sent):
    """One name. Case, marks and the forms of letters do not matter unless `exact`.

    `any` is listened for; with a `near` term a name counts only within 8 words of it; a `none` term keeps a post out.
    """

    text = serializers.CharField(max_length=rules.LONGEST)
    kind = serializers.ChoiceField(choices=Term.Kind.choices, default=Term.Kind.KEYWORD)
    group = serializers.ChoiceField(choices=Term.Group.choices, default=Term.Group.ANY)
    prefixes = serializers.ChoiceField(
        choices=Term.Prefixes.choices,
        default=Term.Prefixes.ALL,
        help_text="What Arabic and Hebrew may write together with the name: בזק in מבזק, زين in وزين.",
    )
    exact = serializers.BooleanField(default=False, help_text="The letters of the post must be these, case too.")
    suffixes = serializers.ListField(
        child=serializers.CharField(max_length=rules.LONGEST_SUFFIX),
        max_length=rules.MOST_SUFFIXES,
        default=list,
        help_text="Endings that may follow the name.",
    )

    def validate(self, data: dict[str, Any]) -> Any:
        """The term itself. In a partial change nothing is asked of a field, so the text is asked for here."""
        if "text" not in data:
            raise serializers.ValidationError({"text": self.fields["text"].error_messages["required"]}, code="required")
        spec = rules.tidy(TermSpec(**data))
        if wrong := rules.problem(spec):
            raise serializers.ValidationError({"text": str(SAID[wrong])}, code=wrong.value)
        return spec


class ConditionsSerializer(Sent):
    """Where a listener listens. Nothing named: everywhere."""

    networks = serializers.ListField(child=serializers.CharField(max_length=16), max_length=20)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), max_length=len(settings.LANGUAGES)
    )
    excluded_authors = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=200, help_text="Handles whose posts are not kept."
    )

    def validate_networks(self, names: Sequence[str]) -> Sequence[str]:
        for name in names:
            if name not in connectors:
                raise serializers.ValidationError(_("We do not know this network."), code="unknown_network")
        return names


class ListenerChangeSerializer(ConditionsSerializer):
    """What is left out stays as it is. `terms` are replaced as a whole."""

    name = serializers.CharField(max_length=80)
    terms = TermSerializer(many=True, max_length=services.MOST_TERMS)  # type: ignore[call-arg]
    status = serializers.ChoiceField(choices=(Listener.Status.ACTIVE, Listener.Status.PAUSED))


class NewListenerSerializer(ListenerChangeSerializer):
    """A draft, unless `status` is active. Without `brand` it is the company's first one."""

    brand = RowField(lambda: accounts.brands(), required=False)
    networks = serializers.ListField(child=serializers.CharField(max_length=16), max_length=20, default=list)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), max_length=len(settings.LANGUAGES), default=list
    )
    excluded_authors = serializers.ListField(child=serializers.CharField(max_length=200), max_length=200, default=list)
    status = serializers.ChoiceField(choices=(Listener.Status.ACTIVE, Listener.Status.DRAFT), required=False)


class PreviewSerializer(NewListenerSerializer):
    """Terms to try, on a `text` or on what was said in the last 7 days. Nothing is kept."""

    name, status, brand = None, None, None  # type: ignore[assignment]
    text = serializers.CharField(max_length=5_000, required=False)


class ListenerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    brand = NamedSerializer()
    status = serializers.ChoiceField(choices=Listener.Status.choices)
    networks = serializers.ListField(child=serializers.CharField(), help_text="None named: every network.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="None named: every language.")
    excluded_authors = serializers.ListField(child=serializers.CharField())
    excluded = serializers.IntegerField(help_text="Posts that an exclusion kept out.")
    terms = TermSerializer(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, row: Listener) -> dict[str, Any]:
        facts = ("name", "status", "networks", "languages", "excluded_authors", "excluded", "created_at", "updated_at")
        return {
            "id": row.pk,
            "brand": named(row.brand),
            "terms": [_term(spec) for spec in selectors.specs(row)],
            **{name: getattr(row, name) for name in facts},
        }


class PieceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    is_name = serializers.BooleanField()


class SampleSerializer(serializers.Serializer[Any]):
    pieces = PieceSerializer(many=True)
    author = serializers.CharField()
    network = serializers.CharField()
    url = serializers.CharField()
    at = serializers.DateTimeField()


class PreviewedSerializer(serializers.Serializer[Any]):
    """`matched` of the posts that were `read`; `is_all` is false when there are more. Of a text: 1 or 0 of 1."""

    matched = serializers.IntegerField()
    excluded = serializers.IntegerField()
    read = serializers.IntegerField()
    is_all = serializers.BooleanField()
    samples = SampleSerializer(many=True)
    text = PieceSerializer(many=True, allow_null=True, help_text="The text that was tried, names apart.")


class ListenerFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=Listener.Status.choices)
    brand = filters.UUIDFilter(field_name="brand_id")
    updated_since = SinceFilter("updated_at")


@extend_schema_view(
    list=extend_schema(operation_id="listeners_list", summary="Listeners by name"),
    retrieve=extend_schema(operation_id="listeners_get", summary="One listener"),
)
class ListenersRoom(Listed, Shown, Room):
    tag, scope, model = "listeners", "social", Listener
    permissions = {
        "list": "listening.see",
        "retrieve": "listening.see",
        "create": "listening.change",
        "partial_update": "listening.change",
        "destroy": "listening.change",
    }
    refusals, faults = REFUSALS, FAULTS
    serializer_class = ListenerSerializer
    filterset_class = ListenerFilter
    ordering, ordering_fields = "name", ("name", "updated_at")

    def rows(self) -> QuerySet[Listener]:
        return selectors.listeners_for(self.member).order_by()

    @extend_schema(
        operation_id="listeners_create",
        summary="Listen for names",
        request=NewListenerSerializer,
        responses={201: ListenerSerializer},
    )
    @transaction.atomic
    def create(self, request: Request) -> Response:
        data = self.valid(NewListenerSerializer)
        status = data.pop("status", Listener.Status.DRAFT)
        brand = data.pop("brand", None) or brands.first_brand()
        made = services.create(brand=brand, **data, by=self.member)
        if status == Listener.Status.ACTIVE:
            services.activate(listener=made, by=self.member)
        return self.one(selectors.get_for(self.member, pk=made.pk), status=201)

    @extend_schema(
        operation_id="listeners_change",
        summary="Change, pause or start a listener",
        request=ListenerChangeSerializer(partial=True),
        responses={200: ListenerSerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        found = services.lock(selectors.get_for(self.member, pk=pk))
        self.check(found)
        data = self.valid(ListenerChangeSerializer, partial=True)
        status = data.pop("status", None)
        services.change(listener=found, **data, by=self.member)
        if status is not None:
            verb = services.activate if status == Listener.Status.ACTIVE else services.pause
            verb(listener=found, by=self.member)
        return self.one(selectors.get_for(self.member, pk=pk))

    @extend_schema(operation_id="listeners_remove", summary="Remove a listener", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        found = services.lock(selectors.get_for(self.member, pk=pk))
        self.check(found)
        services.remove(listener=found, by=self.member)
        return Response(status=204)


class PreviewsRoom(Room):
    tag, scope, model = "listeners", "social", Listener
    permissions = {"create": "listening.see"}
    refusals, faults = REFUSALS, FAULTS
    serializer_class = PreviewedSerializer

    @extend_schema(
        operation_id="listeners_preview",
        summary="Try terms",
        request=PreviewSerializer,
        responses={200: PreviewedSerializer},
    )
    def create(self, request: Request) -> Response:
        data = self.valid(PreviewSerializer)
        specs, text = data["terms"], data.get("text")
        if text is None:
            conditions = Conditions(data["networks"], data["languages"], data["excluded_authors"])
            found = preview.preview(specs, conditions, now=clock.now())
            return Response(self.get_serializer(_shown(found)).data)
        tried = preview.tried(specs, text)
        facts = {"matched": int(tried.is_heard), "excluded": int(bool(tried.kept_out)), "read": 1, "is_all": True}
        return Response(self.get_serializer({**facts, "samples": [], "text": tried.pieces}).data)


def _term(spec: TermSpec) -> dict[str, Any]:
    names = ("text", "kind", "group", "prefixes", "exact")
    return {**{name: getattr(spec, name) for name in names}, "suffixes": list(spec.suffixes)}


def _shown(found: preview.Preview) -> dict[str, Any]:
    names = ("matched", "excluded", "read", "is_all", "samples")
    return {**{name: getattr(found, name) for name in names}, "text": None}


routes = [
    ("listeners", ListenersRoom, "listeners"),
    ("listeners/preview", PreviewsRoom, "listener-previews"),
]

"""Brands, and the accounts that speak for them, over the API. No key of an account is ever answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import django_filters as filters
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import repeats
from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import SinceFilter, YesNoFilter
from helpdesk.api.views import Listed, Room, Shown
from social.accounts import connecting, rules, selectors, services
from social.accounts.connecting import Wish
from social.accounts.errors import Refused
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import NetworkError
from social.connectors.registry import connectors
from tenants.isolation.aside import Aside

REFUSALS: dict[type[Exception], tuple[str, Any]] = {one: (one.code, "") for one in Refused.__subclasses__()}
STATES = (SocialAccount.Status.ACTIVE, SocialAccount.Status.PAUSED)
Status = SocialAccount.Status


class BrandSerializer(serializers.Serializer[Any]):
    """`target_minutes`: until an answer in public is due."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    target_minutes = serializers.IntegerField()
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class BrandChangeSerializer(Sent):
    """What is left out stays as it is. A brand for which an account speaks is not archived (409)."""

    name = serializers.CharField(max_length=80)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), max_length=len(settings.LANGUAGES)
    )
    target_minutes = serializers.IntegerField(min_value=1, max_value=10_080)
    archived = serializers.BooleanField()


class NewBrandSerializer(Sent):
    name = serializers.CharField(max_length=80)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), max_length=len(settings.LANGUAGES), default=list
    )
    target_minutes = serializers.IntegerField(min_value=1, max_value=10_080, default=60)


class BrandFilter(filters.FilterSet):
    archived = YesNoFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)
    updated_since = SinceFilter("updated_at")


@extend_schema_view(
    list=extend_schema(operation_id="brands_list", summary="Brands by name, archived ones too"),
    retrieve=extend_schema(operation_id="brands_get", summary="One brand"),
)
class BrandsRoom(Listed, Shown, Room):
    tag, scope, model = "brands", "social", Brand
    permissions = {
        "list": "mentions.see",
        "retrieve": "mentions.see",
        "create": "accounts.change",
        "partial_update": "accounts.change",
    }
    refusals = REFUSALS
    serializer_class = BrandSerializer
    filterset_class = BrandFilter
    ordering, ordering_fields = "name", ("name", "updated_at")

    def rows(self) -> QuerySet[Brand]:
        return Brand.objects.all()

    @extend_schema(
        operation_id="brands_create",
        summary="Add a brand",
        request=NewBrandSerializer,
        responses={201: BrandSerializer},
    )
    def create(self, request: Request) -> Response:
        return self.one(services.create_brand(by=self.member, **self.valid(NewBrandSerializer)), status=201)

    @extend_schema(
        operation_id="brands_change",
        summary="Change a brand, archive it or bring it back",
        request=BrandChangeSerializer(partial=True),
        responses={200: BrandSerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        brand = services.lock_brand(selectors.brand_for(self.member, pk=pk))
        self.check(brand)
        data = self.valid(BrandChangeSerializer, partial=True)
        archived = data.pop("archived", None)
        if data:
            brand = services.change_brand(brand=brand, by=self.member, **data)
        if archived is not None:
            verb = services.archive_brand if archived else services.restore_brand
            brand = verb(brand=brand, by=self.member)
        return self.one(brand)


class SocialAccountSerializer(serializers.Serializer[Any]):
    """`status_reason` are the network's own words. With `needs_reauth` nothing is heard or said until it is connected
    again: in the console, or with a new token."""

    id = serializers.UUIDField()
    brand = NamedSerializer()
    network = serializers.CharField()
    address = serializers.CharField(help_text="Of its server, or of the feed.")
    native_id = serializers.CharField(help_text="As the network calls it.")
    handle = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_reason = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField(), help_text="What the network allowed us.")
    limits = serializers.DictField(child=serializers.IntegerField(), help_text="What the network told of itself.")
    connected_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, row: SocialAccount) -> dict[str, Any]:
        same = ("network", "native_id", "handle", "name", "status", "status_reason", "scopes", "limits")
        times = ("connected_at", "created_at", "updated_at")
        told = {name: getattr(row, name) for name in (*same, *times)}
        return {"id": row.pk, "brand": named(row.brand), "address": row.base_url, **told}


class NewSocialAccountSerializer(Sent):
    """By a token that was made on the network, or for a feed by its address. An account that was here comes back.

    Signing in on a network needs a person and a browser: that is done in the console.
    """

    brand = RowField(lambda: Brand.objects.all())
    network = serializers.CharField(max_length=16)
    address = serializers.CharField(max_length=500, default="", allow_blank=True)
    token = serializers.CharField(max_length=2000, default="", allow_blank=True, write_only=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["network"] not in connectors:
            raise serializers.ValidationError({"network": _("This desk does not know this network.")})
        can = connectors.get(data["network"]).abilities
        if can.needs_url and not data["address"].strip():
            raise serializers.ValidationError({"address": _("Write the address.")})
        if not rules.by_address(can) and not data["token"].strip():
            raise serializers.ValidationError({"token": _("A token of this network is needed.")})
        return data


class SocialAccountChangeSerializer(Sent):
    status = serializers.ChoiceField(choices=[(one.value, one.label) for one in STATES])


class SocialAccountFilter(filters.FilterSet):
    brand = filters.UUIDFilter(field_name="brand_id")
    network = filters.CharFilter(max_length=16)
    status = filters.ChoiceFilter(choices=Status.choices)
    updated_since = SinceFilter("updated_at")


@extend_schema_view(
    list=extend_schema(operation_id="social_accounts_list", summary="Accounts that listen and speak for us"),
    retrieve=extend_schema(operation_id="social_accounts_get", summary="One account"),
)
class SocialAccountsRoom(Listed, Shown, Room):
    tag, scope, model = "social-accounts", "social", SocialAccount
    permissions = {
        "list": "accounts.see",
        "retrieve": "accounts.see",
        "create": "accounts.change",
        "partial_update": "accounts.change",
        "destroy": "accounts.change",
    }
    refusals = REFUSALS
    serializer_class = SocialAccountSerializer
    filterset_class = SocialAccountFilter
    ordering, ordering_fields = "-created_at", ("created_at", "updated_at")

    def rows(self) -> QuerySet[SocialAccount]:
        return selectors.accounts()

    @extend_schema(
        operation_id="social_accounts_connect",
        summary="Connect an account by a token, or a feed by its address",
        request=NewSocialAccountSerializer,
        responses={201: SocialAccountSerializer},
    )
    def create(self, request: Request) -> HttpResponse:
        data = self.valid(NewSocialAccountSerializer)
        wish = Wish(data["network"], data["brand"].pk, rules.address(data["address"]))
        return Aside(lambda: self._answer(lambda: self._connect(wish, data["token"])), keep_changes=False)

    @extend_schema(
        operation_id="social_accounts_change",
        summary="Pause an account, or let it go on",
        request=SocialAccountChangeSerializer,
        responses={200: SocialAccountSerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        account = services.lock(selectors.account_for(self.member, pk=pk))
        self.check(account)
        wanted = self.valid(SocialAccountChangeSerializer)["status"]
        verb = services.pause if wanted == Status.PAUSED else services.resume
        return self.one(verb(account=account, by=self.member))

    @extend_schema(
        operation_id="social_accounts_remove", summary="Remove an account; what was said stays", responses={204: None}
    )
    def destroy(self, request: Request, pk: UUID) -> HttpResponse:
        account = selectors.account_for(self.member, pk=pk)
        self.check(account)
        return Aside(lambda: self._answer(lambda: self._leave(account)))

    def _connect(self, wish: Wish, token: str) -> HttpResponse:
        """Whoever repeats the request meanwhile waits where the account is kept, and gets the same answer."""
        try:
            connected = connecting.ask(wish=wish, token=token)
        except NetworkError as error:
            said = _("The network refused: %(why)s") % {"why": error.said or error.code}
            raise serializers.ValidationError({"token" if token else "address": said}, code=str(error.code)) from error
        with transaction.atomic():
            self.repeat_key = repeats.begin(self.request)
            account = connecting.keep(wish=wish, connected=connected, by=self.member)
            return self._rendered(self.one(account, status=201))

    def _leave(self, account: SocialAccount) -> HttpResponse:
        connecting.leave(account=account, by=self.member)
        return self._rendered(Response(status=204))

    def _answer(self, work: Callable[[], HttpResponse]) -> HttpResponse:
        """After the transaction of the request nobody else catches what a verb raises."""
        try:
            return work()
        except Exception as error:
            with transaction.atomic():
                return self._rendered(self.handle_exception(error))

    def _rendered(self, response: Any) -> HttpResponse:
        finished: Any = self.finalize_response(self.request, response, *self.args, **self.kwargs)
        return finished.render() if isinstance(finished, Response) else finished


routes = [("brands", BrandsRoom, "brands"), ("social-accounts", SocialAccountsRoom, "social-accounts")]

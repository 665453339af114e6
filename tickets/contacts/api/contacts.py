"""Contacts and their addresses over the API."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import NamedSerializer, RowField, Sent, named
from helpdesk.api.filters import SinceFilter
from helpdesk.api.views import Listed, Room, Shown
from tickets.contacts import organizations, rules, selectors, services
from tickets.contacts.api.refusals import REFUSALS
from tickets.contacts.models import Contact, Identity, Organization


class IdentitySerializer(serializers.Serializer[Any]):
    """One address. `confirmed_at` is when whoever writes has shown that it is his."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Identity.Kind.choices)
    value = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, row: Identity) -> dict[str, Any]:
        return {
            "id": row.pk,
            "kind": row.kind,
            "value": row.value,
            "confirmed_at": row.confirmed_at,
            "created_at": row.created_at,
        }


class ContactSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    language = serializers.CharField(help_text="Of their last words; empty when unknown.")
    organization = NamedSerializer(allow_null=True)
    note = serializers.CharField(help_text="Ours, never shown to them.")
    identities = IdentitySerializer(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, contact: Contact) -> dict[str, Any]:
        addresses = IdentitySerializer()
        return {
            "id": contact.pk,
            "name": contact.name,
            "language": contact.language,
            "organization": named(contact.organization),
            "note": contact.note,
            "identities": [addresses.to_representation(row) for row in contact.identities.all()],
            "created_at": contact.created_at,
            "updated_at": contact.updated_at,
        }


class NewIdentitySerializer(Sent):
    """An e-mail address, or a phone number of which digits and a leading plus are kept."""

    kind = serializers.ChoiceField(choices=Identity.Kind.choices)
    value = serializers.CharField(max_length=254)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["kind"] == Identity.Kind.EMAIL:
            data["value"] = serializers.EmailField(max_length=254).run_validation(data["value"])
        elif not rules.normalise_phone(data["value"]).removeprefix("+"):
            raise serializers.ValidationError({"value": _("A phone number has digits.")})
        return data


class ContactChangeSerializer(Sent):
    """What is left out stays as it is."""

    name = serializers.CharField(max_length=200, allow_blank=True)
    note = serializers.CharField(max_length=10_000, allow_blank=True)
    organization = RowField(lambda: Organization.objects.all(), allow_null=True)


class NewContactSerializer(ContactChangeSerializer):
    """Somebody new. An address that belongs to another contact is refused (409)."""

    name = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    organization = RowField(lambda: Organization.objects.all(), allow_null=True, default=None)
    identities = NewIdentitySerializer(many=True, max_length=20, required=False)  # type: ignore[call-arg]


class ContactFilter(filters.FilterSet):
    email = filters.CharFilter(method="at_email", max_length=254)
    phone = filters.CharFilter(method="at_phone", max_length=254)
    organization = filters.UUIDFilter(field_name="organization_id")
    updated_since = SinceFilter("updated_at")

    def at_email(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        return rows.filter(identities__kind=Identity.Kind.EMAIL, identities__value=rules.normalise_email(value))

    def at_phone(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        return rows.filter(identities__kind=Identity.Kind.PHONE, identities__value=rules.normalise_phone(value))


@extend_schema_view(
    list=extend_schema(operation_id="contacts_list", summary="Contacts, the last changed first"),
    retrieve=extend_schema(operation_id="contacts_get", summary="One contact with its addresses"),
)
class ContactsRoom(Listed, Shown, Room):
    tag, scope, model = "contacts", "contacts", Contact
    permissions = {
        "list": "contacts.see",
        "retrieve": "contacts.see",
        "create": "contacts.change",
        "partial_update": "contacts.change",
    }
    refusals = REFUSALS
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    ordering, ordering_fields = "-updated_at", ("updated_at",)

    def rows(self) -> QuerySet[Contact]:
        return selectors.visible_to(self.member)

    @extend_schema(
        operation_id="contacts_create",
        summary="Add a contact",
        request=NewContactSerializer,
        responses={201: ContactSerializer},
    )
    @transaction.atomic
    def create(self, request: Request) -> Response:
        data = self.valid(NewContactSerializer)
        identities = data.pop("identities", ())
        contact = services.create(**data)
        for identity in identities:
            services.add_identity(contact=contact, **identity)
        return self.one(selectors.get_for(self.member, pk=contact.pk), status=201)

    @extend_schema(
        operation_id="contacts_change",
        summary="Change a contact",
        request=ContactChangeSerializer(partial=True),
        responses={200: ContactSerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        contact = services.lock(selectors.get_for(self.member, pk=pk))
        self.check(contact)
        data = self.valid(ContactChangeSerializer, partial=True)
        if "organization" in data:
            contact = organizations.join(contact=contact, organization=data["organization"], by=self.member)
        if data.keys() & {"name", "note"}:
            services.change(contact=contact, name=data.get("name", contact.name), note=data.get("note", contact.note))
        return self.one(selectors.get_for(self.member, pk=pk))


class IdentitiesRoom(Room):
    """Addresses of one contact. If-Match is the contact's ETag."""

    tag, scope, model = "contacts", "contacts", Identity
    permissions = {"create": "contacts.change", "destroy": "contacts.change"}
    refusals = REFUSALS
    serializer_class = ContactSerializer
    home = "contacts"

    def contact(self) -> Contact:
        contact = services.lock(selectors.get_for(self.member, pk=self.kwargs["contact"]))
        self.check(contact)
        return contact

    @extend_schema(
        operation_id="identities_add",
        summary="Add an address",
        request=NewIdentitySerializer,
        responses={201: ContactSerializer},
    )
    def create(self, request: Request, contact: UUID) -> Response:
        services.add_identity(contact=self.contact(), **self.valid(NewIdentitySerializer))
        return self.one(selectors.get_for(self.member, pk=contact), status=201)

    def address_of(self, row: Contact) -> str:
        self.kwargs = {}
        return super().address_of(row)

    @extend_schema(operation_id="identities_remove", summary="Take an address off", responses={204: None})
    def destroy(self, request: Request, contact: UUID, pk: UUID) -> Response:
        found = self.contact()
        identity = found.identities.filter(pk=pk).first()
        if identity is None:
            raise Http404("identity")
        services.remove_identity(contact=found, identity=identity)
        return Response(status=204)

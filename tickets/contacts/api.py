"""Contacts with their addresses, and organizations, over the API."""

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
from tickets.contacts.errors import (
    DomainTaken,
    FreeMailDomain,
    IdentityTaken,
    NoDomain,
    OrganizationGone,
    OrganizationNameTaken,
    TooManyDomains,
)
from tickets.contacts.models import Contact, Identity, Organization

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    IdentityTaken: ("identity_taken", ""),
    OrganizationGone: ("organization_gone", ""),
    OrganizationNameTaken: ("name_taken", ""),
    DomainTaken: ("domain_taken", ""),
}
FAULTS: dict[type[Exception], str] = {
    NoDomain: "invalid_domain",
    FreeMailDomain: "free_mail_domain",
    TooManyDomains: "too_many_domains",
}


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


class OrganizationSerializer(serializers.Serializer[Any]):
    """Who writes from one of its `domains` belongs to it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    domains = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class OrganizationChangeSerializer(Sent):
    """What is left out stays as it is. `domains` are replaced as a whole."""

    name = serializers.CharField(max_length=200)
    domains = serializers.ListField(child=serializers.CharField(max_length=253), max_length=50)
    note = serializers.CharField(max_length=10_000, allow_blank=True)


class NewOrganizationSerializer(OrganizationChangeSerializer):
    domains = serializers.ListField(child=serializers.CharField(max_length=253), max_length=50, required=False)
    note = serializers.CharField(max_length=10_000, allow_blank=True, required=False)


class ContactFilter(filters.FilterSet):
    email = filters.CharFilter(method="at_email", max_length=254)
    phone = filters.CharFilter(method="at_phone", max_length=254)
    organization = filters.UUIDFilter(field_name="organization_id")
    updated_since = SinceFilter("updated_at")

    def at_email(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        return rows.filter(identities__kind=Identity.Kind.EMAIL, identities__value=rules.normalise_email(value))

    def at_phone(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        return rows.filter(identities__kind=Identity.Kind.PHONE, identities__value=rules.normalise_phone(value))


class OrganizationFilter(filters.FilterSet):
    name = filters.CharFilter(max_length=200)
    domain = filters.CharFilter(field_name="domains", lookup_expr="contains", method="at_domain", max_length=253)
    updated_since = SinceFilter("updated_at")

    def at_domain(self, rows: QuerySet[Organization], name: str, value: str) -> QuerySet[Organization]:
        return rows.filter(domains__contains=[value.strip().lower()])


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


@extend_schema_view(
    list=extend_schema(operation_id="organizations_list", summary="Organizations by name"),
    retrieve=extend_schema(operation_id="organizations_get", summary="One organization"),
)
class OrganizationsRoom(Listed, Shown, Room):
    tag, scope, model = "organizations", "contacts", Organization
    permissions = {
        "list": "contacts.see",
        "retrieve": "contacts.see",
        "create": "contacts.change",
        "partial_update": "contacts.change",
        "destroy": "contacts.remove",
    }
    refusals, faults = REFUSALS, FAULTS
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter
    ordering, ordering_fields = "name", ("name", "updated_at")

    def rows(self) -> QuerySet[Organization]:
        return selectors.organizations_for(self.member)

    @extend_schema(
        operation_id="organizations_create",
        summary="Add an organization",
        request=NewOrganizationSerializer,
        responses={201: OrganizationSerializer},
    )
    def create(self, request: Request) -> Response:
        made = organizations.create(by=self.member, **self.valid(NewOrganizationSerializer))
        return self.one(made, status=201)

    @extend_schema(
        operation_id="organizations_change",
        summary="Change an organization",
        request=OrganizationChangeSerializer(partial=True),
        responses={200: OrganizationSerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        found = organizations.lock(selectors.organization_for(self.member, pk=pk))
        self.check(found)
        data = self.valid(OrganizationChangeSerializer, partial=True)
        return self.one(organizations.change(organization=found, by=self.member, **data))

    @extend_schema(operation_id="organizations_remove", summary="Remove it; its contacts stay", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        found = organizations.lock(selectors.organization_for(self.member, pk=pk))
        self.check(found)
        organizations.remove(organization=found, by=self.member)
        return Response(status=204)


routes = [
    ("contacts", ContactsRoom, "contacts"),
    ("contacts/<uuid:contact>/identities", IdentitiesRoom, "identities"),
    ("organizations", OrganizationsRoom, "organizations"),
]

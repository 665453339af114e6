"""Organizations over the API."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import Sent
from helpdesk.api.filters import SinceFilter
from helpdesk.api.views import Listed, Room, Shown
from tickets.contacts import organizations, selectors
from tickets.contacts.api.refusals import FAULTS, REFUSALS
from tickets.contacts.models import Organization


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


class OrganizationFilter(filters.FilterSet):
    name = filters.CharFilter(max_length=200)
    domain = filters.CharFilter(field_name="domains", lookup_expr="contains", method="at_domain", max_length=253)
    updated_since = SinceFilter("updated_at")

    def at_domain(self, rows: QuerySet[Organization], name: str, value: str) -> QuerySet[Organization]:
        return rows.filter(domains__contains=[value.strip().lower()])


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

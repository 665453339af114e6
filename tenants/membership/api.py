"""Colleagues and their teams over the API."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.views import Listed, Room, Shown
from tenants.membership import selectors, services
from tenants.membership.errors import NotHere, TeamInUse, TeamNameTaken
from tenants.membership.models import Member, Role, Team, TeamMember


class MemberSerializer(serializers.Serializer[Any]):
    """`email` is null to those who may not see the people's page."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    email = serializers.EmailField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, row: Member) -> dict[str, Any]:
        viewer = self.context["view"].member
        return {
            "id": row.pk,
            "name": row.name,
            "role": row.role,
            "email": row.email if viewer.may("membership.see") else None,
            "created_at": row.created_at,
        }


class TeamSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    members = NamedSerializer(many=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, team: Team) -> dict[str, Any]:
        members = [named(place.member) for place in team.places.all()]
        return {"id": team.pk, "name": team.name, "members": members, "created_at": team.created_at}


class TeamNameSerializer(Sent):
    name = serializers.CharField(max_length=80)


@extend_schema_view(
    list=extend_schema(operation_id="members_list", summary="Who works here"),
    retrieve=extend_schema(operation_id="members_get", summary="One colleague"),
)
class MembersRoom(Listed, Shown, Room):
    tag, scope, model = "people", "people", Member
    permissions = {"list": "ticket.see", "retrieve": "ticket.see"}
    serializer_class = MemberSerializer
    ordering, ordering_fields = "name", ("name", "created_at")

    def rows(self) -> QuerySet[Member]:
        return selectors.members()

    def etag(self, row: Member) -> str:
        return conditions.etag_of(row, row.name, row.role, row.email, self.member.role)


def _teams() -> QuerySet[Team]:
    places = TeamMember.objects.select_related("member").order_by("member__name", "id")
    return selectors.teams().prefetch_related(Prefetch("places", queryset=places))


class OfTeams(Room):
    """A team is what it is called and who is in it: both are in its ETag."""

    tag, scope, model = "people", "people", Team
    refusals = {TeamNameTaken: ("name_taken", ""), TeamInUse: ("team_in_use", ""), NotHere: ("member_removed", "")}
    serializer_class = TeamSerializer

    def rows(self) -> QuerySet[Team]:
        return _teams()

    def etag(self, row: Team) -> str:
        return conditions.etag_of(row, row.name, *(place.member_id for place in row.places.all()))

    def locked(self, pk: UUID) -> Team:
        """The team as it is now, held to the end, if it is what the program has read. Raises Http404."""
        services.lock_team(selectors.team_for(self.member, pk=pk))
        team = _teams().get(pk=pk)
        self.check(team)
        return team


@extend_schema_view(
    list=extend_schema(operation_id="teams_list", summary="Teams with their members"),
    retrieve=extend_schema(operation_id="teams_get", summary="One team"),
)
class TeamsRoom(Listed, Shown, OfTeams):
    permissions = {
        "list": "ticket.see",
        "retrieve": "ticket.see",
        "create": "teams.change",
        "partial_update": "teams.change",
        "destroy": "teams.change",
    }
    ordering, ordering_fields = "name", ("name", "created_at")

    @extend_schema(
        operation_id="teams_create", summary="Add a team", request=TeamNameSerializer, responses={201: TeamSerializer}
    )
    def create(self, request: Request) -> Response:
        team = services.create_team(by=self.member, **self.valid(TeamNameSerializer))
        return self.one(_teams().get(pk=team.pk), status=201)

    @extend_schema(
        operation_id="teams_rename",
        summary="Rename a team",
        request=TeamNameSerializer(partial=True),
        responses={200: TeamSerializer},
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        team = self.locked(pk)
        name = self.valid(TeamNameSerializer, partial=True).get("name", team.name)
        services.rename_team(team=team, name=name, by=self.member)
        return self.one(_teams().get(pk=pk))

    @extend_schema(operation_id="teams_remove", summary="Remove a team that nothing belongs to", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        services.remove_team(team=self.locked(pk), by=self.member)
        return Response(status=204)


class PlacesRoom(OfTeams):
    """A member's place in a team. If-Match is the team's ETag."""

    is_one_thing = True
    permissions = {"update": "teams.change", "destroy": "teams.change"}

    @extend_schema(
        operation_id="teams_join", summary="Put a member into a team", request=None, responses={200: TeamSerializer}
    )
    def update(self, request: Request, team: UUID, pk: UUID) -> Response:
        found, member = self.locked(team), self._member(pk)
        services.join_team(team=found, member=member, by=self.member)
        return self.one(_teams().get(pk=team))

    @extend_schema(operation_id="teams_leave", summary="Take a member out of a team", responses={204: None})
    def destroy(self, request: Request, team: UUID, pk: UUID) -> Response:
        found, member = self.locked(team), self._member(pk)
        services.leave_team(team=found, member=member, by=self.member)
        return Response(status=204)

    def _member(self, pk: UUID) -> Member:
        member = selectors.members().filter(pk=pk).first()
        if member is None:
            raise Http404("member")
        return member


routes = [
    ("members", MembersRoom, "members"),
    ("teams", TeamsRoom, "teams"),
    ("teams/<uuid:team>/members/<uuid:pk>", PlacesRoom, "team-places"),
]

"""A member's own notifications, how he wants them, and his quiet hours, over the API."""

from datetime import time
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.conditions import etag_of
from helpdesk.api.fields import NamedSerializer, Sent, named
from helpdesk.api.filters import SinceFilter, YesNoFilter
from helpdesk.api.pages import refuse
from helpdesk.api.views import Listed, Room, Shown
from tickets.notifications import selectors, services, words
from tickets.notifications.errors import NoHours
from tickets.notifications.models import Kind, Notification, NotificationChoice, QuietHours


class TicketRefSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()


class NotificationSerializer(serializers.Serializer[Any]):
    """`text` says it in the language of the request. `actor` is null when the desk itself or a customer did it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    text = serializers.CharField()
    ticket = TicketRefSerializer(allow_null=True)
    actor = NamedSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Notification) -> dict[str, Any]:
        return {
            "id": row.pk,
            "kind": row.kind,
            "text": words.sentence(row),
            "ticket": {"id": row.ticket.pk, "number": row.ticket.number} if row.ticket else None,
            "actor": named(row.actor),
            "created_at": row.created_at,
            "read_at": row.read_at,
        }


class NotificationFilter(filters.FilterSet):
    unread = YesNoFilter(field_name="read_at", lookup_expr="isnull")
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    ticket = filters.UUIDFilter(field_name="ticket_id")
    created_since = SinceFilter("created_at")


class WaySerializer(serializers.Serializer[Any]):
    in_app = serializers.BooleanField(help_text="In the console, and in this API.")
    by_mail = serializers.BooleanField()


class WaySent(Sent):
    in_app = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)


class WaysSerializer(serializers.Serializer[Any]):
    """How each kind reaches the member."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {kind.value: WaySerializer(help_text=str(kind.label)) for kind in Kind}


class WaysSent(Sent):
    """What changes; what is not named stays."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {kind.value: WaySent(required=False) for kind in Kind}


class WallTimeField(serializers.RegexField):
    """HH:MM, of a wall clock: no zone, no seconds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", trim_whitespace=False, max_length=5, **options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        written = super().run_validation(data)
        return time.fromisoformat(written) if isinstance(written, str) else written

    def to_representation(self, value: Any) -> str:
        return str(value.strftime("%H:%M"))


class HoursSerializer(serializers.Serializer[Any]):
    """Both null: mail at any hour. Times of the wall clock of `time_zone`, the company's; they may cross midnight."""

    starts_at = WallTimeField(allow_null=True)
    ends_at = WallTimeField(allow_null=True)
    time_zone = serializers.CharField()


class HoursSent(Sent):
    starts_at = WallTimeField()
    ends_at = WallTimeField()


class UntilSent(Sent):
    until = serializers.UUIDField(required=False, help_text="The newest that was seen; without it all are read.")


class ReadSerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField(help_text="How many were unread.")


class Own(Room):
    """Nobody's but the member's own: a colleague's is not there."""

    tag, scope, model = "notifications", "notifications", Notification
    serializer_class: type[serializers.Serializer[Any]] = NotificationSerializer

    def rows(self) -> QuerySet[Notification]:
        return selectors.own(self.member)

    def etag(self, row: Notification) -> str:
        return etag_of(row, row.read_at)


@extend_schema_view(
    list=extend_schema(operation_id="notifications_list", summary="What the member should know"),
    retrieve=extend_schema(operation_id="notifications_get", summary="One notification"),
)
class NotificationsRoom(Listed, Shown, Own):
    permissions = {"list": "notifications.own", "retrieve": "notifications.own"}
    filterset_class = NotificationFilter


class ReadingRoom(Own):
    """One is read. Read once more, it stays read since the first time."""

    is_one_thing = True
    permissions = {"update": "notifications.own"}

    @extend_schema(
        operation_id="notifications_read", summary="It is known", request=None, responses={200: NotificationSerializer}
    )
    def update(self, request: Request, pk: UUID) -> Response:
        row = self.get_object()
        self.check(row)
        services.read(notification=row, by=self.member)
        return self.one(self.get_object())


class ReadingsRoom(Own):
    permissions = {"create": "notifications.own"}

    @extend_schema(
        operation_id="notifications_read_all",
        summary="All are known, up to the newest that was seen",
        request=UntilSent,
        responses={200: ReadSerializer},
    )
    def create(self, request: Request) -> Response:
        until = self.valid(UntilSent).get("until")
        if until is not None and not self.rows().filter(pk=until).exists():
            raise refuse("until", _("There is no such notification."), "does_not_exist")
        return Response({"read": services.read_all(by=self.member, until=until)})


class ChoicesRoom(Own):
    is_one_thing = True
    model = NotificationChoice  # type: ignore[assignment]
    permissions = {"retrieve": "notifications.own", "partial_update": "notifications.own"}
    serializer_class = WaysSerializer

    @extend_schema(
        operation_id="notification_choices_get", summary="How each kind comes", responses={200: WaysSerializer}
    )
    def retrieve(self, request: Request) -> Response:
        ways = selectors.ways(self.member)
        return Response({kind: {"in_app": way.in_app, "by_mail": way.by_mail} for kind, way in ways.items()})

    @extend_schema(
        operation_id="notification_choices_change",
        summary="Choose how kinds come",
        request=WaysSent,
        responses={200: WaysSerializer},
    )
    def partial_update(self, request: Request) -> Response:
        ways = selectors.ways(self.member)
        for kind, changes in self.valid(WaysSent).items():
            way = {"in_app": ways[kind].in_app, "by_mail": ways[kind].by_mail, **changes}
            services.choose(member=self.member, kind=kind, **way)
        return self.retrieve(request)


class QuietHoursRoom(Own):
    is_one_thing = True
    model = QuietHours  # type: ignore[assignment]
    permissions = dict.fromkeys(("retrieve", "update", "destroy"), "notifications.own")
    serializer_class = HoursSerializer
    faults = {NoHours: "no_hours"}

    @extend_schema(operation_id="quiet_hours_get", summary="When no mail comes", responses={200: HoursSerializer})
    def retrieve(self, request: Request) -> Response:
        row = selectors.quiet_hours_of(self.member)
        said = {"starts_at": row and row.starts_at, "ends_at": row and row.ends_at, "time_zone": selectors.zone().key}
        return Response(HoursSerializer(said).data)

    @extend_schema(operation_id="quiet_hours_set", summary="Rest", request=HoursSent, responses={200: HoursSerializer})
    def update(self, request: Request) -> Response:
        services.rest(member=self.member, **self.valid(HoursSent))
        return self.retrieve(request)

    @extend_schema(operation_id="quiet_hours_remove", summary="Mail at any hour", responses={204: None})
    def destroy(self, request: Request) -> Response:
        services.rest_no_more(member=self.member)
        return Response(status=204)


routes = [
    ("notifications", NotificationsRoom, "notifications"),
    ("notifications/<uuid:pk>/reading", ReadingRoom, "notification-reading"),
    ("notifications/readings", ReadingsRoom, "notification-readings"),
    ("notifications/choices", ChoicesRoom, "notification-choices"),
    ("notifications/quiet-hours", QuietHoursRoom, "quiet-hours"),
]

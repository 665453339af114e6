"""A request that was denied or failed leaves nothing behind, unless its view says what to keep."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.errors import Conflict, PreconditionFailed
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.ticket.models import Tag

pytestmark = pytest.mark.django_db


def write(request: HttpRequest, how: str) -> HttpResponse:
    Tag.objects.create(name=how)
    if how == "404":
        raise Http404
    if how == "403":
        raise PermissionDenied
    if how == "500":
        raise ZeroDivisionError
    response = HttpResponse(status=200 if how == "200" else 422)
    if how == "kept":
        response.keep_changes = True  # type: ignore[attr-defined]
    return response


class WriteByApi(APIView):
    """The same as a door of the API does it: it raises, and a problem is what is left."""

    authentication_classes = permission_classes = throttle_classes = ()

    def post(self, request: Request, how: str) -> Response:
        Tag.objects.create(name=how)
        if how in PROBLEMS:
            raise PROBLEMS[how]
        return Response(status=int(how))


PROBLEMS: dict[str, Exception] = {
    "400": ValidationError("x"),
    "403": PermissionDenied(),
    "404": Http404(),
    "409": Conflict("x"),
    "412": PreconditionFailed(),
    "500": ZeroDivisionError(),
    "503": OperationalError(),
}
urlpatterns = [path("api/<str:how>/", WriteByApi.as_view()), path("<str:how>/", write)]


@pytest.mark.parametrize(
    ("how", "status", "left"),
    [("200", 200, 1), ("403", 403, 0), ("404", 404, 0), ("422", 422, 0), ("500", 500, 0), ("kept", 422, 1)],
)
def test_only_success_and_what_must_be_kept_is_written(zaytuna: Desk, how: str, status: int, left: int) -> None:
    client = Client(raise_request_exception=False, headers={"host": zaytuna.host})
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get(f"/{how}/").status_code == status
    with tenant_context(zaytuna.tenant):
        assert Tag.objects.count() == left


@pytest.mark.parametrize(
    ("how", "left"), [("200", 1), ("201", 1), ("204", 1), ("422", 0), *((how, 0) for how in sorted(PROBLEMS))]
)
def test_a_door_of_the_api_leaves_nothing_when_it_refuses(zaytuna: Desk, how: str, left: int) -> None:
    client = Client(raise_request_exception=False, headers={"host": zaytuna.host})
    with override_settings(ROOT_URLCONF=__name__):
        response = client.post(f"/api/{how}/")
    assert response.status_code == int(how)
    assert how not in PROBLEMS or response.headers["Content-Type"] == "application/problem+json"
    with tenant_context(zaytuna.tenant):
        assert Tag.objects.count() == left

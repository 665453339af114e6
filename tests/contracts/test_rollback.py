"""A request that was denied or failed leaves nothing behind, unless its view says what to keep."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

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


urlpatterns = [path("<str:how>/", write)]


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

from unittest import mock

import pytest
import redis
from django.db import OperationalError
from django.test import Client

from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("error", [OperationalError("the connection is closed"), redis.ConnectionError("refused")])
def test_a_part_that_is_away_is_a_pause_and_not_a_failure(zaytuna: Desk, error: Exception) -> None:
    client = Client(raise_request_exception=False, headers={"host": zaytuna.host})
    with mock.patch("tenants.routes.middleware.selectors.tenant_at_host", side_effect=error):
        response = client.get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


def test_what_broke_is_a_failure(zaytuna: Desk) -> None:
    client = Client(raise_request_exception=False, headers={"host": zaytuna.host})
    with mock.patch("tenants.routes.middleware.selectors.tenant_at_host", side_effect=ZeroDivisionError):
        assert client.get("/").status_code == 500

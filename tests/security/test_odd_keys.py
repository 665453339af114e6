"""What a browser or a program shows of itself is looked up in the database: a byte that no text holds opens nothing."""

import pytest
from django.test import Client

from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/form/", "/api/v1/tickets/"])
def test_a_cookie_with_a_null_byte_is_nobodys(zaytuna: Desk, path: str) -> None:
    headers = {"host": zaytuna.host, "cookie": r'session="\000aaaaaaaaaaaa"'}
    assert Client(raise_request_exception=False).get(path, headers=headers).status_code in (200, 302, 401)


def test_a_key_with_a_null_byte_names_no_company(zaytuna: Desk) -> None:
    for host in (zaytuna.host, "localhost"):
        headers = {"host": host, "authorization": "Bearer hrd_\x00_x"}
        answer = Client(raise_request_exception=False).get("/api/v1/tickets/", headers=headers)
        assert answer.status_code == 401

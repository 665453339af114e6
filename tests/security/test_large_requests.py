"""A stranger cannot fill the disk: what is too large is refused unread."""

from django.test import Client, RequestFactory

from helpdesk.web.size import size_middleware
from tests.factories.people import Desk


def test_a_stranger_cannot_send_gigabytes(zaytuna: Desk) -> None:
    asked = Client(headers={"host": "zaytuna.localhost"}).generic("POST", "/accounts/login/", b"x" * (21 << 20))
    assert asked.status_code == 413
    assert asked.headers["X-Content-Type-Options"] == "nosniff"


def test_the_body_is_not_touched() -> None:
    request = RequestFactory().post("/", CONTENT_LENGTH=str(50 << 30))
    assert size_middleware(lambda _: 1 / 0)(request).status_code == 413  # type: ignore[arg-type, return-value]
    assert not hasattr(request, "_files")


def test_a_length_that_is_no_number_is_left_to_django(zaytuna: Desk) -> None:
    client = Client(headers={"host": "zaytuna.localhost"})
    assert client.get("/accounts/login/", CONTENT_LENGTH="many").status_code == 200

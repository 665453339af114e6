"""Whatever goes wrong is said by RFC 9457, with a code for programs and words for people; never as a page."""

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError

from tenants.isolation.context import tenant_context
from tests.api.program import Program
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tickets.ticket import labels
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
NEW = {"subject": "Torn", "text": "It is torn.", "requester": {"email": "noura.q@example.com"}}


def problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "code", "detail", "errors"}
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert not code or body["code"] == code, body
    return body


@pytest.mark.parametrize("path", ["/nowhere/", "/tickets/5/", "/", "/tickets", "/tickets/x/messages/"])
def test_an_unknown_address_is_a_problem(shop: Program, path: str) -> None:
    for method in "GET", "POST", "DELETE", "OPTIONS":
        problem(shop.ask(method, path), 404, "not_found")


def test_a_stranger_learns_nothing_of_what_is_there(zaytuna: Desk, ticket: Ticket) -> None:
    stranger = Program(zaytuna.host)
    problem(stranger.get(f"/tickets/{ticket.pk}/"), 401)
    problem(stranger.get("/tickets/01a20113-9a30-7a17-9644-abba3c1348b7/"), 401)


def test_a_method_that_is_not_there_is_refused_and_the_others_named(shop: Program) -> None:
    response = shop.delete("/tickets/")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, POST, HEAD"
    problem(shop.ask("OPTIONS", "/tickets/"), 405)
    problem(shop.ask("TRACE", "/tickets/"), 405)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'"\xff\xfe"', "application/json", 400),
        (b'{"subject": "\\ud800"}', "application/json", 400),
        (b'{"subject": "a\x00b"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "application/json", 400),
        (b'{"subject": 1e999999}', "application/json", 400),
        (b'{"subject": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b"NaN", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"<xml/>", "application/xml", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x", "", 415),
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=" + "b" * 500, 415),
        (b"\xff" * 100, "multipart/form-data; boundary=b", 400),
    ],
)
def test_what_cannot_be_read_is_refused(zaytuna: Desk, shop: Program, body: bytes, kind: str, status: int) -> None:
    before = snapshot(zaytuna)
    problem(shop.raw("POST", "/tickets/", body, kind), status)
    after = snapshot(zaytuna)
    after["tenants.Token"] = before["tenants.Token"]
    assert after == before


def test_a_body_larger_than_allowed_is_refused(shop: Program, settings: Any) -> None:
    problem(shop.raw("POST", "/tickets/", b'"' + b"x" * 3_000_000, "application/json"), 413, "too_large")
    settings.REQUEST_MAX_BYTES = 10
    problem(shop.post("/tickets/", NEW), 413, "too_large")


def test_a_form_of_a_thousand_fields_is_refused(shop: Program) -> None:
    problem(shop.form("/tickets/", {f"field{number}": "x" for number in range(1500)}), 400)


def test_a_format_that_is_not_there_is_refused(shop: Program) -> None:
    problem(shop.get("/tickets/", accept="text/html"), 406)
    assert shop.get("/tickets/", accept="application/json").status_code == 200


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"priorty": "low"}, "priorty"),
        ({"tenant": "x"}, "tenant"),
        ({"requester": {"email": "a@b.example", "id2": 1}}, "requester.id2"),
    ],
)
def test_a_field_that_is_not_known_is_named(zaytuna: Desk, shop: Program, named: dict[str, Any], field: str) -> None:
    body = problem(shop.post("/tickets/", NEW | named), 400, "unknown_field")
    assert [error["field"] for error in body["errors"]] == [field]
    with tenant_context(zaytuna.tenant):
        assert not Ticket.objects.exists()


def test_what_breaks_is_a_problem_without_its_reasons_and_leaves_nothing(zaytuna: Desk, shop: Program) -> None:
    with mock.patch("tickets.messages.services.receive", side_effect=ZeroDivisionError("secret reason")):
        response = shop.post("/tickets/", NEW)
    problem(response, 500, "error")
    assert b"secret reason" not in response.content
    with tenant_context(zaytuna.tenant):
        assert not Ticket.objects.exists()


def test_a_part_that_is_away_is_asked_for_again_later(shop: Program) -> None:
    with mock.patch("tickets.ticket.selectors.visible_to", side_effect=OperationalError):
        response = shop.get("/tickets/")
    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "30"
    with mock.patch("tenants.routes.selectors.tenant_at_host", side_effect=OperationalError):
        problem(shop.get("/tickets/"), 503, "unavailable")


def test_words_are_in_the_language_that_was_asked_for(shop: Program) -> None:
    for language, title in ("ar", "غير موجود"), ("he", "לא נמצא"), ("en", "Not found"):
        response = shop.get("/nowhere/", Accept_Language=f"{language}, en;q=0.5")
        assert response.headers["Content-Language"] == language
        assert "Accept-Language" in response.headers["Vary"]
        assert response.json()["title"] == title
    required = shop.post("/tickets/", {}, Accept_Language="ar").json()["errors"][0]["detail"]
    assert required != shop.post("/tickets/", {}).json()["errors"][0]["detail"]


def test_labels_are_in_the_language_that_was_asked_for(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        labels.create_category(names={"en": "Delivery", "ar": "توصيل"}, by=zaytuna.members["owner"])
    for code, name in ("en", "Delivery"), ("ar", "توصيل"), ("he", "Delivery"):
        assert shop.get("/categories/", Accept_Language=code).json()["results"][0]["name"] == name

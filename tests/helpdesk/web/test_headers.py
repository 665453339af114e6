from django.http import HttpResponse
from django.test import RequestFactory

from helpdesk.web.csp import SecurityHeadersMiddleware, let_frame


def answer(response: HttpResponse) -> HttpResponse:
    return SecurityHeadersMiddleware(lambda request: response)(RequestFactory().get("/"))


def test_nothing_inline_and_nothing_foreign_is_allowed() -> None:
    policy = answer(HttpResponse())["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_view_may_be_stricter_than_the_house() -> None:
    response = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert answer(response)["Content-Security-Policy"] == "sandbox"


def test_the_other_doors_are_shut_too() -> None:
    headers = answer(HttpResponse()).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_only_a_page_that_is_let_may_be_framed_and_only_by_those_it_names() -> None:
    framed = answer(let_frame(HttpResponse(), "https://shop.example")).headers
    assert "frame-ancestors https://shop.example;" in framed["Content-Security-Policy"]
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in answer(HttpResponse())["Content-Security-Policy"]

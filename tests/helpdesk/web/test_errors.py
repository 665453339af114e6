from unittest import mock

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from helpdesk.web import errors


@pytest.fixture
def request_in_the_dark() -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    return request


def test_a_failure_is_shown_in_the_readers_own_light(request_in_the_dark: HttpRequest) -> None:
    response = errors.server_error(request_in_the_dark)
    assert response.status_code == 500
    assert b'data-theme="dark"' in response.content


def test_a_failure_of_the_frame_still_has_words(request_in_the_dark: HttpRequest) -> None:
    with mock.patch.object(errors, "render", side_effect=RuntimeError):
        response = errors.server_error(request_in_the_dark)
    assert response.status_code == 500
    assert b"The mistake is ours" in response.content


def test_an_old_form_says_what_to_do(request_in_the_dark: HttpRequest) -> None:
    response = errors.csrf_failure(request_in_the_dark)
    assert response.status_code == 403
    assert b"reload it and send again" in response.content


def test_a_busy_desk_says_when_to_come_back(request_in_the_dark: HttpRequest) -> None:
    response = errors.unavailable(request_in_the_dark)
    assert (response.status_code, response["Retry-After"]) == (503, "30")

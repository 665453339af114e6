"""From where is this request? Known while it runs, asked for only when something is written down."""

import contextvars
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_request: contextvars.ContextVar[HttpRequest | None] = contextvars.ContextVar("audited_request", default=None)


def address_middleware(get_response: GetResponse) -> GetResponse:
    """What is recorded during a request carries the address it came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def current() -> str:
    """The client's address, seen past the proxies we trust; "" outside a request or where a proxy names none."""
    request = _request.get()
    if request is None:
        return ""
    try:
        return str(get_adapter().get_client_ip(request) or "")[:45]
    except PermissionDenied:  # allauth refuses an address it cannot read
        return ""

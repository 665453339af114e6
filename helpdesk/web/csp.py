"""Headers that let a page load only what this host serves. Nothing inline: no script, no style, no handler."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from helpdesk.web import live

NO_FRAME = "frame-ancestors 'none'"
_TALK = "connect-src 'self'"  # on a company's host its stream joins, where that has an origin of its own
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        _TALK,
        "manifest-src 'self'",
        "form-action 'self'",
        NO_FRAME,
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Put the headers on every answer; a view that needs a narrower one sets it itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        stream = live.origin_of(request) if getattr(request, "tenant", None) else ""
        if stream and response.headers["Content-Security-Policy"] == POLICY:
            response.headers["Content-Security-Policy"] = POLICY.replace(_TALK, f"{_TALK} {stream}")
        if hasattr(response, "framed_by"):  # X-Frame-Options knows no list of sites
            del response.headers["X-Frame-Options"]
        return response


def let_frame(response: HttpResponse, ancestors: str) -> HttpResponse:
    """Let other sites show this page in a frame: those of `ancestors`, a value of frame-ancestors."""
    response.headers["Content-Security-Policy"] = POLICY.replace(NO_FRAME, f"frame-ancestors {ancestors}")
    response.framed_by = ancestors  # type: ignore[attr-defined]
    return response

"""Where a page listens for changes, and which part of it is drawn anew when one comes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

HEADER = "Heard-Live"


def stream_of(request: HttpRequest) -> str:
    """The address of the stream for the pages of this host."""
    return settings.EVENTS_URL.replace("{host}", request.get_host().rsplit(":", 1)[0])


def origin_of(request: HttpRequest) -> str:
    """The stream's origin where it is not the page's own; else ""."""
    parts = urlsplit(stream_of(request))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def part(request: HttpRequest, template: str) -> str:
    """The template, or its part `live` when a page that is open asks for what may have changed."""
    return f"{template}#live" if HEADER in request.headers else template

"""Requests that carry files: multipart/form-data, and the language that a text is said to be in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.negotiation import DefaultContentNegotiation

_CODES = {code for code, _ in settings.LANGUAGES}


class AsItIs(DefaultContentNegotiation):
    """A file is what it is, whatever a program asks for; its problems are JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def given_language(request: Any) -> str:
    """What `Content-Language` says of the text that was sent: ar, en or he; else ""."""
    code = request.headers.get("Content-Language", "").split(",")[0].strip().partition("-")[0].lower()
    return code if code in _CODES else ""

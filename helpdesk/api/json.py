"""JSON by orjson: UTF-8 as it is, times in RFC 3339, ids as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

DEEPEST = 20
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def _plain(value: object) -> object:
    """What orjson does not know: lazy translations, DRF's own containers."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_plain, option=_OPTIONS)


class ProblemRenderer(JSONRenderer):
    """So that a client may ask for problems by their own media type too."""

    media_type = "application/problem+json"
    format = "problem"


class JSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Raises ParseError, which says where the text stops being JSON, and RequestDataTooBig."""
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("This is not JSON: %(why)s") % {"why": str(error)[:200]}, code="parse_error") from error
        if _is_deep(data):
            raise ParseError
        return data


def _is_deep(data: Any) -> bool:
    """Whether lists and objects nest deeper than anything we take: to look into them costs a stack frame each."""
    level = [data]
    for _level in range(DEEPEST):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(outer: Any) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer

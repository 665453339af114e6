"""The OpenAPI document over HTTP. Anybody may ask for it and it takes a second, so each process writes it once."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView


class DocumentView(SpectacularAPIView):
    """YAML or JSON, in the language that was asked for."""

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        kind: Any = type(renderer)
        return HttpResponse(_written(kind, get_language() or "en"), content_type=renderer.media_type)


@functools.lru_cache(maxsize=32)  # four renderers, three languages
def _written(renderer: Any, language: str) -> bytes:
    document = SchemaGenerator().get_schema(request=None, public=True)
    return bytes(renderer().render(document, renderer_context={}))

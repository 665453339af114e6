"""The paths of a room: a collection and its items, or one thing, by plain path converters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path

from helpdesk.api.views import Room

_COLLECTION = {"get": "list", "post": "create"}
_ITEM = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}


def paths(prefix: str, room: type[Room], name: str) -> Iterator[URLPattern]:
    """`<prefix>/` and `<prefix>/<uuid:pk>/`, as far as the room has verbs for them."""
    if room.is_one_thing:
        yield from _path(f"{prefix}/", room, _ITEM, name, name)
        return
    yield from _path(f"{prefix}/", room, _COLLECTION, name, f"{name}-list")
    yield from _path(f"{prefix}/<uuid:pk>/", room, _ITEM, name, f"{name}-detail")


def _path(route: str, room: type[Room], verbs: dict[str, str], basename: str, name: str) -> Iterator[URLPattern]:
    actions: dict[str, Any] = {method: action for method, action in verbs.items() if hasattr(room, action)}
    if actions:
        yield path(route, room.as_view(actions, basename=basename, detail=verbs is _ITEM), name=name)

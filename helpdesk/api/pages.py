"""Pages of results by cursor: as quick on the thousandth page as on the first, and steady while rows come in."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError as NotSuch
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

PAGE, MOST = 25, 100
ASKED_BY_PAGES = frozenset({"limit", "cursor", "order"})


def refuse(name: str, said: str, code: str) -> ValidationError:
    """400 for one parameter of the query."""
    return ValidationError({name: [ErrorDetail(said, code=code)]})


@dataclass(frozen=True, slots=True)
class Mark:
    """The row a page begins behind: in which order, which way, and where."""

    order: str
    backwards: bool
    value: Any
    id: str

    def __str__(self) -> str:
        value = self.value.isoformat() if hasattr(self.value, "isoformat") else self.value
        written = json.dumps([self.order, self.backwards, value, self.id], separators=(",", ":"))
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def read_mark(written: str, order: str, model: Any) -> Mark:
    """Raises ValidationError for what we did not write, or wrote for another order."""
    try:
        found, backwards, value, pk = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        if found != order or not isinstance(backwards, bool) or value is None or b"\x00" in str(value).encode():
            raise ValueError(found)
        value = model._meta.get_field(order.lstrip("-")).to_python(value)
        pk = model._meta.pk.to_python(pk)
        if pk is None or getattr(value, "tzinfo", UTC) is None:
            raise ValueError(value)
        value = value.astimezone(UTC) if hasattr(value, "astimezone") else value
    except (ValueError, TypeError, RecursionError, OverflowError, NotSuch) as error:
        said = _("This cursor is not one of ours, or belongs to another order. Begin with the first page.")
        raise refuse("cursor", said, "invalid_cursor") from error
    return Mark(order, backwards, value, str(pk))


class CursorPages(BasePagination):
    """`results`, `next`, `previous`. Rows are ordered by one field and, where it is equal, by their id."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.url = request.build_absolute_uri()
        order, limit, asked = _order(request, view), _limit(request), request.query_params.get("cursor")
        mark = read_mark(asked, order, queryset.model) if asked else None
        backwards = mark is not None and mark.backwards
        rows = _in_order(queryset, order, mark, backwards=backwards)
        found = list(rows[: limit + 1])
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        self._point(order, found, has_next=more or backwards, has_previous=more if backwards else mark is not None)
        return found

    def _point(self, order: str, found: list[Any], *, has_next: bool, has_previous: bool) -> None:
        field = order.lstrip("-")
        self.next = self.previous = None
        if found and has_next:
            self.next = self._link(Mark(order, False, getattr(found[-1], field), str(found[-1].pk)))
        if found and has_previous:
            self.previous = self._link(Mark(order, True, getattr(found[0], field), str(found[0].pk)))

    def _link(self, mark: Mark) -> str:
        return str(replace_query_param(self.url, "cursor", str(mark)))

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next, "previous": self.previous})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        fields = [sign + field for field in view.ordering_fields for sign in ("", "-")]
        return [
            _parameter("cursor", "From `next` or `previous` of another page.", {"type": "string"}),
            _parameter("limit", "Rows on a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}),
            _parameter("order", "", {"type": "string", "enum": fields, "default": view.ordering}),
        ]


def _parameter(name: str, said: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


def _order(request: Any, view: Any) -> str:
    asked = request.query_params.get("order")
    if asked is None:
        return str(view.ordering)
    if asked.removeprefix("-") not in view.ordering_fields:
        known = ", ".join(view.ordering_fields)
        raise refuse("order", _("Order by one of these: %(fields)s.") % {"fields": known}, "invalid_order")
    return str(asked)


def _limit(request: Any) -> int:
    asked = request.query_params.get("limit", str(PAGE))
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 4 and 1 <= int(asked) <= MOST):
        raise refuse("limit", _("A page has 1 to %(most)s rows.") % {"most": MOST}, "invalid_limit")
    return int(asked)


def _in_order(queryset: QuerySet[Any], order: str, mark: Mark | None, *, backwards: bool) -> QuerySet[Any]:
    """Strictly behind the mark; its first condition lets an index start there."""
    field, down = order.lstrip("-"), order.startswith("-") != backwards
    if mark is not None:
        past, edge = ("lt", "lte") if down else ("gt", "gte")
        tie = Q(**{field: mark.value, f"id__{past}": mark.id})
        queryset = queryset.filter(Q(**{f"{field}__{past}": mark.value}) | tie, **{f"{field}__{edge}": mark.value})
    sign = "-" if down else ""
    return queryset.order_by(f"{sign}{field}", f"{sign}id")

"""Pages of results by cursor: as quick on the thousandth page as on the first."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`results`, `next`, `previous`. Rows that share a moment are kept in order by the id behind it."""

    page_size = 25
    max_page_size = 100
    page_size_query_param = "limit"
    cursor_query_param = "cursor"
    ordering = ("-created_at", "-id")

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        ordering = tuple(super().get_ordering(request, queryset, view))
        if ordering[-1].lstrip("-") == "id":
            return ordering
        return (*ordering, "-id" if ordering[0].startswith("-") else "id")

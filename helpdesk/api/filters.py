"""Filters from an allow-list. What is not on it is refused: a misspelt filter must not show everything."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend

from helpdesk.api.pages import ASKED_BY_PAGES, refuse


class AllowedFilters(DjangoFilterBackend):
    """The room's `filterset_class`; 400 names a parameter that is not in it."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = getattr(view, "filterset_class", None)
        asked = request.query_params.keys() - ASKED_BY_PAGES
        for name in sorted(asked):
            if filters is None or name not in filters.base_filters:
                raise refuse(name, _("There is no such filter here."), "unknown_parameter")
        return super().filter_queryset(request, queryset, view) if asked else queryset

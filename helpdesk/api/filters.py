"""Filters from an allow-list. What is not on it is refused: a misspelt filter must not show everything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend

from helpdesk.api.pages import ASKED_BY_PAGES, refuse


class MomentField(IsoDateTimeField):
    """In UTC: the database knows fewer offsets than ISO 8601."""

    def to_python(self, value: Any) -> datetime | None:
        found: datetime | None = super().to_python(value)
        try:
            return found and found.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class SinceFilter(filters.IsoDateTimeFilter):
    """Rows whose time is not before the given one."""

    field_class = MomentField

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, lookup_expr="gte")


class YesNoField(forms.Field):
    """true or false, as the documentation writes them. Anything else is refused: it must not show everything."""

    WORDS = {"true": True, "false": False}

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        try:
            return self.WORDS[str(value).lower()]
        except KeyError as error:
            raise ValidationError(_("Write true or false."), code="invalid") from error


class YesNoFilter(filters.BooleanFilter):
    field_class = YesNoField


class AllowedFilters(DjangoFilterBackend):
    """The room's `filterset_class`; 400 names a parameter that is not in it."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = getattr(view, "filterset_class", None)
        asked = request.query_params.keys() - ASKED_BY_PAGES
        for name in sorted(asked):
            if filters is None or name not in filters.base_filters:
                raise refuse(name, _("There is no such filter here."), "unknown_parameter")
        return super().filter_queryset(request, queryset, view) if asked else queryset

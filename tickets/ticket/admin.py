"""A company's own statuses and categories."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from helpdesk.web import translated
from helpdesk.web.admin.languages import OneLanguageForm, TranslatedAdmin
from tenants.audit.admin import ArchivingAdmin, OfferedFilter
from tickets.ticket import labels
from tickets.ticket.errors import Nameless
from tickets.ticket.models import Category, CustomStatus


class LabelForm(OneLanguageForm):
    written = ("name",)


class LabelAdmin(TranslatedAdmin, ArchivingAdmin):
    """Names in each language. `position` is set by moving one place up or down."""

    permissions: ClassVar[dict[str, str]] = {"view": "ticket.labels", "add": "ticket.labels", "change": "ticket.labels"}
    refusals = (Nameless,)
    form = LabelForm
    search_fields = [f"name_{code}" for code in translated.codes()]
    sortable_by = ()
    actions = ("archive", "restore", "move_up", "move_down")

    def serve_change(self, request: HttpRequest, obj: Any, form: Any) -> Any:
        return labels.rename(label=obj, names=form.words("name"), by=self.by(request))

    def serve_archive(self, request: HttpRequest, obj: Any) -> object:
        return labels.archive(label=obj, by=self.by(request))

    def serve_restore(self, request: HttpRequest, obj: Any) -> object:
        return labels.restore(label=obj, by=self.by(request))

    @admin.action(description=gettext_lazy("Move one place up"), permissions=["change"])
    def move_up(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: labels.move(label=obj, up=True, by=self.by(request)))

    @admin.action(description=gettext_lazy("Move one place down"), permissions=["change"])
    def move_down(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        last_first = queryset.reverse()
        self.each(request, last_first, lambda obj: labels.move(label=obj, up=False, by=self.by(request)))


class CustomStatusAdmin(LabelAdmin):
    list_display = ("name", "kind", "position", "archived_at")
    list_filter = ("kind", OfferedFilter)
    ordering = ("kind", "position", "id")
    fields = ("kind", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: CustomStatus | None = None) -> Any:
        """Tickets have the kind of a status: it never changes."""
        return ("kind",) if obj else ()

    def serve_addition(self, request: HttpRequest, obj: CustomStatus, form: Any) -> CustomStatus:
        kind = form.cleaned_data["kind"]
        return labels.create_status(kind=kind, names=form.words("name"), by=self.by(request))


class CategoryAdmin(LabelAdmin):
    list_display = ("name", "position", "archived_at")
    list_filter = (OfferedFilter,)
    ordering = ("position", "id")
    fields = ("name",)

    def serve_addition(self, request: HttpRequest, obj: Category, form: Any) -> Category:
        return labels.create_category(names=form.words("name"), by=self.by(request))

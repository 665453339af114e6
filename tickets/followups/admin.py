"""Promises, to be read: what became of each stands in the history of its ticket."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.web.admin.pages import PlainAdmin
from tickets.followups.models import Promise


class PromiseAdmin(PlainAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "admin.use"}
    has_history = False
    list_display = ("shown", "number", "state", "holder", "due_at", "settled_at", "reason")
    list_display_links = ("shown",)
    list_filter = ("state", "due_at")
    ordering = ("-due_at", "-id")
    sortable_by = ()
    fields = readonly_fields = (
        *("number", "state", "holder", "giver", "made_at", "due_at"),
        *("broken_at", "settled_at", "settler", "reason"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promise]:
        return super().get_queryset(request).select_related("ticket", "owner", "made_by", "settled_by")

    @admin.display(description=pgettext_lazy("promise", "made"), ordering="made_at")
    def shown(self, row: Promise) -> object:
        return row.made_at

    @admin.display(description=_("ticket"))
    def number(self, row: Promise) -> SafeString:
        return format_html("<bdi>#{}</bdi>", row.ticket.number)

    @admin.display(description=pgettext_lazy("of a promise", "owner"))
    def holder(self, row: Promise) -> str:
        return str(row.owner or "–")

    @admin.display(description=_("made by"))
    def giver(self, row: Promise) -> str:
        return str(row.made_by)

    @admin.display(description=_("settled by"))
    def settler(self, row: Promise) -> str:
        return str(row.settled_by or "–")

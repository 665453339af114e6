"""What a company aims at, as its admins see it: one row a policy, in the order in which they count."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal
from tenants.audit.admin import ArchivingAdmin, OfferedFilter
from tickets.sla import policies
from tickets.sla.models import SlaPolicy

FIELDS = ("name", *policies.MEANT)


class SlaPolicyForm(forms.ModelForm):
    class Meta:
        model = SlaPolicy
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].required = False  # then it is the default one


class SlaPolicyAdmin(ArchivingAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "sla.change", "add": "sla.change", "change": "sla.change"}
    refusals = (Refusal,)
    form = SlaPolicyForm
    fields = FIELDS
    list_display = ("name", "position", "channel", "priority", "first_minutes", "next_minutes", "resolution_minutes",
                    "version", "archived_at")  # fmt: skip
    list_filter = (OfferedFilter, "channel", "priority")
    search_fields = ("name",)
    ordering = ("position", "id")
    sortable_by = ()
    actions = ("up", "down", "archive", "restore")

    def serve_addition(self, request: HttpRequest, obj: SlaPolicy, form: Any) -> SlaPolicy:
        return policies.create(by=self.by(request), **form.cleaned_data)

    def serve_change(self, request: HttpRequest, obj: SlaPolicy, form: Any) -> SlaPolicy:
        data = {name: value for name, value in form.cleaned_data.items() if name != "calendar" or value}
        return policies.change(policy=obj, by=self.by(request), **data)

    def serve_archive(self, request: HttpRequest, obj: SlaPolicy) -> object:
        return policies.archive(policy=obj, by=self.by(request))

    def serve_restore(self, request: HttpRequest, obj: SlaPolicy) -> object:
        return policies.restore(policy=obj, by=self.by(request))

    @admin.action(description=gettext_lazy("Move up: it counts earlier"), permissions=["change"])
    def up(self, request: HttpRequest, queryset: QuerySet[SlaPolicy]) -> None:
        rows = queryset.order_by("position", "id")
        self.each(request, rows, lambda obj: policies.move(policy=obj, up=True, by=self.by(request)))

    @admin.action(description=gettext_lazy("Move down: it counts later"), permissions=["change"])
    def down(self, request: HttpRequest, queryset: QuerySet[SlaPolicy]) -> None:
        rows = queryset.order_by("-position", "-id")
        self.each(request, rows, lambda obj: policies.move(policy=obj, up=False, by=self.by(request)))

"""Brands and accounts, as a company's admins see them. An account is connected in the console; its keys are nowhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from social.accounts import services
from social.accounts.errors import Refused
from social.accounts.models import Brand, SocialAccount
from tenants.audit.admin import ArchivingAdmin, OfferedFilter, ServedAdmin


class BrandForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Brand
        fields = ("name", "languages", "target_minutes")


class BrandAdmin(ArchivingAdmin):
    permissions: ClassVar[dict[str, str]] = {
        "view": "accounts.see",
        "add": "accounts.change",
        "change": "accounts.change",
    }
    refusals = (Refused,)
    form = BrandForm
    fields = ("name", "languages", "target_minutes")
    list_display = ("name", "target_minutes", "archived_at", "created_at")
    list_filter = (OfferedFilter,)
    search_fields = ("name",)
    ordering = ("name", "id")

    def serve_addition(self, request: HttpRequest, obj: Brand, form: Any) -> Brand:
        return services.create_brand(**form.cleaned_data, by=self.by(request))

    def serve_change(self, request: HttpRequest, obj: Brand, form: Any) -> Brand:
        return services.change_brand(brand=obj, **form.cleaned_data, by=self.by(request))

    def serve_archive(self, request: HttpRequest, obj: Brand) -> object:
        return services.archive_brand(brand=obj, by=self.by(request))

    def serve_restore(self, request: HttpRequest, obj: Brand) -> object:
        return services.restore_brand(brand=obj, by=self.by(request))


class SocialAccountAdmin(ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "accounts.see", "change": "accounts.change"}
    refusals = (Refused,)
    fields = ("brand", "network", "handle", "name", "base_url", "status", "status_reason", "scopes", "connected_at")
    readonly_fields = fields[1:]
    list_display = ("__str__", "network", "brand", "status", "connected_at")
    list_filter = ("status", "network")
    list_select_related = ("brand",)
    search_fields = ("handle", "name", "base_url", "brand__name")
    ordering = ("network", "handle", "id")
    actions = ("pause", "resume", "remove")

    def serve_change(self, request: HttpRequest, obj: SocialAccount, form: Any) -> SocialAccount:
        return services.move(account=obj, brand=form.cleaned_data["brand"], by=self.by(request))

    @admin.action(description=gettext_lazy("Pause: neither listen nor speak"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: services.pause(account=obj, by=self.by(request)))

    @admin.action(description=gettext_lazy("Let it go on"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: services.resume(account=obj, by=self.by(request)))

    @admin.action(description=gettext_lazy("Remove: its keys are forgotten"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: services.remove(account=obj, by=self.by(request)))

"""The company's form: one row, made by the first who changes it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from helpdesk.web.admin.languages import OneLanguageForm, TranslatedAdmin
from tenants.audit.admin import ServedAdmin
from tickets.portal import services
from tickets.portal.errors import Refused
from tickets.portal.forms import SitesField
from tickets.portal.models import WebForm


class WebFormForm(OneLanguageForm):
    sites = SitesField(
        label=gettext_lazy("Sites that may show it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=gettext_lazy("One a line. Left empty, every site may."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sites"] = "\n".join(self.instance.sites)


class WebFormAdmin(TranslatedAdmin, ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "portal.change", "add": "portal.change", "change": "portal.change"}
    refusals = (Refused,)
    form = WebFormForm
    list_display = ("__str__", "is_open", "team", "updated_at")
    list_filter = ("is_open",)
    list_select_related = ("team",)
    ordering = ("id",)
    fields = ("is_open", "intro", "consent", "team", "sites")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is one form."""
        return super().has_add_permission(request) and not WebForm.objects.exists()

    def serve_addition(self, request: HttpRequest, obj: WebForm, form: Any) -> WebForm:
        return self._serve(request, form)

    def serve_change(self, request: HttpRequest, obj: WebForm, form: Any) -> WebForm:
        return self._serve(request, form)

    def _serve(self, request: HttpRequest, form: Any) -> WebForm:
        given = {name: form.cleaned_data[name] for name in ("is_open", "team", "sites")}
        words = {name: form.words(name) for name in ("intro", "consent")}
        return services.change(**given, **words, by=self.by(request))

"""The addresses of a company. An address stays: mails and tickets name it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.audit.admin import ServedAdmin
from tenants.routes.errors import RouteTaken
from tenants.tenancy import addresses
from tickets.mail import mailboxes
from tickets.mail.forms import LocalPart
from tickets.mail.models import Mailbox


class NewMailboxForm(forms.ModelForm):
    """An address on the company's own host."""

    domain: ClassVar[str]
    local = LocalPart(label=gettext_lazy("Address"))

    class Meta:
        model = Mailbox
        fields = ("name", "team")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["local"].help_text = format_html('<bdi dir="ltr">@{}</bdi>', self.domain)

    def clean_local(self) -> str:
        address = f"{self.cleaned_data['local']}@{self.domain}"
        if Mailbox.objects.filter(address=address).exists():
            raise forms.ValidationError(_("This address is taken."))
        return address


class MailboxAdmin(ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "mail.change", "add": "mail.change", "change": "mail.change"}
    refusals = (RouteTaken,)
    list_display = ("address", "name", "team", "is_default", "created_at")
    list_filter = ("is_default", "created_at")
    list_select_related = ("team",)
    search_fields = ("address", "name")
    ordering = ("address",)
    fields = ("address", "name", "team", "signature", "is_default")
    readonly_fields = ("address", "is_default")
    actions = ("prefer",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            domain = addresses.host_of(request.tenant)  # type: ignore[attr-defined]
            kwargs["form"] = type("NewMailboxForm", (NewMailboxForm,), {"domain": domain})
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("local", "name", "team")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def serve_addition(self, request: HttpRequest, obj: Mailbox, form: Any) -> Mailbox:
        given = form.cleaned_data
        return mailboxes.add(
            tenant=request.tenant,  # type: ignore[attr-defined]
            address=given["local"],
            name=given["name"],
            team=given["team"],
            by=self.by(request),
        )

    def serve_change(self, request: HttpRequest, obj: Mailbox, form: Any) -> Mailbox:
        given = {name: form.cleaned_data[name] for name in ("name", "signature", "team")}
        return mailboxes.change(mailbox=obj, **given, by=self.by(request))

    def has_prefer_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.action(description=gettext_lazy("Write from this one by default"), permissions=["prefer"])
    def prefer(self, request: HttpRequest, queryset: QuerySet[Mailbox]) -> None:
        if len(queryset) != 1:
            self.message_user(request, _("Tick one mailbox: there is one to write from by default."), messages.WARNING)
            return
        self.each(request, queryset, lambda box: mailboxes.prefer(mailbox=box, by=self.by(request)))

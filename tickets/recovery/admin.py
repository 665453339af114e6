"""Limits: setting one adds a version, which names who set it. What was given, asked and booked can only be read."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from helpdesk.web.admin.pages import PlainAdmin
from tenants.audit.admin import ServedAdmin
from tenants.membership import selectors as membership
from tenants.tenancy import selectors as tenancy
from tickets.recovery import limits, money
from tickets.recovery.amounts import BOUNDS, AmountField, CurrencyField, label_of, read
from tickets.recovery.errors import BadLimit
from tickets.recovery.models import Approval, Grant, LedgerEntry, Limit


class LimitForm(forms.ModelForm):
    """Amounts are typed in the currency, not in its smallest unit."""

    currency = CurrencyField()
    per_grant = AmountField(required=False)
    per_ticket = AmountField(required=False)
    per_customer = AmountField(required=False)
    per_period = AmountField(required=False)

    class Meta:
        model = Limit
        fields = ("role", "member", "purpose", "kind", "currency", "period", "is_off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = tenancy.company().currency
        for name in BOUNDS:
            self.fields[name].label = label_of(name)
        self.fields["member"].queryset = membership.members()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        for name in BOUNDS:
            data[name] = read(self, name, data.get("currency", "")) if data.get("currency") else None
        return data

    def _post_clean(self) -> None:
        """The service knows what a limit may be; the row itself is not made here."""


class LimitAdmin(ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "recovery.limits", "add": "recovery.limits"}
    refusals = (BadLimit,)
    has_history = False
    list_display = ("whose", "purpose", "kind", *(f"shown_{name}" for name in BOUNDS), "period", "is_off", "version",
                    "set_by", "set_at")  # fmt: skip
    list_filter = ("role", "purpose", "kind", "is_off", "set_at")
    list_select_related = ("member", "set_by")
    search_fields = ("member__name", "set_by__name", "currency")
    ordering = ("-id",)  # rises with time, and is the key
    sortable_by = ()
    fields = ("role", "member", "purpose", "kind", "currency", *BOUNDS, "period", "is_off")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = LimitForm if obj is None else forms.ModelForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Limit | None = None) -> Any:
        return self.fields if obj is None else ("whose", *self.list_display[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: Limit | None = None) -> Any:
        return () if obj is None else ("whose", *self.list_display[1:])

    def serve_addition(self, request: HttpRequest, obj: Limit, form: Any) -> Limit:
        return limits.set_limit(**{name: form.cleaned_data[name] for name in self.fields}, by=self.by(request))

    @admin.display(description=gettext_lazy("who"))
    def whose(self, limit: Limit) -> str:
        return str(limit.member) if limit.member_id else limit.get_role_display()

    @admin.display(description=Limit._meta.get_field("per_grant").verbose_name)
    def shown_per_grant(self, limit: Limit) -> str:
        return _sum(limit.per_grant, limit.currency)

    @admin.display(description=Limit._meta.get_field("per_ticket").verbose_name)
    def shown_per_ticket(self, limit: Limit) -> str:
        return _sum(limit.per_ticket, limit.currency)

    @admin.display(description=Limit._meta.get_field("per_customer").verbose_name)
    def shown_per_customer(self, limit: Limit) -> str:
        return _sum(limit.per_customer, limit.currency)

    @admin.display(description=Limit._meta.get_field("per_period").verbose_name)
    def shown_per_period(self, limit: Limit) -> str:
        return _sum(limit.per_period, limit.currency)


_DEEDS = {
    "granted": pgettext_lazy("of money", "given"),
    "reversed": pgettext_lazy("of money", "taken back"),
    "redeemed": pgettext_lazy("of money", "redeemed"),
}


class ReadAdmin(PlainAdmin):
    """Looked at and searched; changed by its own verbs elsewhere."""

    permissions: ClassVar[dict[str, str]] = {"view": "recovery.ledger"}
    has_history = False
    ordering = ("-id",)
    sortable_by = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    @admin.display(description=pgettext_lazy("of money", "amount"))
    def shown(self, row: Grant | LedgerEntry) -> str:
        return _sum(row.amount, row.currency)

    @admin.display(description=gettext_lazy("ticket"))
    def number(self, row: Any) -> str:
        return format_html('<bdi dir="ltr">#{}</bdi>', row.ticket.number)


class GrantAdmin(ReadAdmin):
    list_display = ("created_at", "number", "purpose", "kind", "shown", "given_by", "reversed_at", "reversed_by")
    list_filter = ("purpose", "kind", "created_at", "reversed_at")
    list_select_related = ("ticket", "given_by", "reversed_by")
    search_fields = ("given_by__name", "contact__name")
    fields = (*list_display, "contact", "public_reading", "reversal_reason")


class ApprovalAdmin(ReadAdmin):
    list_display = ("asked_at", "number", "kind", "shown_asked", "asked_by", "state", "shown_granted", "decided_by")
    list_filter = ("state", "kind", "asked_at")
    list_select_related = ("ticket", "asked_by", "decided_by")
    search_fields = ("asked_by__name", "decided_by__name")
    fields = (*list_display, "reason", "words", "expires_at", "decided_at", "answer")

    @admin.display(description=pgettext_lazy("of money", "asked"))
    def shown_asked(self, row: Approval) -> str:
        return _sum(row.asked, row.currency)

    @admin.display(description=pgettext_lazy("of money", "given"))
    def shown_granted(self, row: Approval) -> str:
        return _sum(row.granted, row.currency)


class LedgerEntryAdmin(ReadAdmin):
    list_display = ("at", "number", "deed", "account", "shown", "member", "posting")
    list_filter = ("account", "at")
    list_select_related = ("grant__ticket", "member")
    search_fields = ("member__name", "verb")
    fields = list_display

    @admin.display(description=LedgerEntry._meta.get_field("verb").verbose_name)
    def deed(self, row: LedgerEntry) -> str:
        return str(_DEEDS.get(row.verb, row.verb))

    @admin.display(description=gettext_lazy("ticket"))
    def number(self, row: LedgerEntry) -> str:
        return super().number(row.grant)


def _sum(amount: int | None, currency: str) -> str:
    return "–" if amount is None else format_html("<bdi>{}</bdi>", money.said(amount, currency))

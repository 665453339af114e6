"""What an agent types to give, to ask and to decide; what an admin types to set a limit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.ids import uuid7
from tenants.membership import selectors as membership
from tenants.membership.models import Role
from tickets.recovery import amounts, money
from tickets.recovery.amounts import AmountField, CurrencyField
from tickets.recovery.models import Approval, Kind, Limit, Period, Purpose, Step

LONGEST = 10_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class OpenForm(forms.Form):
    purpose = forms.ChoiceField(choices=Purpose.choices)


class StepForm(forms.Form):
    """`message` is the reply that apologised, `cause` is what was found."""

    step = forms.ChoiceField(choices=Step.choices)
    message = forms.UUIDField(required=False)
    cause = forms.CharField(required=False, max_length=5000)


class GiveForm(forms.Form):
    """`key` makes two presses of one form one grant. Gives `amount` in the smallest unit, and `said`."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=pgettext_lazy("compensation", "What is given"), choices=Kind.choices)
    amount: Any = AmountField(label=pgettext_lazy("of money", "Amount"))
    currency = CurrencyField()
    words = forms.CharField(
        label=_("Words for the customer"),
        max_length=LONGEST,
        required=False,
        widget=_area(3),
        help_text=_("Left empty: our usual words. {{amount}} and {{code}} are filled in."),
    )
    tell = forms.BooleanField(label=_("Tell the customer, in private"), required=False, initial=True)
    public_reading = forms.CharField(
        label=_("How would this read in public?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Whatever you give will be told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "give_%s", **kwargs})
        self.fields["key"].initial = str(uuid7())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("currency") and data.get("amount"):
            data["amount"] = amounts.read(self, "amount", data["currency"])
        return data

    def renew(self) -> None:
        """Sent once more, it is another wish."""
        self.data = {**dict(self.data.items()), "key": str(uuid7())}


class AskForm(GiveForm):
    reason = forms.CharField(
        label=_("Why, for whoever decides"),
        max_length=500,
        widget=_area(2),
        error_messages={"required": _("Say in a few words why.")},
    )
    field_order = ("key", "reason", "kind", "amount", "currency", "words", "tell")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["public_reading"]

    @classmethod
    def of(cls, tried: GiveForm) -> AskForm:
        """With what was typed when it was refused."""
        return cls(initial={name: tried.data.get(name, "") for name in ("kind", "amount", "currency", "words", "tell")})


class DecideForm(forms.Form):
    """Gives `granted` in the smallest unit; None refuses."""

    decision = forms.ChoiceField(choices=[("give", ""), ("refuse", "")])
    granted: Any = AmountField(label=_("Give"), required=False)
    words = forms.CharField(label=_("Words for the customer"), max_length=LONGEST, required=False, widget=_area(3))
    answer = forms.CharField(
        label=_("Your answer to whoever asked"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    public_reading = forms.CharField(
        label=_("How would this read in public?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, approval: Approval) -> None:
        self.approval = approval
        asked = money.plain(approval.asked, approval.currency)
        initial = {"granted": asked, "words": approval.words}
        super().__init__(data, initial=initial, auto_id=f"decide_{approval.pk}_%s")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "refuse":
            data["granted"] = None
        elif not data.get("granted"):
            self.add_error("granted", _("Write how much."))
        else:
            data["granted"] = amounts.read(self, "granted", self.approval.currency)
        return data


class ReverseForm(forms.Form):
    reason = forms.CharField(max_length=300)


class LimitForm(forms.Form):
    """Gives what `limits.set_limit` takes."""

    whose = forms.ChoiceField(label=pgettext_lazy("of a limit", "Who"))
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all kinds together")), *Kind.choices], required=False)
    currency = CurrencyField()
    per_grant: Any = amounts.bound_field("per_grant")
    per_ticket: Any = amounts.bound_field("per_ticket")
    per_customer: Any = amounts.bound_field("per_customer")
    per_period: Any = amounts.bound_field("per_period")
    period = forms.ChoiceField(label=_("Period"), choices=Period.choices, initial=Period.MONTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "limit_%s", **kwargs})
        roles = [(f"role:{value}", label) for value, label in Role.choices if value != Role.LIGHT]
        self._members = {f"member:{one.pk}": one for one in membership.members()}
        people = [(key, one.name) for key, one in self._members.items()]
        self.fields["whose"].choices = [(_("By role"), roles), (_("For one person"), people)]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, limit: Limit) -> LimitForm:
        typed = {name: _plain(getattr(limit, name), limit.currency) for name in amounts.BOUNDS}
        whose = f"member:{limit.member_id}" if limit.member_id else f"role:{limit.role}"
        kept = {name: getattr(limit, name) for name in ("purpose", "kind", "currency", "period")}
        return cls(initial={"whose": whose, **kept, **typed})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        whose = str(data.pop("whose", ""))
        data["member"] = self._members.get(whose)
        data["role"] = "" if data["member"] else whose.removeprefix("role:")
        for name in amounts.BOUNDS:
            data[name] = amounts.read(self, name, data["currency"]) if data.get("currency") else None
        return data


def _plain(amount: int | None, currency: str) -> str:
    return "" if amount is None else money.plain(amount, currency)

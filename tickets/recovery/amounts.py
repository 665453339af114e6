"""Amounts in forms: typed as people write them, kept in the smallest unit of their currency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal
from tickets.recovery import money
from tickets.recovery.models import Limit

BOUNDS = ("per_grant", "per_ticket", "per_customer", "per_period")
_NO_BOUND = _("Empty: no bound of this sort.")


class AmountField(forms.CharField):
    """Text until the form knows its currency: see `read`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)


class CurrencyField(forms.CharField):
    """A code of three letters."""

    widget = forms.TextInput(attrs={"dir": "ltr", "size": 4, "autocapitalize": "characters", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Currency"), "max_length": 3, **options})

    def clean(self, value: Any) -> str:
        code = str(super().clean(value)).upper()
        if not money.is_known(code):
            raise forms.ValidationError(_("Write a currency's code of three letters."))
        return code


def read(form: forms.BaseForm, name: str, currency: str) -> int | None:
    """What was typed, in the smallest unit; None for nothing, or where it is wrong, which the form says then."""
    typed = form.cleaned_data.get(name) or ""
    if not typed.strip():
        return None
    try:
        return money.parse(typed, currency)
    except Refusal as refused:
        form.add_error(name, str(refused.message))
        return None


def label_of(bound: str) -> str:
    """What a bound is called, in the reader's language."""
    field: Any = Limit._meta.get_field(bound)
    return str(capfirst(field.verbose_name))


def bound_field(name: str) -> AmountField:
    """A field for one bound of a limit."""
    return AmountField(label=lazy(label_of, str)(name), required=False, help_text=_NO_BOUND)

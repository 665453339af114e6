"""Statuses and categories as a form accepts them: to choose one for a ticket, and to name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.web import translated
from tickets.ticket import selectors
from tickets.ticket.models import Category, CustomStatus, Status, Ticket


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """A kind with the company's own names for it; values as StatusForm reads them: "waiting", "waiting:<id>"."""

    label: str
    options: Sequence[tuple[str, str]]


def status_groups(ticket: Ticket) -> list[StatusGroup]:
    """What may be chosen, and what the ticket has even if it is offered no more."""
    own = list(selectors.custom_statuses())
    if ticket.custom_status is not None and ticket.custom_status not in own:
        own.append(ticket.custom_status)
    return [_group(value, str(label), own) for value, label in Status.choices]


def status_value(ticket: Ticket) -> str:
    return f"{ticket.status}:{ticket.custom_status_id}" if ticket.custom_status_id else ticket.status


def _group(kind: str, label: str, own: Sequence[CustomStatus]) -> StatusGroup:
    named = [(f"{kind}:{status.pk}", str(status)) for status in own if status.kind == kind]
    return StatusGroup(label, [(kind, label), *named])


class StatusForm(forms.Form):
    """Gives `status`, a kind, and `custom`, the company's own name for it or None."""

    status = forms.CharField(max_length=60)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, _colon, key = str(data.get("status", "")).partition(":")
        own = {str(status.pk): status for status in selectors.custom_statuses() if status.kind == kind} if key else {}
        if kind not in Status.values or (key and key not in own):
            self.add_error("status", _("That value is not offered here. Nothing was changed."))
        return {**data, "status": kind, "custom": own.get(key)}


class CategoryForm(forms.Form):
    category: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.queryset = selectors.categories()


class NamesForm(forms.Form):
    """The names of a status or a category: `names` by language, one of them needed."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        translated.add_fields(self, "name", lambda: forms.CharField(label=_("Name"), max_length=60), languages)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["names"] = translated.collect(data, "name")
        translated.need_one(self, "name", data["names"])
        return data


class NewStatusForm(NamesForm):
    kind = forms.ChoiceField(
        label=_("It is a kind of"), choices=Status.choices, initial=Status.WAITING, help_text=_("This stays as it is.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind"])


def names_form(label: CustomStatus | Category, languages: Sequence[str], data: Any = None) -> NamesForm:
    """The form of a label that is there, with ids of its own."""
    initial = translated.initial(label, "name")
    return NamesForm(data, initial=initial, languages=languages, auto_id=f"id_{label.pk}_%s")

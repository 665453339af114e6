from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.notifications.models import Kind, QuietHours
from tickets.notifications.rules import Way


@dataclass(frozen=True, slots=True)
class KindRow:
    """One line of the table."""

    label: str
    in_app: forms.BoundField
    by_mail: forms.BoundField


class ChoiceForm(forms.Form):
    """Two boxes for each kind, and the hours without mail; both empty where there are none."""

    starts_at = forms.TimeField(
        label=pgettext_lazy("quiet hours", "From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends_at = forms.TimeField(
        label=pgettext_lazy("quiet hours", "To"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[f"{kind}_in_app"] = forms.BooleanField(label=kind.label, required=False)
            self.fields[f"{kind}_by_mail"] = forms.BooleanField(label=kind.label, required=False)

    @classmethod
    def of(cls, ways: Mapping[str, Way], hours: QuietHours | None) -> ChoiceForm:
        """As it is now."""
        initial: dict[str, Any] = {"starts_at": hours and hours.starts_at, "ends_at": hours and hours.ends_at}
        for kind, way in ways.items():
            initial |= {f"{kind}_in_app": way.in_app, f"{kind}_by_mail": way.by_mail}
        return cls(initial=initial)

    def rows(self) -> Iterator[KindRow]:
        for kind in Kind:
            yield KindRow(str(kind.label), self[f"{kind}_in_app"], self[f"{kind}_by_mail"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if not self.errors and (starts is None) != (ends is None):
            self.add_error("ends_at" if ends is None else "starts_at", _("Quiet hours need a beginning and an end."))
        return data

    def chosen(self) -> dict[str, Way]:
        data = self.cleaned_data
        return {kind.value: Way(data[f"{kind}_in_app"], data[f"{kind}_by_mail"]) for kind in Kind}


class UntilForm(forms.Form):
    """`until`: the newest that was seen."""

    until = forms.UUIDField(required=False)

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Give a time, or choose “around the clock”.")},
    )


class HoursForm(forms.Form):
    """When somebody is there: two times, or around the clock, which is both times None."""

    opens_at = time_field(_("Somebody is there from"))
    closes_at = time_field(_("until"))
    around_the_clock = forms.BooleanField(label=_("Around the clock"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("around_the_clock"):
            self.fields["opens_at"].required = self.fields["closes_at"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("around_the_clock"):
            data["opens_at"] = data["closes_at"] = None
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("Close later than you open. Open past midnight? Write 23:59."))
        return data


class VoicesForm(forms.Form):
    """The languages of a company."""

    language = forms.ChoiceField(
        label=_("Language of the desk"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Every agent may choose another one."),
        error_messages={"required": _("Choose a language.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("You answer customers in"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )

    def clean(self) -> dict[str, Any]:
        """The desk's own language comes first among those it answers in."""
        data = super().clean() or {}
        if data.get("languages") and data.get("language"):
            data["languages"] = list(dict.fromkeys([data["language"], *data["languages"]]))
        return data

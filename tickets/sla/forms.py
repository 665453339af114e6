"""What people write about a policy: for whom it is, and times of working hours in hours and minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.membership import selectors as membership
from tickets.calendars.models import Calendar
from tickets.sla import policies
from tickets.sla.errors import BadTarget, BadWarning, NoName
from tickets.sla.models import SlaPolicy
from tickets.ticket import selectors as tickets
from tickets.ticket.models import Channel, Priority

DIGITS = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "class": "inp"}
GONE = {"invalid_choice": _("It is not there any more. Choose another one.")}


class TimeWidget(forms.MultiWidget):
    """Two inputs side by side: hours, and minutes."""

    template_name = "tickets/sla/time.html"

    def __init__(self) -> None:
        super().__init__([forms.TextInput({**DIGITS, "maxlength": 5}), forms.TextInput({**DIGITS, "maxlength": 5})])

    def decompress(self, value: int | None) -> list[int | None]:
        return [None, None] if value is None else list(divmod(value, 60))


class TimeField(forms.MultiValueField):
    """Minutes, written in any digits as hours and minutes; None where nothing is written."""

    widget = TimeWidget

    def __init__(self, **options: Any) -> None:
        said = {"invalid": _("Write whole hours and minutes in digits.")}
        parts = [forms.IntegerField(required=False, min_value=0, error_messages=said) for _part in range(2)]
        for part in parts:
            part.validators[0].message = BadTarget.message  # type: ignore[attr-defined]
        super().__init__(parts, required=False, require_all_fields=False, **options)

    def compress(self, data_list: list[int | None]) -> int | None:
        if all(part is None for part in data_list):
            return None
        hours, minutes = data_list
        return (hours or 0) * 60 + (minutes or 0)


class PolicyForm(forms.Form):
    """A policy. `PolicyForm.of(policy)` is the form as it is now."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": NoName.message})
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    team: Any = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False, empty_label=_("every team"), error_messages=GONE
    )
    tag: Any = forms.ModelChoiceField(
        label=pgettext_lazy("of a ticket", "Tag"),
        queryset=None,
        required=False,
        empty_label=_("with or without tags"),
        error_messages=GONE,
    )
    first_minutes = TimeField(label=_("First answer within"))
    next_minutes = TimeField(label=_("Each answer after it within"))
    resolution_minutes = TimeField(label=_("Solution within"), help_text=_("Paused while we wait for the customer."))
    calendar: Any = forms.ModelChoiceField(
        label=_("Whose hours count"),
        queryset=None,
        empty_label=None,
        error_messages={**GONE, "required": _("Choose whose hours count.")},
    )
    warn_percent = forms.IntegerField(
        label=_("Warn when so much of the time has passed"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "maxlength": 3}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), BadWarning.message),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel"].choices = [("", _("every channel")), *Channel.choices]
        fields["priority"].choices = [("", _("every priority")), *Priority.choices]
        fields["team"].queryset = membership.teams()
        fields["tag"].queryset = tickets.tags()
        has = getattr(self.initial.get("calendar"), "pk", None)  # offered even when it is archived
        offered = Calendar.objects.filter(Q(archived_at__isnull=True) | Q(pk=has))
        fields["calendar"].queryset = offered.order_by("-is_default", "name", "id")

    @classmethod
    def of(cls, policy: SlaPolicy, data: Any = None) -> PolicyForm:
        return cls(data, initial={name: getattr(policy, name) for name in ("name", *policies.MEANT)})


def blank(default: Calendar) -> dict[str, Any]:
    """What a new policy begins with."""
    return {"calendar": default, "warn_percent": SlaPolicy._meta.get_field("warn_percent").default}

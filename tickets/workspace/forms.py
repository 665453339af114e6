"""What the console's forms accept. Choices of people and teams are bound when a form is made, inside the tenant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tenants.files.forms import FilesField
from tenants.membership import selectors as membership
from tickets.messages.models import Audience, Draft, Kind
from tickets.ticket.models import Priority, Status
from tickets.workspace import snoozes

THEN = (
    (Status.WAITING, _("then wait for the customer")),
    (Status.OPEN, _("then leave it open")),
    (Status.SOLVED, _("then it is solved")),
)


_NO_MOMENT = _("Choose the day and the time of the promise.")


def still_open(names: Sequence[str]) -> str:
    """What a refused reply still lacks, in words."""
    listed = pgettext("between the items of a list", ", ").join(names)
    return gettext("Nothing was sent: fill in %(names)s first.") % {"names": listed}


def too_long(length: int, limit: int) -> str:
    """What is wrong with words that do not fit, by the network's own count."""
    said = gettext("Nothing was sent: it is %(length)s characters long, the network takes %(limit)s. Write it shorter.")
    return said % {"length": length, "limit": limit}


class IdsField(forms.Field):
    """Ids of several things, each in a field of the same name."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in value or ()]
        except ValueError as error:
            raise forms.ValidationError(_("That value is not offered here. Nothing was changed.")) from error


def kept_as(choice: str) -> dict[str, str]:
    """What a choice of the switch is in a message or a draft."""
    if choice == "public":
        return {"kind": Kind.REPLY, "audience": Audience.PUBLIC}
    return {"kind": choice, "audience": Audience.PERSON}


def chosen_in(draft: Draft) -> str:
    """The other way round."""
    return "public" if draft.audience == Audience.PUBLIC else draft.kind


class ComposerForm(forms.Form):
    """Words for everybody, for one person or for us. Switch and pressed button must say the same, or nothing leaves.

    A button of its own publishes what a guard has stopped: only with it a reason counts.
    """

    KINDS = (("reply", _("Reply to the customer")), ("public", _("Public reply")), ("note", _("Internal note")))
    BUTTONS = (*KINDS, ("despite", _("Publish all the same")))

    text = forms.CharField(strip=True, max_length=100_000, error_messages={"required": _("Write something first.")})
    kind = forms.ChoiceField(choices=BUTTONS)
    audience = forms.ChoiceField(choices=KINDS)
    despite = forms.CharField(required=False, max_length=300)
    then = forms.ChoiceField(choices=THEN, required=False)
    attachments = FilesField(required=False)
    uploads = IdsField(required=False)  # files that wait in the composer
    seen = forms.UUIDField(required=False)  # the newest message that was on the page
    promise = forms.CharField(required=False, max_length=40)  # "", the moment of a quick choice, or "at"
    promise_at = forms.DateTimeField(required=False, error_messages={"invalid": _NO_MOMENT})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "despite":
            data["kind"] = "public"
            if not data.get("despite"):
                self.add_error("despite", _("Say why it is published all the same."))
        else:
            data["despite"] = ""
        data["promised"] = self._promised(data)
        if data.get("kind") and data.get("audience") and data["kind"] != data["audience"]:
            raise forms.ValidationError(_("The switch and the button disagree about who reads this. Nothing was sent."))
        return data

    def _promised(self, data: dict[str, Any]) -> datetime | None:
        """By when the customer hears more: what was read on the choice, or the day and time that were written."""
        chosen = data.get("promise", "")
        if not chosen or data.get("kind") == "note":
            return None
        moment: datetime | None = data.get("promise_at") if chosen == "at" else parse_datetime(chosen)
        if (moment is None or moment.tzinfo is None) and "promise_at" not in self.errors:
            self.add_error("promise_at", _NO_MOMENT)
        return moment


class DraftForm(forms.Form):
    """Words on their way: whatever is there now, also nothing."""

    text = forms.CharField(strip=False, max_length=100_000, required=False)
    audience = forms.ChoiceField(choices=ComposerForm.KINDS, required=False)


class RemovalForm(DraftForm):
    """A file to take out of the composer. A script sends no words with it."""

    upload = forms.UUIDField()


class UploadForm(forms.Form):
    """One file that was dropped, pasted or chosen."""

    file = forms.FileField(allow_empty_file=True)


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Priority.choices)


class SnoozeForm(forms.Form):
    """Until when; "" wakes it."""

    until = forms.ChoiceField(choices=[("", ""), *((name, name) for name in snoozes.CHOICES)], required=False)


class AssigneeForm(forms.Form):
    assignee: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignee"]
        field.queryset = membership.members()


class TeamForm(forms.Form):
    team: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = membership.teams()


class TagForm(forms.Form):
    tag = forms.CharField(max_length=40)


class NewTicketForm(forms.Form):
    """A conversation that starts here."""

    WHO = (("write", _("We write to the customer")), ("told", _("The customer told us, by phone or in person")))

    email = forms.EmailField(label=_("E-mail of the customer"))
    name = forms.CharField(label=_("Name of the customer"), max_length=200, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    who = forms.ChoiceField(label=_("Whose words are these?"), choices=WHO, widget=forms.RadioSelect, initial="write")
    text = forms.CharField(label=_("Message"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 8}))
    attachments = FilesField(label=_("Files"), required=False)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    note = forms.CharField(
        label=_("Our note"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for us, never shown to the customer."),
    )


class IdentityForm(forms.Form):
    KINDS = (("email", _("E-mail")), ("phone", _("Phone")))

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    value = forms.CharField(label=_("Address or number"), max_length=254, widget=forms.TextInput(attrs={"dir": "ltr"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "email" and data.get("value"):
            try:
                forms.EmailField().clean(data["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        elif data.get("value") and sum(char.isdigit() for char in data["value"]) < 5:
            self.add_error("value", _("A phone number has at least five digits."))
        return data

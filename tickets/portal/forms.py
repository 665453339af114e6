"""What strangers may send us, and what a company may say about its form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.web import translated
from tenants.files.forms import FilesField
from tenants.membership import selectors as membership
from tickets.mail import selectors as mail
from tickets.portal import keys
from tickets.portal.models import WebForm
from tickets.portal.rules import origins, stamps
from tickets.portal.rules.stamps import Age, Stamp
from tickets.ticket import selectors as tickets

LEAST_FILLING = timedelta(seconds=3)
MOST_SITES = 30
OLD_PAGE = _("This page was open for long. Your words are still here: press the button once more.")


class StampedForm(forms.Form):
    """A form without a session: its stamp says when it was shown and makes one message of two presses."""

    use, least = "", timedelta(0)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, use: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.use = now, use or self.use
        self.is_renewed = False

    def clean_stamp(self) -> Stamp:
        found = stamps.read(self.cleaned_data["stamp"], self.use, keys.known())
        age = found.age(self.now, least=self.least) if found else Age.OLD
        if found is None or age is Age.OLD:
            self.is_renewed = True
            raise forms.ValidationError(OLD_PAGE)
        if age is Age.HASTY:
            raise forms.ValidationError(_("That was very quick. Look it over and press the button once more."))
        return found


class SubmitForm(StampedForm):
    """The public form. `website` is for robots: nobody sees it."""

    use, least = "form", LEAST_FILLING

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that we know how to greet you.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Our answer goes there."),
        error_messages={
            "required": _("Write your e-mail address: our answer goes there."),
            "invalid": _("This is no e-mail address. It looks like name@company.example."),
        },
    )
    category: Any = forms.ModelChoiceField(
        label=_("What is it about?"), queryset=None, required=False, empty_label=_("Something else")
    )
    subject = forms.CharField(
        label=_("In a few words"),
        max_length=200,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message.")},
    )
    attachments = FilesField(label=_("Files"), required=False)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, consent: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.queryset = tickets.categories()
        if not field.queryset:
            del self.fields["category"]
        if consent:
            wrong = {"required": _("Tick this line, or we may not take your message.")}
            self.fields["consent"] = forms.BooleanField(label=consent, error_messages=wrong)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if email in mail.own_addresses():
            raise forms.ValidationError(_("This is our own address. Write yours."))
        return email

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Your browser filled in a field that nobody sees. Empty it and send again."))
        return ""


class AnswerForm(StampedForm):
    """One more message on the private page."""

    text = forms.CharField(label=_("Write to us"), max_length=20_000, required=False, widget=forms.Textarea)
    attachments = FilesField(label=_("Files"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("text") and not data.get("attachments"):
            self.add_error("text", _("Write something first."))
        return data


class SitesField(forms.CharField):
    """One site a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [line for line in str(super().clean(value)).split() if line]
        if len(lines) > MOST_SITES:
            raise forms.ValidationError(_("At most %(most)s sites."), params={"most": MOST_SITES})
        return list(dict.fromkeys(map(self._origin, lines)))

    @staticmethod
    def _origin(line: str) -> str:
        try:
            return origins.origin(line)
        except ValueError as error:
            wrong = _("“%(line)s” is no site. It looks like https://shop.example.")
            raise forms.ValidationError(wrong, params={"line": line[:80]}) from error


class WebFormForm(forms.Form):
    """The settings of the form. Words in each language the company answers in."""

    is_open = forms.BooleanField(
        label=_("The form is open"), required=False, help_text=_("Closed, it tells customers to write an e-mail.")
    )
    team: Any = forms.ModelChoiceField(
        label=_("New tickets go to"), queryset=None, required=False, empty_label=_("No team")
    )
    sites = SitesField(
        label=_("Sites that may show it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "placeholder": "https://shop.example"}),
        help_text=_("One a line. Left empty, every site may."),
    )

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = membership.teams()
        translated.add_fields(self, "intro", _intro, languages)
        translated.add_fields(self, "consent", _consent, languages)

    @classmethod
    def of(cls, form: WebForm, languages: Iterable[str]) -> WebFormForm:
        known = {"is_open": form.is_open, "team": form.team_id, "sites": "\n".join(form.sites)}
        return cls(initial={**known, **translated.initial(form, "intro", "consent")}, languages=languages)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["intro"], data["consent"] = translated.collect(data, "intro"), translated.collect(data, "consent")
        return data


def _intro() -> forms.Field:
    words = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=_("Words above the form"), max_length=1000, widget=words)


def _consent() -> forms.Field:
    help_text = _("With a line here, the form is sent only when it is ticked.")
    return forms.CharField(label=_("Consent line"), max_length=500, help_text=help_text)

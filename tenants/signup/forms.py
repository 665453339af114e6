from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tenants.identity.forms import PASSWORD_HELP, email_field, password_field
from tenants.identity.models import User
from tenants.membership.forms import name_field
from tenants.signup import rules, selectors
from tenants.signup.rules import Refusal
from tenants.signup.services import Founder
from tenants.tenancy import labels
from tenants.tenancy.forms import HoursForm, VoicesForm
from tenants.tenancy.services import Beginning

REASONS = {
    Refusal.EMPTY: _("Choose an address for the desk."),
    Refusal.LETTERS: _("Only small letters a to z, digits and hyphens: customers type it on every keyboard."),
    Refusal.HYPHENS: _("A hyphen stands between two letters or digits, not at an end and not twice."),
    Refusal.SHORT: _("At least 3 characters."),
    Refusal.LONG: _("At most 40 characters."),
    Refusal.RESERVED: _("Reserved: it could be taken for a page of Heard."),
    Refusal.TAKEN: _("Taken, or too like one that is taken."),
}


class SlugField(forms.CharField):
    """Lower-cased for you; refused with the reason, and with one that is free."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"})
        super().__init__(label=_("Your address"), max_length=60, widget=widget)
        self.error_messages["required"] = REASONS[Refusal.EMPTY]

    def clean(self, value: Any) -> str:
        slug = str(super().clean(value)).lower()
        reason = rules.refusal(slug) or (None if selectors.is_free(slug) else Refusal.TAKEN)
        if reason is not None:
            raise forms.ValidationError(REASONS[reason], code=reason)
        return slug


class AddressForm(forms.Form):
    """The address, as it is looked at while the form is filled in. Names one that is free when it is refused."""

    slug = SlugField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "slug" in self.errors:
            self.propose()
        return data

    def propose(self) -> None:
        """Say which address is free; fill in a missing one."""
        free = selectors.proposal(self.data.get("company", "")[:120], self.data.get("country", "")[:2])
        if not free:
            return
        if self.data.get("slug"):
            self.add_error("slug", format_lazy(_("{slug} is free."), slug=free))
        else:
            languages = self.cleaned_data.get("languages", [])
            self.data = {**dict(self.data.items()), "languages": languages, "slug": free}
            self.errors["slug"] = self.error_class([gettext("Proposed from the name. Keep it or write another one.")])


class SignUpForm(AddressForm, HoursForm, VoicesForm):
    """A company and the person who opens its desk."""

    company = forms.CharField(
        label=pgettext_lazy("its name", "Company"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of your company.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        error_messages={"required": _("Choose your country: it sets time zone, weekend and currency.")},
        help_text=_("Sets time zone, weekend and currency. You can change them later."),
    )
    name = name_field()
    email = email_field()
    password = password_field("new-password", PASSWORD_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = [("", "—"), *labels.countries()]

    def clean_company(self) -> str:
        return " ".join(str(self.cleaned_data["company"]).split())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password"):
            self._check_password(data)
        return data

    def _check_password(self, data: dict[str, Any]) -> None:
        try:
            validate_password(data["password"], User(email=data.get("email", ""), name=data.get("name", "")))
        except forms.ValidationError as error:
            self.add_error("password", error)

    def take_slug(self) -> None:
        """Somebody was faster."""
        self.add_error("slug", REASONS[Refusal.TAKEN])
        self.propose()

    def beginning(self) -> Beginning:
        """What a valid form says of the company."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("country", "language", "languages", "opens_at", "closes_at")}
        return Beginning(name=data["company"], **told)

    def founder(self, language: str) -> Founder:
        """What a valid form says of the person, who sees the desk in the language of this page."""
        data = self.cleaned_data
        return Founder(name=data["name"], email=data["email"].lower(), password=data["password"], language=language)


class FindForm(forms.Form):
    email = email_field()

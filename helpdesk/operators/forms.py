import ipaddress
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tenants.isolation.models import Tenant
from tenants.plans.models import Plan
from tenants.routes.models import Route
from tenants.routes.rules import mailbox_key
from tenants.tenancy import addresses

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOSTNAME = re.compile(rf"{_LABEL}(\.{_LABEL})+")


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("From your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("It is kept in the platform's log and in the company's own."),
    )


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("Plan"), choices=Plan.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("For operators only; the company does not see it."),
    )


class RouteForm(forms.Form):
    """An address outside of the platform's own domain."""

    slug = forms.CharField(label=_("Company"), max_length=40, help_text=_("The first part of its address: zaytuna."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("host", _("Host name")), ("mail", _("Mail address"))])
    key = forms.CharField(label=_("Address"), max_length=254, help_text="help.acme.example, support@acme.example")

    def clean_slug(self) -> Tenant:
        tenant = Tenant.objects.filter(slug=self.cleaned_data["slug"].strip().lower()).first()
        if tenant is None or tenant.state == Tenant.State.PLATFORM:
            raise ValidationError(_("There is no such company."))
        return tenant

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, key = data.get("kind"), str(data.get("key", "")).strip().lower()
        try:
            if kind == Route.Kind.MAIL:
                check_mail(key)
            elif kind == Route.Kind.HOST:
                check_host(key)
        except ValidationError as error:
            self.add_error("key", error)
        data["key"] = key
        return data


def check_host(name: str) -> None:
    """Raises ValidationError for what is no host name, or is the platform's own."""
    if _is_ip(name) or not HOSTNAME.fullmatch(name) or len(name) > 253:
        raise ValidationError(_("Give a host name such as help.acme.example, in its ASCII form, without a port."))
    _check_foreign(name)


def check_mail(address: str) -> None:
    """Raises ValidationError for what is no mail address, has a plus, or lies on the platform's own domain."""
    validate_email(address)
    if mailbox_key(address) != address or not address.isascii():
        raise ValidationError(_("Give the address without a plus and what follows it."))
    _check_foreign(address.rpartition("@")[2])


def _check_foreign(name: str) -> None:
    if addresses.is_own(name):
        raise ValidationError(_("This lies on the platform's own domain: companies set such addresses up themselves."))


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

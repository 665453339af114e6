from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm, UserTokenForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenants.identity import registry, services

PASSWORD_HELP = _("At least 10 characters; nothing common, and not your name or e-mail.")


def email_field(autocomplete: str = "email") -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is no e-mail address. It looks like name@company.example."),
        },
    )


def password_field(autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("Write your password.")},
    )


class SignInForm(LoginForm):
    """allauth's own, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"login": email_field("username"), "password": password_field("current-password")}

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()


class ForgottenForm(ResetPasswordForm):
    """Takes any address and answers all alike: whether it is known is found out by the worker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        services.request_reset(email=self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class ResetLinkForm(UserTokenForm):
    """A link is good for somebody who may reset here."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self.reset_user is not None and not registry.lets_in(registry.RESET, self.reset_user):
            raise get_adapter().validation_error("invalid_password_reset")
        return data


class NewPasswordForm(ResetPasswordKeyForm):
    """One field: whoever mistypes asks for another link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = password_field("new-password", PASSWORD_HELP)
        field.label = _("New password")
        self.fields = {"password1": field}

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def save(self) -> None:
        services.renew_password(user=self.user, password=self.cleaned_data["password1"])

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tenants.identity.forms import PASSWORD_HELP, password_field
from tenants.identity.models import User


def name_field(**attrs: str) -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", **attrs}),
        error_messages={"required": _("Write the name that customers will see.")},
    )


class ReturningForm(forms.Form):
    """An invitation to somebody who has an account already."""

    password = password_field("current-password")


class NewcomerForm(forms.Form):
    """An invitation to somebody who is new here."""

    name = name_field()
    password = password_field("new-password", PASSWORD_HELP)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self._email, name=self.cleaned_data.get("name", "")))
        return password

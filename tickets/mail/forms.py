from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class LocalPart(forms.CharField):
    """What stands before the @ of an address of ours."""

    default_validators = [
        RegexValidator(r"^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$", _("Small letters, digits, dots and hyphens."))
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **{"widget": forms.TextInput(attrs={"dir": "ltr"}), **kwargs})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.canned import rules


class ShortcutField(forms.CharField):
    """What an agent types after a slash, as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("One word, typed after a slash in the answer. The same in each language.")
        super().__init__(label=_("Shortcut"), max_length=40, help_text=help_text, **kwargs)

    def clean(self, value: Any) -> str:
        shortcut = rules.shortcut(str(super().clean(value)))
        if not shortcut:
            raise forms.ValidationError(_("Letters, digits and hyphens."))
        return shortcut

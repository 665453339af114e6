from django import forms

from social.mentions.models import Intent
from social.triage import words


class CorrectionForm(forms.Form):
    """One click says one thing."""

    intent = forms.ChoiceField(choices=Intent.choices, required=False)
    language = forms.ChoiceField(choices=[(code, code) for code in words.LANGUAGES if code], required=False)

    def said(self) -> dict[str, str]:
        """Only what was said."""
        return {name: value for name, value in self.cleaned_data.items() if value}

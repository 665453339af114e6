from django import forms
from django.utils.translation import gettext_lazy as _


class ByHandForm(forms.Form):
    """Where a colleague put it."""

    url = forms.URLField(
        label=_("Address of the published reply"), max_length=1000, assume_scheme="https", widget=forms.URLInput
    )

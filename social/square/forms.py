"""What is written on the pages of the square."""

from django import forms
from django.utils.translation import gettext_lazy as _

from social.mentions.rules import REASONS


class ThankForm(forms.Form):
    text = forms.CharField(
        label=_("Thank-you, in public"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a word of thanks.")},
    )
    despite = forms.CharField(label=_("Publish it all the same, because"), max_length=300, required=False)


class DismissForm(forms.Form):
    reason = forms.ChoiceField(choices=[(reason, reason) for reason in REASONS])


class ContactForm(forms.Form):
    contact = forms.UUIDField()

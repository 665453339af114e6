from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.localmail import selectors


class AnswerForm(forms.Form):
    body = forms.CharField(label=_("Answer as the customer"), widget=forms.Textarea, max_length=20_000)


class LetterForm(forms.Form):
    """A first mail of a customer."""

    name = forms.CharField(label=_("Customer's name"), max_length=120)
    email = forms.EmailField(label=_("Customer's e-mail"))
    to = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("Message"), widget=forms.Textarea, max_length=20_000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to"].choices = [(address, address) for address in selectors.mailboxes()]  # type: ignore[attr-defined]

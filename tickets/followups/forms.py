from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawalForm(forms.Form):
    reason = forms.CharField(max_length=300, strip=True, error_messages={"required": _("Say why.")})
    solve = forms.BooleanField(required=False)

"""The page on which a company lets the platform's operators look at its tickets, and sees what they looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.membership.models import Member
from tenants.support import selectors
from tenants.support.rules import LABELS
from tickets.workspace import settings


class SupportForm(forms.Form):
    reason = forms.CharField(label=_("What should they look at?"), max_length=500)
    length = forms.ChoiceField(
        label=_("For how long"),
        choices=LABELS,
        initial="hour",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long.")},
    )


def page(viewer: Member, *, form: SupportForm | None = None) -> dict[str, Any]:
    return {
        **settings.frame(viewer, "support"),
        "grant": selectors.current(),
        "earlier": selectors.earlier(),
        "openings": selectors.openings(),
        "form": form or SupportForm(),
    }

"""What the settings accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.web import translated
from tenants.membership import rules
from tenants.membership import selectors as membership
from tenants.membership.models import Member, Role
from tenants.tenancy import labels
from tenants.tenancy.forms import VoicesForm
from tenants.tenancy.models import Company
from tickets.mail.forms import LocalPart

WEEKDAYS = (
    ("7", pgettext_lazy("weekday", "Sunday")),
    ("1", pgettext_lazy("weekday", "Monday")),
    ("2", pgettext_lazy("weekday", "Tuesday")),
    ("3", pgettext_lazy("weekday", "Wednesday")),
    ("4", pgettext_lazy("weekday", "Thursday")),
    ("5", pgettext_lazy("weekday", "Friday")),
    ("6", pgettext_lazy("weekday", "Saturday")),
)


class CompanyForm(VoicesForm):
    """The settings of a company. `CompanyForm.of(company)` is the form as the company is now."""

    timezone = forms.ChoiceField(label=_("Time zone"))
    weekend = forms.MultipleChoiceField(
        label=_("Days off"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        """The company's own zone is offered even when it is not in the list."""
        super().__init__(*args, **kwargs)
        translated.add_fields(self, "name", _company_name, company.languages)
        field: Any = self.fields["timezone"]
        zone = company.timezone
        known = labels.timezones()
        field.choices = known if zone in dict(known) else [(zone, zone), *known]

    def clean(self) -> dict[str, Any]:
        """`names` is the name by language."""
        data = super().clean() or {}
        data["names"] = translated.collect(data, "name")
        translated.need_one(self, "name", data["names"])
        data["weekend"] = ",".join(data.get("weekend") or [])
        return data

    @classmethod
    def of(cls, company: Company) -> CompanyForm:
        names = ("language", "languages", "timezone")
        values: dict[str, Any] = {name: getattr(company, name) for name in names}
        days = company.weekend.split(",")
        values |= {"weekend": days, **translated.initial(company, "name")}
        return cls(initial=values, company=company)


def _company_name() -> forms.CharField:
    return forms.CharField(label=pgettext_lazy("its name", "Company"), max_length=120)


class InvitationForm(forms.Form):
    """Whoever invites gives no role above his own."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        field.choices = roles_of(by)
        field.initial = Role.AGENT


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class YouForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("Customers see it under your replies."))
    signature = forms.CharField(
        label=_("Signature"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TeamNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)


class PlaceForm(forms.Form):
    member: Any = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = membership.members()


class MailboxForm(forms.Form):
    name = forms.CharField(label=_("Name of the sender"), max_length=120)
    team: Any = forms.ModelChoiceField(
        label=_("New tickets go to"), queryset=None, required=False, empty_label=_("No team")
    )
    signature = forms.CharField(
        label=_("Below each reply"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = membership.teams()


class NewMailboxForm(forms.Form):
    local = LocalPart(label=_("Address"))
    name = forms.CharField(label=_("Name of the sender"), max_length=120)


def roles_of(by: Member) -> list[tuple[str, Any]]:
    """The roles a member may give, with their names."""
    labels = dict(Role.choices)
    return [(role, labels[role]) for role in rules.grantable(by.role)]

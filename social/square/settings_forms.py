"""What is filled in to connect an account, and of a brand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from social.accounts import rules, selectors
from social.accounts.connecting import Wish
from social.accounts.models import Brand
from social.connectors.registry import connectors

KEY = _("A key that you made on the network")


class BrandForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a brand", "Name"), max_length=80)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    target_minutes = forms.IntegerField(
        label=_("Minutes until an answer is due"),
        min_value=1,
        max_value=10_080,
        initial=60,
        help_text=_("More than half of those who write in public expect an answer within the hour."),
    )


class ConnectForm(forms.Form):
    """By signing in on the network, by a key made there, or by an address, as the network has it."""

    network = forms.CharField(widget=forms.HiddenInput, max_length=16)
    again = forms.UUIDField(widget=forms.HiddenInput, required=False)
    brand = forms.ChoiceField(label=pgettext_lazy("a company's name in public", "Brand"))
    address = forms.CharField(label=_("Address of the server"), max_length=500, required=False)
    token = forms.CharField(
        label=KEY,
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept encrypted and never shown again."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        network: str = "",
        initial: dict[str, Any] | None = None,
        brands: Sequence[Brand] | None = None,
    ) -> None:
        known = {**(initial or {}), "network": network}
        super().__init__(data, initial=known, auto_id=f"id_{network}_{known.get('again', '')}_%s")
        self.can = connectors.get(network).abilities if network in connectors else None
        offered = selectors.brands() if brands is None else brands
        self.fields["brand"].choices = [(str(brand.pk), brand.name) for brand in offered]  # type: ignore[attr-defined]
        if self.can and rules.by_address(self.can):
            self.fields["address"].label = _("Address of the feed, or of a page that has one")
        self.fields["address"].widget.attrs |= {"dir": "ltr", "inputmode": "url", "autocapitalize": "none"}

    def clean_network(self) -> str:
        name: str = self.cleaned_data["network"]
        if self.can is None:
            raise forms.ValidationError(_("This desk does not know this network."))
        return name

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"]
        if not text and self.can and self.can.needs_url:
            raise forms.ValidationError(_("Write the address."))
        return rules.address(text)

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(data["network"], UUID(data["brand"]), data["address"], data["again"])

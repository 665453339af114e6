"""What is filled in to listen: names row by row, each told apart by how it is written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from social.accounts import selectors as accounts
from social.connectors.registry import connectors
from social.listening import selectors
from social.listening.errors import SAID
from social.listening.models import Listener, Term
from social.listening.rules import terms as rules
from social.listening.rules.query import Conditions, handle_of
from social.listening.rules.terms import TermSpec

EMPTY_ROWS = 3
MOST_ROWS = 200


def kind_of(text: str) -> str:
    """@name is a handle, #name a hashtag, several words are a phrase."""
    text = text.strip()
    if text[:1] in "@＠" and text:
        return rules.HANDLE
    if text[:1] in "#＃" and text:
        return rules.HASHTAG
    return rules.PHRASE if " " in text else rules.KEYWORD


class TermForm(forms.Form):
    """One row. Without a text it is no term, and a term that loses its text is taken away."""

    text = forms.CharField(label=pgettext_lazy("listening", "Name"), max_length=rules.LONGEST, required=False)
    group = forms.ChoiceField(
        label=pgettext_lazy("words to listen for", "What for"), choices=Term.Group.choices, initial=Term.Group.ANY
    )
    prefixes = forms.ChoiceField(
        label=_("Written together with it"), choices=Term.Prefixes.choices, initial=Term.Prefixes.ALL
    )
    suffixes = forms.CharField(label=_("Endings it may have"), max_length=80, required=False)
    exact = forms.BooleanField(label=_("Only in exactly these letters"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text") and "group" in data:
            spec = self._spec(data)
            if wrong := rules.problem(spec):
                self.add_error("suffixes" if wrong == rules.Problem.SUFFIXES else "text", str(SAID[wrong]))
            data["spec"] = spec
        return data

    @staticmethod
    def _spec(data: dict[str, Any]) -> TermSpec:
        endings = tuple(data.get("suffixes", "").replace("،", " ").replace(",", " ").split())
        kind = kind_of(data["text"])
        prefixes = data.get("prefixes") or Term.Prefixes.ALL
        return rules.tidy(TermSpec(data["text"], kind, data["group"], prefixes, bool(data.get("exact")), endings))


TermForms = forms.formset_factory(TermForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + EMPTY_ROWS)


class ListenerForm(forms.Form):
    """A listener besides its terms, and a text to try them on."""

    name = forms.CharField(label=pgettext_lazy("of a listener", "Name"), max_length=80)
    brand = forms.ChoiceField(label=pgettext_lazy("a company's name in public", "Brand"))
    networks = forms.MultipleChoiceField(
        label=_("Networks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    excluded_authors = forms.CharField(
        label=_("Handles not to listen to"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=_("One on each line: staff, bots. Their posts are counted and not kept."),
    )
    sample = forms.CharField(
        label=_("Try it on a text"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].choices = [(str(row.pk), row.name) for row in accounts.brands()]  # type: ignore[attr-defined]
        known = [(name, one.label) for name, one in connectors]
        self.fields["networks"].choices = known  # type: ignore[attr-defined]

    def clean_excluded_authors(self) -> list[str]:
        return [line for line in str(self.cleaned_data["excluded_authors"]).split() if line]

    @property
    def conditions(self) -> Conditions:
        """As far as they are filled in well."""
        data = getattr(self, "cleaned_data", {})
        networks, languages = data.get("networks", ()), data.get("languages", ())
        handles = [handle_of(one) for one in data.get("excluded_authors", ())]
        return Conditions(networks, languages, handles)


def forms_of(listener: Listener | None, data: Any = None) -> tuple[ListenerForm, Any]:
    """The form of a listener and the forms of its terms."""
    rows = [_row(spec) for spec in selectors.specs(listener)] if listener and data is None else []
    form = ListenerForm(data, initial=_initial(listener))
    if listener is not None:
        del form.fields["brand"]
    return form, TermForms(data, initial=rows, prefix="terms")


def specs_of(rows: Any, also: list[str]) -> list[TermSpec]:
    """The terms of the rows, and the spellings that were chosen from those offered."""
    found = [row.cleaned_data["spec"] for row in rows.forms if getattr(row, "cleaned_data", {}).get("spec")]
    offered = [rules.tidy(TermSpec(one, kind_of(one))) for one in also[:MOST_ROWS]]
    keys = {spec.key for spec in found}
    return [*found, *(spec for spec in offered if spec.key not in keys)]


def _initial(listener: Listener | None) -> dict[str, Any]:
    if listener is None:
        return {}
    return {
        "name": listener.name,
        "brand": str(listener.brand_id),
        "networks": listener.networks,
        "languages": listener.languages,
        "excluded_authors": "\n".join(listener.excluded_authors),
    }


def _row(spec: TermSpec) -> dict[str, Any]:
    return {
        "text": spec.text,
        "group": spec.group,
        "prefixes": spec.prefixes,
        "suffixes": " ".join(spec.suffixes),
        "exact": spec.exact,
    }

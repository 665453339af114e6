"""What a company writes in several languages: fields of a form (`name_ar`, `name_he`, …) and the tabs around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

Words = dict[str, str]
"""What is written, by language: {"ar": "…", "en": "…"}."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One language of a form: its fields, whether something is written there, whether something is wrong."""

    code: str
    label: str
    direction: str
    fields: Sequence[BoundField]
    is_filled: bool
    has_errors: bool


def codes() -> list[str]:
    """The languages in which texts are kept."""
    return [code for code, _name in settings.LANGUAGES]


def fallbacks() -> Sequence[str]:
    """All of them, in the order in which a text is looked for that a reader's own language lacks."""
    found: Sequence[str] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES["default"]
    return found


def direction_of(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def label_of(code: str) -> str:
    """The language in its own words."""
    return str(dict(settings.LANGUAGES)[code])


def known(languages: Iterable[str]) -> list[str]:
    """Those of them in which texts are kept, in the given order; all when none is."""
    return [code for code in languages if code in codes()] or codes()


def add_fields(form: forms.BaseForm, name: str, make: Callable[[], forms.Field], languages: Iterable[str]) -> None:
    """Add one field per language, each written in its own direction. None is required: check with `need_one`."""
    for code in known(languages):
        field = make()
        field.required = field.widget.is_required = False
        field.widget.attrs |= {"dir": direction_of(code), "lang": code}
        form.fields[f"{name}_{code}"] = field


def initial(row: Any, *names: str) -> dict[str, str]:
    """What a row has in each language, for a form."""
    return {f"{name}_{code}": getattr(row, f"{name}_{code}") or "" for name in names for code in codes()}


def words_of(row: Any, name: str) -> Words:
    """What a row has in each language; "" where nothing is written."""
    return {code: getattr(row, f"{name}_{code}") or "" for code in codes()}


def write(row: Any, name: str, words: Mapping[str, str]) -> None:
    """Give a row these words; "" is none. A language that is not mentioned keeps its own."""
    for code, text in words.items():
        setattr(row, f"{name}_{code}", text or None)


def collect(data: dict[str, Any], name: str) -> Words:
    """Take the languages of a field out of cleaned data."""
    return {code: str(data.pop(f"{name}_{code}") or "") for code in codes() if f"{name}_{code}" in data}


def need_one(form: forms.BaseForm, name: str, words: Words) -> None:
    """Complain, beside the first language of a field, when it is written in none."""
    fields = [key for key in form.fields if key.rpartition("_")[0] == name]
    if not any(words.values()) and not form.errors.keys() & set(fields):
        form.add_error(fields[0], _("Give it in one language at least."))


def tabs(form: forms.BaseForm, names: Sequence[str]) -> list[Tab]:
    """The languages a form has fields for, in the order of the fields."""
    present = [key.rpartition("_")[2] for key in form.fields if key.rpartition("_")[0] == names[0]]
    return [_tab(form, names, code) for code in present]


def _tab(form: forms.BaseForm, names: Sequence[str], code: str) -> Tab:
    fields = [form[f"{name}_{code}"] for name in names]
    return Tab(
        code=code,
        label=label_of(code),
        direction=direction_of(code),
        fields=fields,
        is_filled=any(bound.value() for bound in fields),
        has_errors=any(bound.errors for bound in fields),
    )

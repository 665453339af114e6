"""Why a mention stands where it stands, in the reader's language: for pages and for the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from helpdesk.web.numbers import counted_as, short
from social.mentions.models import Intent

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: its code, its words, its points."""

    code: str
    text: Words
    points: int


def reasons(stored: Sequence[Sequence[Any]]) -> list[Line]:
    """What `Mention.reasons` holds, in words. A code that has none is shown as it is."""
    return [Line(code, _text(code, values), points) for code, points, values in stored]


def _text(code: str, values: Mapping[str, Any]) -> Words:
    counted = _COUNTED.get(code)
    return counted(values) if counted else _PLAIN.get(code, code)


def _waited(minutes: int) -> Words:
    """In minutes to two hours, in hours to two days, then in days."""
    if minutes < 120:
        said = ngettext_lazy("%(minutes)s minute without a word", "%(minutes)s minutes without a word", "minutes")
        return said % {"minutes": minutes}
    if minutes < 2 * 1440:
        hours = ngettext_lazy("%(hours)s hour without a word", "%(hours)s hours without a word", "hours")
        return hours % {"hours": minutes // 60}
    days = ngettext_lazy("%(days)s day without a word", "%(days)s days without a word", "days")
    return days % {"days": minutes // 1440}


_PLAIN: dict[str, Words] = {
    **{intent.value: intent.label for intent in Intent},
    "severe": _("Grave by its words: long, repeated, costly or about rights"),
    "need.child": _("A child is affected"),
    "need.injury": _("Somebody may be hurt"),
    "need.fire": _("Fire or smoke"),
    "need.allergy": _("An allergy"),
    "need.self_harm": _("Somebody may harm themselves"),
    "need.fraud": _("Money or an account in strange hands"),
    "need.stolen": _("Something was stolen or lost"),
    "need.bereavement": _("Somebody died"),
    "need.health": _("Illness, age or disability"),
    "known": _("A customer we know"),
}
_COUNTED: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "waiting": lambda values: _waited(int(values["minutes"])),
    "again": lambda values: (
        ngettext_lazy("Wrote %(times)s time before", "Wrote %(times)s times before", "times") % values
    ),
    "unanswered": lambda values: (
        ngettext_lazy("%(times)s time without an answer", "%(times)s times without an answer", "times") % values
    ),
    "reach": lambda values: _reach(int(values["followers"])),
}


def _reach(followers: int) -> str:
    said = ngettext("Reach: %(followers)s follower", "Reach: %(followers)s followers", counted_as(followers))
    return said % {"followers": short(followers)}


LANGUAGES: dict[str, Words] = {
    "ar": _("Arabic"),
    "ar-Latn": _("Arabic in Latin letters"),
    "he": _("Hebrew"),
    "en": _("English"),
    "": pgettext_lazy("language", "Unknown"),
}
"""What a person may say a post is written in."""


def corrected(data: Mapping[str, Any]) -> SafeString:
    """The timeline's sentence: what a person said instead of our rules."""
    before, after = (
        _names(str(data.get("field"))).get(str(data.get(which)), data.get(which) or "–")
        for which in ("before", "after")
    )
    return format_html(gettext("Corrected what was said in public: {} instead of {}"), after, before)


def _names(field: str) -> Mapping[str, Words]:
    return {one.value: one.label for one in Intent} if field == "intent" else LANGUAGES


def language(code: str) -> Words:
    """Its name; the code where we have none."""
    return LANGUAGES.get(code, code)

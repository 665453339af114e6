"""Words with places to fill in: `Hello {{contact.first_name|"there"}}`.

No template engine: a name is looked up in a mapping of strings, once, from left to right. There are no attributes, no
calls and no nesting, and what was filled in is never read again. Pure functions.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from helpdesk.lib.text import BIDI_CONTROLS

QUOTES = "\"'“”„‟‘’‚‛«»‹›״׳"
"""Whatever people's keyboards and word processors put around a word, in Latin, Arabic and Hebrew writing."""

_GAP = rf"(?:[^\S\r\n]|[{BIDI_CONTROLS}])*"
_PLACE = re.compile(
    rf"\{{\{{{_GAP}(?P<name>[A-Za-z_]+(?:\.[A-Za-z_]+)*){_GAP}"
    rf"(?:\|{_GAP}[{QUOTES}](?P<fallback>[^{{}}\n]*)[{QUOTES}]{_GAP})?\}}\}}"
)
BRACES = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\{\{|\}\}")
_LEFT_OVER = re.compile(rf"\{{\{{{_GAP}[^\W\d_][^{{}}\n]{{0,200}}\}}\}}")
_CODE = re.compile(r"`[^`\n]{1,1000}`")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class Kind(StrEnum):
    """What a part of a filled text is."""

    TEXT = "text"
    VALUE = "value"
    FALLBACK = "fallback"
    MISSING = "missing"  # left as it was written


@dataclass(frozen=True, slots=True)
class Part:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its places filled in, part by part."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def missing(self) -> list[str]:
        """The places nothing was found for, as they stand in the text, without repeats."""
        return list(dict.fromkeys(part.text for part in self.parts if part.kind is Kind.MISSING))


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with a text: places nobody knows, and braces that are no place. As they were written."""

    unknown: tuple[str, ...]
    broken: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.unknown or self.broken)


def problems(text: str, known: Collection[str]) -> Problems:
    """What has to be corrected before a text may be kept."""
    places = list(_PLACE.finditer(text))
    unknown = dict.fromkeys(place["name"] for place in places if place["name"].lower() not in known)
    rest = _PLACE.sub("\n", text)
    return Problems(tuple(unknown), tuple(dict.fromkeys(found[0] for found in BRACES.finditer(rest))))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values in. An empty or unknown value gives the fallback; without one the place stays, as MISSING.

    A value is taken as it is, on one line: braces in it mean nothing.
    """
    return Filled(tuple(part for part in _parts(text, values) if part.text))


def left_over(text: str, known: Collection[str]) -> list[str]:
    """What must not go out: known names after a brace anywhere, and other places except where they stand in code."""
    names = "|".join(re.escape(name) for name in sorted(known))
    ours = re.compile(rf"\{{{_GAP}(?:{names})(?![\w.])(?:[^{{}}\n]{{0,200}}\}}{{1,2}})?", re.IGNORECASE)
    bare = _CODE.sub(lambda code: code[0] if ours.search(code[0]) else " " * len(code[0]), text)
    found = [(place.start(), place[0]) for place in _LEFT_OVER.finditer(bare)]
    taken = {at + 1 for at, _ in found}
    found += [(place.start(), place[0]) for place in ours.finditer(bare) if place.start() not in taken]
    return list(dict.fromkeys(shown for _, shown in sorted(found)))


def _parts(text: str, values: Mapping[str, str]) -> Iterator[Part]:
    end = 0
    for place in _PLACE.finditer(text):
        yield Part(Kind.TEXT, text[end : place.start()])
        yield _part(place, values)
        end = place.end()
    yield Part(Kind.TEXT, text[end:])


def _part(place: re.Match[str], values: Mapping[str, str]) -> Part:
    name = place["name"].lower()
    value = _CONTROL.sub(" ", values.get(name, "")).strip()
    if value:
        return Part(Kind.VALUE, value)
    if place["fallback"] is not None:
        return Part(Kind.FALLBACK, place["fallback"])
    return Part(Kind.MISSING, f"{{{{{name}}}}}")

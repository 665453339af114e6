"""What a listener makes of the names in a text: heard, kept out, or nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from social.listening.rules import terms
from social.listening.rules.scanning import Hit, Scanned

WORDS_APART = 8
"""How many words may stand between a name and what it is to stand beside."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`heard` are the names that count; `kept_out` is the term because of which the text is not kept."""

    heard: Sequence[Hit] = ()
    kept_out: Hit | None = None

    @property
    def is_heard(self) -> bool:
        return bool(self.heard) and self.kept_out is None


def verdict(scanned: Scanned, hits: Iterable[Hit], *, wants_company: bool) -> Verdict:
    """Of one listener's hits. `wants_company`: it has terms beside one of which a name must stand."""
    found = list(hits)
    names = [hit for hit in found if hit.wanted.group == terms.ANY]
    if wants_company:
        beside = [hit for hit in found if hit.wanted.group == terms.NEAR]
        names = [name for name in names if _is_beside(scanned, name, beside)]
    if not names:
        return Verdict()
    return Verdict(names, next((hit for hit in found if hit.wanted.group == terms.NONE), None))


def verdicts(scanned: Scanned, conditional: Iterable[UUID]) -> dict[UUID, Verdict]:
    """By listener, those that have something to say of the text."""
    wanting = set(conditional)
    by_listener: dict[UUID, list[Hit]] = {}
    for hit in scanned.hits:
        by_listener.setdefault(hit.wanted.listener, []).append(hit)
    found = {key: verdict(scanned, hits, wants_company=key in wanting) for key, hits in by_listener.items()}
    return {key: one for key, one in found.items() if one.heard}


def _is_beside(scanned: Scanned, name: Hit, others: Sequence[Hit]) -> bool:
    """`others` are in order and none overlaps another: the nearest is the last before the name, or the first after."""
    at = bisect_left(others, name.start, key=lambda other: other.start)
    return any(scanned.are_near(name, other, WORDS_APART) for other in others[max(at - 1, 0) : at + 1])


def speaks(text: str, told: str) -> str:
    """The language of a text as far as its letters tell, else what the network says; "" when neither does.

    Networks say "en" of much that is Arabic or Hebrew.
    """
    arabic = sum("\u0620" <= char <= "\u06ff" for char in text)
    hebrew = sum("\u05d0" <= char <= "\u05ea" for char in text)
    latin = sum("a" <= char.lower() <= "z" for char in text)
    said = told.partition("-")[0].lower()
    if arabic > max(hebrew, latin):
        return said if said in ("fa", "ur", "ps", "ckb", "ug") else "ar"
    if hebrew > max(arabic, latin):
        return said if said == "yi" else "he"
    return "" if said in ("ar", "he") else said


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a listener asks for besides its names. Nothing named: no condition."""

    networks: Sequence[str] = ()
    languages: Sequence[str] = ()
    excluded_authors: Sequence[str] = ()

    def meet(self, *, network: str, language: str, text: str) -> bool:
        """Whether it listens there. What nobody knows the language of is listened to."""
        if self.networks and network not in self.networks:
            return False
        spoken = speaks(text, language) if self.languages else ""
        return not spoken or spoken in self.languages

    def keep_out(self, author: str) -> bool:
        """Whether it does not want to hear this author, by his handle."""
        return handle_of(author) in self.excluded_authors


def handle_of(written: str) -> str:
    """A handle as it is compared: no sign before it, no case. Its dots and underscores are its own."""
    return written.strip().lstrip("@＠").casefold()

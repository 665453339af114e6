"""Words and phrases found in a text in spite of its spelling, with the places where they stand in the original.

A phrase is a few words: `word` as it is, `stem*` with any ending, `one|other` for either, `..` for up to three words
between. Words are compared in the normal form of `text.normalise`, without the prefixes that Arabic and Hebrew write
together with them, and with a letter that was drawn out (soooo) written once. Pure; linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from helpdesk.lib.text import normalise

GAP = 3
_BETWEEN = "'’‘׳`"
_ARABIC = (
    *("وال", "فال", "بال", "كال", "عال", "هال", "ولل", "ال", "لل", "وب", "ول", "وس", "فس", "وح", "وه", "بي", "حن"),
    *("و", "ف", "ب", "ل", "ك", "س", "ح", "ه", "ع"),
)
_HEBREW = (
    *("כשה", "שכש", "וכש", "מה", "וה", "ול", "וב", "ומ", "וש", "שה", "בה", "לה", "כש", "שב", "של", "מש", "שמ"),
    *("ו", "ה", "ב", "ל", "מ", "ש", "כ"),
)
_SHORTEST = 3  # what must be left when a prefix is taken away


@dataclass(frozen=True, slots=True)
class Word:
    """`text` in its normal form; `start` and `end` in code points of the original."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that stands in the words from `first` to `last`."""

    phrase: str
    first: int
    last: int


@lru_cache(maxsize=4096)
def fold(char: str) -> str:
    """One character in its normal form: "" for marks and invisible controls."""
    return normalise(char)


def words(text: str) -> list[Word]:
    """What stands between spaces and signs, each in its normal form."""
    found: list[Word] = []
    pieces: list[str] = []
    start = end = 0
    for at, char in enumerate(text):
        piece = fold(char)
        if piece and all(one.isalnum() for one in piece):
            start = start if pieces else at
            pieces.append(piece)
            end = at + 1
        elif pieces and piece and not _joins(text, at):
            found.append(Word(_short("".join(pieces)), start, end))
            pieces = []
    if pieces:
        found.append(Word(_short("".join(pieces)), start, end))
    return found


def _joins(text: str, at: int) -> bool:
    """An apostrophe, or the double sign of a Hebrew abbreviation, between two letters."""
    if not 0 < at < len(text) - 1 or not (text[at - 1].isalpha() and text[at + 1].isalpha()):
        return False
    return text[at] in _BETWEEN or (text[at] in '"״' and "א" <= text[at + 1] <= "ת")


def _short(word: str) -> str:
    """A letter that stands three times or more, once; digits as they are."""
    if len(word) < 3:
        return word
    kept: list[str] = []
    run = 0
    for at, char in enumerate(word):
        run = run + 1 if at and word[at - 1] == char else 1
        if run >= 3 and char.isalpha():
            kept[-2:] = [char] if run == 3 else kept[-2:]
        else:
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without its prefixes."""
    prefixes = _ARABIC if "\u0621" <= word[0] <= "\u064a" else _HEBREW if "א" <= word[0] <= "ת" else ()
    bare = (word[len(one) :] for one in prefixes if word.startswith(one) and len(word) - len(one) >= _SHORTEST)
    return tuple(dict.fromkeys((word, *bare)))


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a phrase: the words that may stand there. None at all: a gap."""

    exact: frozenset[str]
    stems: tuple[str, ...]

    @property
    def is_gap(self) -> bool:
        return not self.exact and not self.stems

    def takes(self, word: str) -> bool:
        return any(form in self.exact or form.startswith(self.stems) for form in forms(word))


class Phrases:
    """A list of phrases to look for."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._exact: dict[str, list[tuple[str, tuple[_Place, ...]]]] = {}
        self._stems: dict[str, list[tuple[str, tuple[_Place, ...]]]] = {}
        for entry in entries:
            places = tuple(_place(part) for part in entry.split())
            for word in places[0].exact:
                self._exact.setdefault(word, []).append((entry, places))
            for stem in places[0].stems:
                self._stems.setdefault(stem, []).append((entry, places))
        self._longest = max(map(len, self._stems), default=0)

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every phrase wherever it stands, the longest one at each word."""
        found: list[Hit] = []
        for at, word in enumerate(words):
            best: Hit | None = None
            for entry, places in self._beginning(word.text):
                last = _reach(words, at, places)
                if last is not None and (best is None or last > best.last):
                    best = Hit(entry, at, last)
            if best is not None:
                found.append(best)
        return found

    def _beginning(self, word: str) -> Iterable[tuple[str, tuple[_Place, ...]]]:
        for form in forms(word):
            yield from self._exact.get(form, ())
            for length in range(1, min(len(form), self._longest) + 1):
                yield from self._stems.get(form[:length], ())


def _place(part: str) -> _Place:
    if part == "..":
        return _Place(frozenset(), ())
    options = [(option.endswith("*"), _of(option.rstrip("*"))) for option in part.split("|")]
    return _Place(
        frozenset(word for is_stem, word in options if not is_stem),
        tuple(word for is_stem, word in options if is_stem),
    )


def _of(written: str) -> str:
    return "".join(word.text for word in words(written))


def _reach(words: Sequence[Word], at: int, places: tuple[_Place, ...]) -> int | None:
    """The last word of a phrase that begins at `at`; its first place is known to fit."""
    here, slack = at, 0
    for place in places[1:]:
        if place.is_gap:
            slack = GAP
            continue
        ahead = range(here + 1, min(here + 2 + slack, len(words)))
        found = next((one for one in ahead if place.takes(words[one].text)), None)
        if found is None:
            return None
        here, slack = found, 0
    return here


def outermost(hits: Iterable[Hit]) -> list[Hit]:
    """Without those that stand within a longer one; of two of the same words, the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if not kept or hit.last > kept[-1].last:
            kept.append(hit)
    return kept

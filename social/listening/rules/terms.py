"""One name as a company writes it, what is looked for because of it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from social.listening.rules import prefixes as known
from social.listening.rules.folding import fold

KEYWORD, PHRASE, HANDLE, HASHTAG = "keyword", "phrase", "handle", "hashtag"
ANY, NEAR, NONE = "any", "near", "none"
LONGEST = 120
MOST_SUFFIXES = 8
LONGEST_SUFFIX = 8
SHORT = 3
SUFFIXES = {"ar": ("ات", "ين", "كم"), "he": ("ים",)}
"""Endings that names take in a language: to offer, never taken for granted."""

_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?:[/?#]\S*)?$", re.IGNORECASE)
_JOINT = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class TermSpec:
    """A term as it is asked for. `suffixes` may follow the name, `exact` keeps to the letters as they are written."""

    text: str
    kind: str = KEYWORD
    group: str = ANY
    prefixes: str = known.ALL
    exact: bool = False
    suffixes: Sequence[str] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same term when it is written again."""
        return self.kind, self.group, self.text


class Problem(StrEnum):
    """What is wrong with a term. The words for people: errors.py."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_LETTERS = "no_letters"
    SPACES = "spaces"
    SUFFIXES = "suffixes"
    TWICE = "twice"


def tidy(spec: TermSpec) -> TermSpec:
    """Without spaces around, a handle and a hashtag with their sign, an address without its path."""
    text = " ".join(spec.text.split())
    if spec.kind in (HANDLE, HASHTAG):
        sign = "@" if spec.kind == HANDLE else "#"
        text = sign + text.lstrip("@＠#＃").strip() if text.strip("@＠#＃ ") else ""
    elif spec.kind == KEYWORD and (address := _ADDRESS.match(text)):
        text = address["host"]
    suffixes = tuple(dict.fromkeys(filter(None, (fold(one) for one in spec.suffixes))))
    return TermSpec(text, spec.kind, spec.group, spec.prefixes, spec.exact, suffixes)


def problem(spec: TermSpec) -> Problem | None:
    """The first thing that is wrong with a tidy term."""
    bare = spec.text.lstrip("@#")
    if not bare:
        return Problem.EMPTY
    if len(spec.text) > LONGEST:
        return Problem.TOO_LONG
    if sum(char.isalnum() for char in fold(bare)) < 2:
        return Problem.NO_LETTERS
    if spec.kind != PHRASE and " " in bare:
        return Problem.SPACES
    are_long = any(len(one) > LONGEST_SUFFIX or not one.isalnum() for one in spec.suffixes)
    return Problem.SUFFIXES if are_long or len(spec.suffixes) > MOST_SUFFIXES else None


def problems(specs: Sequence[TermSpec]) -> dict[int, Problem]:
    """What is wrong, by the place in the list."""
    found = {at: wrong for at, spec in enumerate(specs) if (wrong := problem(spec))}
    seen: set[tuple[str, str, str]] = set()
    for at, spec in enumerate(specs):
        if spec.key in seen:
            found.setdefault(at, Problem.TWICE)
        seen.add(spec.key)
    return found


def forms(kind: str, text: str) -> tuple[str, ...]:
    """What is looked for in a folded text because of a term: its words apart, and written together.

    A name with the Arabic article also as it is after "to" (ل + البنك = للبنك); a handle also with its digits apart.
    """
    sign = "#" if kind == HASHTAG else ""
    base = fold(text.lstrip("@＠#＃"))
    spellings = [base, base.replace(" ", "")]
    if kind == HANDLE:
        spellings.append(" ".join(_JOINT.sub(" ", base).split()))
    if base.startswith(_ARTICLE) and len(base.partition(" ")[0]) > len(_ARTICLE) + 1:
        spellings += [_after_to(one) for one in spellings[:2]]
    if kind not in (HANDLE, HASHTAG) and len(spellings[1]) < SHORT:
        spellings.pop(1)  # "A-B" is looked for, "ab" is not
    return tuple(dict.fromkeys(sign + one for one in spellings))


def _after_to(name: str) -> str:
    """With ل before it the article loses its alif; three ل in a row are written as two."""
    rest = name[1:]
    return rest if rest.startswith("لل") else f"ل{rest}"


def is_ambiguous(kind: str, text: str) -> bool:
    """A name of three letters or fewer is likely to be a word, or a part of one with its prefix."""
    return kind in (KEYWORD, PHRASE) and len(fold(text).replace(" ", "")) <= SHORT

"""A customer who asks again: "any news?" in Arabic, Hebrew and English. Words in, a finding out."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from helpdesk.lib import phrases
from helpdesk.lib.phrases import Phrases

FOLDER: Final = Path(__file__).parent / "phrases"
LANGUAGES: Final = ("ar", "he", "en")
MOST_READ: Final = 2_000


@dataclass(frozen=True, slots=True)
class Asking:
    """`phrase` is the rule that found it, of the list in `language`."""

    phrase: str
    language: str


def asks(text: str) -> Asking | None:
    """How a customer asks for news in this text; None where he does not."""
    said = phrases.words(text[:MOST_READ])
    for language in LANGUAGES:
        wanted, other = _lists(language)
        hits = wanted.find(said)
        if not hits:
            continue
        spared = {at for hit in other.find(said) for at in range(hit.first, hit.last + 1)}
        found = next((hit for hit in hits if hit.first not in spared), None)
        if found is not None:
            return Asking(found.phrase[:120], language)
    return None


@cache
def _lists(language: str) -> tuple[Phrases, Phrases]:
    entries = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Phrases(entries["asks"]), Phrases(entries["not"])

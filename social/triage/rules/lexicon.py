"""The word lists of the room, read once. They are data: triage/lexicon/<language>.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.lib.phrases import Phrases
from social.triage.rules.language import ARABIZI

FOLDER = Path(__file__).parents[1] / "lexicon"
SHARED = ("ar", "he", "en")
TOPICS = (
    *("neutral", "complaint", "trouble", "praise", "thanks"),
    *("question", "request", "polite", "spam", "news", "sarcasm", "matter", "severe", "negation"),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by topic, and by need."""

    topics: Mapping[str, Phrases]
    needs: Mapping[str, Phrases]


def of(language: str) -> Lexicon:
    """Posts mix languages: everybody's words, and those of Arabizi only where it is one."""
    return _read((*SHARED, "arabizi") if language == ARABIZI else SHARED)


@cache
def _read(names: tuple[str, ...]) -> Lexicon:
    lists = [tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in names]
    needs = {code for one in lists for code in one["need"]}
    return Lexicon(
        topics={topic: _together([one.get(topic, []) for one in lists]) for topic in TOPICS},
        needs={need: _together([one["need"].get(need, []) for one in lists]) for need in sorted(needs)},
    )


def _together(lists: list[Any]) -> Phrases:
    return Phrases([entry for entries in lists for entry in entries])

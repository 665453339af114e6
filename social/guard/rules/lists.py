"""The phrase lists of the room, read once. They are data: guard/phrases/<language>.toml and money.toml."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.lib import phrases
from helpdesk.lib.phrases import Phrases

FOLDER = Path(__file__).parents[1] / "phrases"
LANGUAGES = ("ar", "he", "en")
TOPICS = ("offer", "giving", "favour", "argument", "blame", "excuse", "negation")


@cache
def topics() -> Mapping[str, Phrases]:
    """Each list in all languages at once: a reply may mix them."""
    lists = [_read(language) for language in LANGUAGES]
    return {topic: Phrases(entry for one in lists for entry in one[topic]) for topic in TOPICS}


@cache
def amount() -> re.Pattern[str]:
    """A number with a currency or a share, in folded text. Every repetition is bounded."""
    money = _read("money")
    number = rf"(?:\d{{1,3}}(?:[,٬]\d{{3}}){{1,3}}|\d{{1,9}})(?:[.٫]\d{{1,2}})?|{_any(money['numbers'])}"
    named, sign = _any(money["currencies"]), _any(money["signs"])
    after = rf"(?<![\w.])(?:{number})\s?(?:{sign}|(?:{named}|{_any(money['percent'])})(?!\w))"
    before = rf"(?:{sign}|(?<!\w)(?:{named}))\s?(?:{number})(?!\w)"
    return re.compile(f"{after}|{before}")


def _any(written: Sequence[str]) -> str:
    folded = {"".join(phrases.fold(char) for char in word) for word in written}
    return "(?:" + "|".join(re.escape(word) for word in sorted(folded, key=len, reverse=True)) + ")"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))

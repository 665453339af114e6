"""The language of a post by its script: "ar", "ar-Latn" (Arabic in Latin letters), "he", "en", "fa", … or ""."""

import re
import tomllib
from pathlib import Path

from helpdesk.lib import text as texts

ARABIZI = "ar-Latn"
_LATIN = "?"  # stands for "some language in Latin letters"
_NOISE = re.compile(r"https?://\S{1,2000}|[@#]\w{1,100}")
_WORD = re.compile(r"[a-z0-9]{2,20}")
# Arabic letters as digits: 2 ء, 3 ع, 5 خ, 6 ط, 7 ح, 8 ق, 9 ص; between letters, or before three.
_DIGIT_INSIDE = re.compile(
    r"[a-z]{1,9}[2356789][a-z]{1,9}(?:[2356789][a-z]{0,9})?|[23579][a-z]{3,9}(?:[23579][a-z]{0,9})?"
)
_NOT_ARABIZI = re.compile(
    r"[a-z]\d[a-z]|[a-z]+2[a-z]|w3schools|covid\d+\w*|mp[34]\w*|iphone\d+\w*"
    r"|\d(?:nd|rd|th|zip|fa|am|pm|days?|hours?|weeks?|months?|years?|mins?|times|stars?)"
)
_CHAT = tomllib.loads((Path(__file__).parents[1] / "lexicon" / "chat.toml").read_text(encoding="utf-8"))
_ARABIZI, _ENGLISH = frozenset(_CHAT["arabizi"]), frozenset(_CHAT["english"])


def of(text: str, hint: str = "") -> str:
    """`hint` is what the network said: it decides only between languages of the same letters."""
    plain = _NOISE.sub(" ", text)
    if not any(char.isalpha() for char in plain):
        return ""
    known = texts.language(plain, _LATIN)
    is_latin = known == _LATIN or (known == "ar" and not any("\u0600" <= char <= "\u06ff" for char in plain))
    if not is_latin:
        return known
    if _is_arabizi(plain):
        return ARABIZI
    code = hint.partition("-")[0].lower()
    return "en" if code in ("", "en", "ar", "he") or _english(plain) >= 2 else code[:8]


def _is_arabizi(text: str) -> bool:
    """Half of the words are of a chat in Arabic, or a quarter with a digit for a letter, and English ones are few."""
    words = _WORD.findall(text.lower())
    if not words:
        return False
    digits = sum(bool(_DIGIT_INSIDE.fullmatch(word)) and not _NOT_ARABIZI.fullmatch(word) for word in words)
    known = sum(word in _ARABIZI for word in words)
    if _english(text) > 0.15 * len(words):
        return False
    needed = 0.25 if digits else 0.4
    return (digits > 0 or known >= 2) and digits + known >= needed * len(words)


def _english(text: str) -> int:
    return sum(word in _ENGLISH for word in _WORD.findall(text.lower()))

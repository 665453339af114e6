"""What Arabic and Hebrew write together with a name: "and", "to", "in", the article, and several of them in a row."""

from __future__ import annotations

ALL, DEFINITE, NONE = "all", "definite", "none"
LONGEST = 5

_AND_THEN = ("", "و", "ف")
_ARABIC = frozenset(
    first + rest
    for first in _AND_THEN
    for rest in ("", "ب", "ل", "ك", "ال", "بال", "كال", "لل", "وال", "وب", "ول")
    if first + rest
)
_ONE = ("ה", "ב", "ל", "מ", "ש", "ו", "כ")
_TWO = ("וה", "ול", "וב", "ומ", "וש", "וכ", "שה", "שב", "של", "שמ", "שכ", "מה", "מש", "בה", "לה", "כה", "כש")
_THREE = ("כשה", "כשב", "כשל", "כשמ", "ושה", "ושב", "ושל", "ושמ", "וכש", "ומה", "לכש", "מכש", "שכש", "משה")
_FOUR = ("וכשה", "וכשב", "וכשל", "וכשמ", "ולכש")
_HEBREW = frozenset((*_ONE, *_TWO, *_THREE, *_FOUR))
_DEFINITE = {True: frozenset(("ال",)), False: frozenset(("ה",))}


def is_arabic(char: str) -> bool:
    return "\u0600" <= char <= "\u06ff"


def is_hebrew(char: str) -> bool:
    return "\u0590" <= char <= "\u05ff"


def permits(run: str, name: str, mode: str) -> bool:
    """Whether the letters before a name, folded as it is, may stand there.

    A name in Latin letters takes the prefixes of both languages, one in Arabic or Hebrew only those of its own.
    """
    if not run:
        return True
    if mode == NONE or len(run) > LONGEST:
        return False
    arabic = is_arabic(run[0])
    known = _DEFINITE[arabic] if mode == DEFINITE else _ARABIC if arabic else _HEBREW
    first = name.lstrip("#@")[:1]
    other = is_hebrew(first) if arabic else is_arabic(first)
    return run in known and not other

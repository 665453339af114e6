"""Other spellings of a name in Latin letters: to offer to whoever writes the terms, never looked for by themselves."""

from __future__ import annotations

from itertools import islice, product
from unicodedata import category, normalize

from social.listening.rules.folding import fold

MOST = 8
_ARABIC = {
    "ا": ("a",), "ب": ("b",), "ت": ("t",), "ث": ("th",), "ج": ("j", "g"), "ح": ("h", "7"), "خ": ("kh", "5"),
    "د": ("d",), "ذ": ("dh", "z"), "ر": ("r",), "ز": ("z",), "س": ("s",), "ش": ("sh",), "ص": ("s", "9"), "ض": ("d",),
    "ط": ("t", "6"), "ظ": ("z",), "ع": ("a", "3"), "غ": ("gh",), "ف": ("f",), "ق": ("q", "8"), "ك": ("k",), "ل": ("l",),
    "م": ("m",), "ن": ("n",), "ه": ("h", "a"), "و": ("o", "w", "u"), "ي": ("i", "y"), "ء": ("a", "2"),
}  # fmt: skip
_HEBREW = {
    "א": ("a",), "ב": ("b", "v"), "ג": ("g",), "ד": ("d",), "ה": ("h", "a"), "ו": ("o", "v", "u"), "ז": ("z",),
    "ח": ("h", "ch"), "ט": ("t",), "י": ("i", "y"), "כ": ("k", "c"), "ל": ("l",), "מ": ("m",), "נ": ("n",),
    "ס": ("s",), "ע": ("a",), "פ": ("p", "f"), "צ": ("tz", "ts"), "ק": ("k", "c"), "ר": ("r",), "ש": ("sh", "s"),
    "ת": ("t",),
}  # fmt: skip
_LETTERS = _ARABIC | _HEBREW
_LONG = ("ا", "و", "ي", "א", "ו", "י")
_DIPHTHONGS = {"y": ("ai", "ay", "ei"), "i": ("i", "ai", "ay", "ei"), "w": ("aw", "ow")}


def suggestions(text: str) -> list[str]:
    """Spellings that people may use for a name, the likeliest first; what it is already is not among them."""
    folded = fold(text.lstrip("@#"))
    if any(char in _LETTERS for char in folded):
        return list(islice(_in_latin(folded), MOST))
    plain = "".join(char for char in normalize("NFD", folded) if category(char) != "Mn")
    return [plain] if plain != folded else []


def _in_latin(folded: str) -> list[str]:
    """First the usual letters with their vowels, then the digits that stand for Arabic sounds in chats."""
    choices = [_sounds(folded, at) for at in range(len(folded))]
    spelled = ("".join(parts) for parts in islice(product(*choices), 200))
    found = dict.fromkeys(one for one in spelled if len(one) > 2 and not one.isdigit())
    return sorted(found, key=lambda one: (sum(char.isdigit() for char in one), abs(len(one) - len(folded) - 1)))


def _sounds(folded: str, at: int) -> tuple[str, ...]:
    char = folded[at]
    usual = _LETTERS.get(char, (char,))
    before, after = folded[at - 1 : at], folded[at + 1 : at + 2]
    is_vowel_between = char in ("ي", "י") and before in _LETTERS and after in _LETTERS and before not in _LONG
    return _DIPHTHONGS["i"] if is_vowel_between else usual

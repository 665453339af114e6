"""Facts about a piece of text: its normal form for search, its direction, its language.

Pure functions. Arabic and Hebrew are the first case here, not an exception.
"""

import re
import unicodedata
from typing import Literal

Direction = Literal["rtl", "ltr"]

FSI, PDI = "\u2068", "\u2069"
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TATWEEL = "\u0640"

_BIDI = str.maketrans("", "", BIDI_CONTROLS)
# One letter for all its everyday spellings; Persian and Urdu key codes of the same shapes included.
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه"}
    | {"ؤ": "و", "ئ": "ي", "ک": "ك", "ڪ": "ك", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "׳": "'", "״": '"'}
    | {TATWEEL: None}
)

# Things that are left to right by nature and say nothing about the language around them.
_OPAQUE = re.compile(
    r"(?:https?://|www\.)\S{1,2000}"  # links
    r"|[\w.+-]{1,64}@[\w.-]{1,255}"  # addresses
    r"|`[^`\n]{1,500}`"  # quoted code
    r"|[@#]\w{1,100}"  # handles, ticket numbers
    r"|<[^<>\n]{1,300}>",  # message ids, tags
    re.ASCII,
)
# A Latin handle, at its server or not: reads from left to right with its @ in front, whatever stands around it.
HANDLE = (
    r"(?<![\w@/.])@[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
    r"(?:@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?)?"
)
_IDENTIFIER = re.compile(r"[A-Z]{1,4}|\w*[a-z][A-Z]\w*|\w*\d\w*", re.ASCII)
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_LETTERS_SEEN = 20_000


def normalise(text: str) -> str:
    """The form in which text is indexed and queried: one spelling for all everyday spellings of a word.

    Marks (tashkeel, niqqud, accents), tatweel and invisible controls go; alef, ya, ta marbuta, hamza seats and
    Hebrew final letters fold; digits become ASCII; case is folded. Applying it twice changes nothing.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (_ascii_digit(char) for char in folded if unicodedata.category(char) not in ("Mn", "Cf"))
    composed = unicodedata.normalize("NFC", "".join(kept).translate(_FOLD))
    return composed.translate(_FOLD)


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def direction(text: str, default: Direction = "ltr") -> Direction:
    """The base direction of a text, by its share of right-to-left words; `default` when it has no words.

    Links, addresses, codes and product names do not count, so an Arabic sentence that starts with
    "iPhone 15" is right to left. A near tie goes to the first word.
    """
    words = _words(text)
    counted = [word for word in words if not _IDENTIFIER.fullmatch(word)] or words
    if not counted:
        return default
    rtl = [_is_rtl(word) for word in counted]
    share = sum(rtl) / len(rtl)
    if 0.4 <= share <= 0.5:
        return "rtl" if rtl[0] else "ltr"
    return "rtl" if share > 0.5 else "ltr"


def strip_bidi(text: str) -> str:
    """The text without direction marks, embeddings, overrides and isolates."""
    return text.translate(_BIDI)


def isolate(text: str) -> str:
    """The text wrapped so that its direction cannot disturb a plain-text sentence around it (FSI … PDI)."""
    return f"{FSI}{strip_bidi(text)}{PDI}"


def language(text: str, default: str) -> str:
    """The language of a text by its script ("ar", "he", "en", …); `default` when the script does not say.

    Latin letters mean `default` when that language is written in Latin letters, otherwise English; Arabic typed
    in Latin letters and digits ("3ndi moshkla") is Arabic.
    """
    words = _words(text)
    counted = [word for word in words if not _IDENTIFIER.fullmatch(word)] or words
    scripts = [script for word in counted if (script := _script(word))]
    if not scripts:
        return default
    script = max(dict.fromkeys(scripts), key=scripts.count)
    # A Latin majority made of names and quotes still leaves the sentence to its other script.
    others = [other for other in scripts if other != "LATIN"]
    if script == "LATIN" and len(others) >= 0.4 * len(scripts):
        script = max(dict.fromkeys(others), key=others.count)
    return _language_of(script, text, words, default)


def _language_of(script: str, text: str, words: list[str], default: str) -> str:
    if script == "LATIN":
        if _is_arabizi(words):
            return "ar"
        return "en" if default in _NOT_LATIN else default
    if script == "ARABIC" and _count(text, "یکپچژگٹے") > _count(text, "يكةىأ"):
        return "ur" if _count(text, "ٹڈڑےں") else "fa"
    if script == "CYRILLIC" and _count(text, "іїєґІЇЄҐ"):
        return "uk"
    return "ja" if script == "CJK" and _KANA.search(text) else _BY_SCRIPT.get(script, default)


_BY_SCRIPT = {
    "ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el", "ARMENIAN": "hy", "GEORGIAN": "ka",
    "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "THAI": "th", "ETHIOPIC": "am",
    "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko",
}  # fmt: skip
_NOT_LATIN = {*_BY_SCRIPT.values(), "ur", "fa", "uk"}
_KANA = re.compile(r"[\u3041-\u30ff]")

# Arabic chat spelling: a digit that stands for a letter, inside or at the start of a word.
_ARABIZI = re.compile(r"[a-z]{1,9}[23579][a-z]{1,9}(?:[23579][a-z]{0,9})?|[2379][a-z]{2,9}(?:[23579][a-z]{0,9})?")
_NOT_ARABIZI = re.compile(r"[a-z][0-9][a-z]|[0-9](?:nd|rd|th|zip|fa|gb|mb|kg|cm|mm|km|am|pm)|w3schools")
_ENGLISH = {
    "the",
    "and",
    "is",
    "are",
    "was",
    "to",
    "my",
    "you",
    "for",
    "with",
    "not",
    "this",
    "that",
    "have",
    "it",
    "please",
}


def _is_arabizi(words: list[str]) -> bool:
    lower = [word.lower() for word in words]
    hits = [word for word in lower if _ARABIZI.fullmatch(word) and not _NOT_ARABIZI.fullmatch(word)]
    english = sum(word in _ENGLISH for word in lower)
    needed = 0.2 if len(hits) > 1 else 0.3
    return bool(hits) and len(hits) >= needed * len(lower) and english <= 0.1 * len(lower)


def _count(text: str, letters: str) -> int:
    return sum(text.count(letter) for letter in letters)


def _words(text: str) -> list[str]:
    plain = strip_bidi(_OPAQUE.sub(" ", text[:_LETTERS_SEEN]))
    bare = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    return [word for word in _WORD.findall(bare) if any(char.isalpha() for char in word)]


def _is_rtl(word: str) -> bool:
    strong = next((kind for char in word if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")), "L")
    return strong != "L"


def _script(word: str) -> str:
    for char in word:
        if char.isalpha():
            return unicodedata.name(char, "").partition(" ")[0]
    return ""

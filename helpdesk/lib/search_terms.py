"""Words to index and words to ask for: one side of the search each, made to meet.

Both sides hold only letters and digits, so a tsvector or tsquery built from them needs no quoting. Arabic and Hebrew
glue their small words to the next one ("والطلب", "שהחשבון"); each word is kept as written and also without them.
"""

import re
from itertools import islice

from helpdesk.lib.text import normalise

MAX_WORD = 64
MAX_TERMS = 10_000
MAX_QUERY_WORDS = 12

# Marks inside a word that people leave out as often as they write them: ג'ירפה, צה"ל, don't.
_GLUE = re.compile(r"(?<=[^\W_])['\"’‘`´](?=[^\W_])")
_WORD = re.compile(r"[^\W_]+")

_ARTICLE = re.compile(r"[وف]?[بك]?ال(?=\w{2})")
_FOR_THE = re.compile(r"[وف]?لل(?=\w{2})")
_ARABIC_PARTICLES = "وفبلك"
_HEBREW_PARTICLES = "והבלכמש"


def index_terms(text: str) -> str:
    """The words of a text for `to_tsvector('simple', …)`: normalised, with variants, each once, at most 10,000."""
    found: dict[str, None] = {}
    for word in _words(text):
        if len(found) >= MAX_TERMS:
            break
        found.update(dict.fromkeys([word, *_indexed_variants(word)]))
    return " ".join(islice(found, MAX_TERMS))


def query_terms(query: str) -> str:
    """What a person typed as a safe `to_tsquery('simple', …)`: every word must match, as a prefix; "" when none.

    A word also matches without its article or, in Hebrew, without its one-letter prefix.
    """
    words = list(dict.fromkeys(islice(_words(query), MAX_QUERY_WORDS)))
    return " & ".join(_any_of([word, *_asked_variants(word)]) for word in words)


def _words(text: str) -> list[str]:
    return [word[:MAX_WORD] for word in _WORD.findall(_GLUE.sub("", normalise(text)))]


def _any_of(variants: list[str]) -> str:
    terms = [f"{word}:*" if len(word) > 1 else word for word in dict.fromkeys(variants)]
    return terms[0] if len(terms) == 1 else f"({' | '.join(terms)})"


def _asked_variants(word: str) -> list[str]:
    if _is_arabic(word):
        return _without_article(word)
    if _is_hebrew(word) and len(word) >= 4 and word[0] in _HEBREW_PARTICLES:
        return [word[1:]]
    return []


def _indexed_variants(word: str) -> list[str]:
    if _is_arabic(word):
        return _without_article(word) or _without_particle(word, _ARABIC_PARTICLES, times=1)
    if _is_hebrew(word):
        return _without_particle(word, _HEBREW_PARTICLES, times=2)
    return []


def _without_article(word: str) -> list[str]:
    if match := _ARTICLE.match(word):
        return [word[match.end() :]]
    if match := _FOR_THE.match(word):  # "للطلب" is "الطلب"; "للغة" is "اللغة", one lam of its own
        return [word[match.end() :], word[match.end() - 1 :]]
    return []


def _without_particle(word: str, particles: str, times: int) -> list[str]:
    """The word without its first letter, again up to `times`, while a particle leads and three letters stay."""
    variants: list[str] = []
    while len(variants) < times and len(word) >= 4 and word[0] in particles:
        word = word[1:]
        variants.append(word)
    return variants


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


def _is_hebrew(word: str) -> bool:
    return "\u05d0" <= word[0] <= "\u05ea"

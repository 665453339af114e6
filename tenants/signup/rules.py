"""Which addresses a company may choose, and which we propose for its name."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from tenants.isolation.looks import look

SHORTEST, LONGEST = 3, 40
_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?!-))*[a-z0-9]")
_BRAND = "heard"
_WORDS = """
about abuse account accounts admin administrator api app apps assets auth autoconfig autodiscover billing blog cdn
chat community contact dashboard demo dev developer developers docs download events example ftp hear heard help
helpdesk host hostmaster http https imap info internal invitations invite jobs legal live lmtp localhost localmail
login logout mail mailer-daemon media mobile monitor mta-sts news no-reply noreply ns1 ns2 oauth official ops owner
pages pay payment payments platform pop pop3 postmaster press privacy public register root sales secure security
settings share shop signin signup smtp sso staff staging static status store support sys system team terms test
testing trust update uploads verify webhook webhooks webmail webmaster wiki wpad www www1 www2
"""
RESERVED = frozenset(_WORDS.split())
_RESERVED_LOOKS = frozenset(look(word) for word in RESERVED)

_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئپچڤگ"
_ARABIC_LATIN = "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h u i a a a a e a u i p ch v g"
_HEBREW = "אבגדהוזחטיכךלמםנןסעפףצץקרשת"
_HEBREW_LATIN = "a b g d h o z h t i k k l m m n n s a p f tz tz k r sh t"
_LATIN = dict(zip(_ARABIC + _HEBREW, f"{_ARABIC_LATIN} {_HEBREW_LATIN}".split(), strict=True))
_FIRST = {"ي": "y", "و": "w", "ע": "a", "ו": "v", "י": "y"}
_SUFFIXES = ("care", "desk", "team")


class Refusal(StrEnum):
    """Why an address cannot be had."""

    EMPTY = "empty"
    LETTERS = "letters"
    HYPHENS = "hyphens"
    SHORT = "short"
    LONG = "long"
    RESERVED = "reserved"
    TAKEN = "taken"


def refusal(slug: str) -> Refusal | None:
    """What is wrong with an address by itself; whether somebody has it, only the database knows."""
    if not slug:
        return Refusal.EMPTY
    if not re.fullmatch(r"[a-z0-9-]+", slug):
        return Refusal.LETTERS
    if not SHORTEST <= len(slug) <= LONGEST:
        return Refusal.SHORT if len(slug) < SHORTEST else Refusal.LONG
    if not _SHAPE.fullmatch(slug):
        return Refusal.HYPHENS
    if look(slug) in _RESERVED_LOOKS or look(_BRAND) in map(look, slug.split("-")):
        return Refusal.RESERVED
    return None


def propose(name: str, country: str = "") -> Iterator[str]:
    """Addresses for a company's name, the best first; Arabic and Hebrew names are written in Latin letters."""
    stem = _cut(_latin(name))
    endings = [ending for ending in (country.lower(), *_SUFFIXES, "2", "3", "4") if ending]
    for candidate in (stem, *(f"{_cut(stem, LONGEST - 6)}-{ending}" for ending in endings)):
        if refusal(candidate) is None:
            yield candidate


def _latin(name: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).casefold())
    words = re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char)).replace("_", " "))
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]", "", _spell(word)) for word in words)))


def _spell(word: str) -> str:
    start = _FIRST.get(word[0], "")
    rest = word[1:] if start else word
    letters = start + "".join(_LATIN.get(char, char) for char in rest)
    return letters[:-1] + "a" if word[-1] == "ה" and len(word) > 2 else letters


def _cut(stem: str, longest: int = LONGEST) -> str:
    return stem[:longest].strip("-")


def guess_country(accept_language: str) -> str:
    """The country a browser names first, as in "ar-EG,ar;q=0.9"; "" when it names none."""
    found = re.search(r"\b[a-z]{2,3}-([A-Z]{2})\b", accept_language)
    return found[1] if found else ""

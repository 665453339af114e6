"""How an address is written down, so that one person is one contact."""

import re

_PHONE = re.compile(r"[^\d+]")


def normalise_email(value: str) -> str:
    """Lower-case, no folding of dots or plus signs: those are different mailboxes for some hosts."""
    return value.strip().lower()


def normalise_phone(value: str) -> str:
    """Digits and a leading plus."""
    digits = _PHONE.sub("", value)
    return digits[:1] + digits[1:].replace("+", "")


def name_from_email(email: str) -> str:
    """What to call somebody who gave no name: the local part of the address."""
    return email.partition("@")[0].replace(".", " ").replace("_", " ").strip() or email


_TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "prof", "eng", "sir", "madam", "מר", "גב", "גברת", "דר", "פרופ", "עוד", "אדון",
    "د", "م", "أ", "دكتور", "دكتورة", "الدكتور", "الدكتورة", "السيد", "السيدة", "الأستاذ", "الأستاذة", "أستاذ",
    "أستاذة", "المهندس", "المهندسة", "مهندس", "مهندسة", "الشيخ",
}  # fmt: skip
_BEGINS_A_PAIR = {"عبد", "أبو", "ابو", "أم", "ام", "ابن", "abd", "abu", "abou", "abdul", "abdel", "umm", "ibn"}
_ENDS_A_PAIR = {"الله", "الدين", "الإسلام", "الاسلام", "الزهراء"}
_COMPANIES = {"inc", "ltd", "llc", "gmbh", "co", "corp", "plc", "sarl"}


def first_name(name: str) -> str:
    """How to greet somebody: without titles, "Abd" and "Abu" with the word they belong to. "" when no name says it."""
    family, comma, given = name.partition(",")
    words = [word for word in (given if comma and given.strip() else family).split() if _bare(word) not in _TITLES]
    if not words or "@" in name or not any(char.isalpha() for char in words[0]) or _bare(words[0]) in _COMPANIES:
        return ""
    pair = len(words) > 1 and (_bare(words[0]) in _BEGINS_A_PAIR or words[1] in _ENDS_A_PAIR)
    return " ".join(words[: 2 if pair else 1])


def _bare(word: str) -> str:
    return re.sub(r"[.'\"׳״’]", "", word).lower()

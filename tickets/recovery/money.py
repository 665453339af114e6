"""Amounts: whole numbers of a currency's smallest unit, as people type them and as they are said. Pure."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, is_currency
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal
from helpdesk.lib.text import strip_bidi

MOST = 10**12
"""No amount is larger: sums of a million of them still fit into the database's numbers."""

_MARKS = str.maketrans({"٫": ".", "٬": ",", "،": ",", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_GROUPED = re.compile(r"\d{1,3}(?:([,' ])\d{3})(?:\1\d{3})*(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_TOUCHING = re.compile(r"(?<=[^\W\d_])(?=\d)")  # babel leaves no space between "SAR" and its digits; CLDR wants one
_LANGUAGES = ("en", "ar", "he")
_LONGEST = 40


class BadAmount(Refusal):
    """What was typed is no amount. `message` says why."""

    field = "amount"

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def is_known(currency: str) -> bool:
    """Whether it is a code like "SAR"."""
    return len(currency) == 3 and currency.isupper() and is_currency(currency)


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """How many decimals the currency has in use: 2 for SAR, 3 for KWD, 0 for JPY."""
    return int(get_currency_precision(currency))


def parse(typed: str, currency: str) -> int:
    """What was typed, in the smallest unit: "١٢٫٥" of SAR is 1250. Digits of any script, with or without the currency.

    Never guesses: what could be read in two ways is refused. Raises BadAmount.
    """
    text = _bare(typed, currency)
    if text.startswith(("-", "−")):
        raise BadAmount(_("Write an amount that is not below zero."))
    amount = _number(text, exponent(currency)).scaleb(exponent(currency))
    if amount != amount.to_integral_value():
        digits = exponent(currency)
        raise BadAmount(
            ngettext_lazy(
                "This currency has %(digits)d decimal at most.",
                "This currency has %(digits)d decimals at most.",
                digits,
            )
            % {"digits": digits}
        )
    if amount > MOST:
        raise BadAmount(_("This is too large an amount."))
    return int(amount)


def plain(amount: int, currency: str) -> str:
    """For machines and for a field to type in: "12.50"."""
    return f"{_decimal(amount, currency):f}"


def said(amount: int, currency: str, language: str = "") -> str:
    """As the language writes it: "SAR 12.50", "12.50 ر.س."; of the current language when none is given."""
    code = (language or get_language() or "en").partition("-")[0]
    written = str(format_currency(_decimal(amount, currency), currency, locale=code if code in _LANGUAGES else "en"))
    return _TOUCHING.sub("\u00a0", written)


def _decimal(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-exponent(currency))


def _bare(typed: str, currency: str) -> str:
    """Without direction marks and the currency's own signs; digits are ASCII."""
    text = strip_bidi(typed[:_LONGEST]).translate(_MARKS)
    for sign in (currency, *_signs(currency)):
        text = text.replace(sign, " ", 1) if sign in text else text
    return "".join(_digit(char) for char in text).strip()


@lru_cache(maxsize=512)
def _signs(currency: str) -> tuple[str, ...]:
    """Its symbols in our languages, the longest first."""
    found = {strip_bidi(get_currency_symbol(currency, locale=code)) for code in _LANGUAGES}
    return tuple(sorted((sign.translate(_MARKS) for sign in found), key=len, reverse=True))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _number(text: str, digits: int) -> Decimal:
    if _GROUPED.fullmatch(text) and not _is_ambiguous(text, digits):
        last = max(text.rfind(","), text.rfind("."))
        is_decimal_comma = last >= 0 and text[last] == "," and "." in text[:last]
        if is_decimal_comma:
            return Decimal(text.replace(".", "").replace(",", "."))
        return Decimal(re.sub(r"[,' ]", "", text))
    if _PLAIN.fullmatch(text) and not _is_ambiguous(text, digits):
        return Decimal(text.replace(",", "."))
    raise BadAmount(_("Write the amount in digits, with a point before the decimals: 1250.50."))


def _is_ambiguous(text: str, digits: int) -> bool:
    """`1,234` of a currency with three decimals, `1.500` of others: a thousand, or one and a bit?"""
    thousand = r"\d{1,3},\d{3}" if digits == 3 else r"[1-9]\d{0,2}\.\d{3}"
    return digits <= 3 and re.fullmatch(thousand, text) is not None

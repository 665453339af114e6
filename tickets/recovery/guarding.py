"""A voucher's code in public is anybody's: it is stopped before it is seen."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from tickets.messages.registry import Finding
from tickets.recovery import vouchers

_SIGNS = vouchers.ALPHABET + vouchers.ALPHABET.lower()
_NEXT = rf"[\W_]{{0,3}}[{_SIGNS}]"  # hyphens, blanks, stars, direction marks: whatever stands between
_CODE = re.compile(rf"(?<![A-Za-z0-9])(?=([{_SIGNS}](?:{_NEXT}){{{vouchers.LENGTH - 1}}})(?![A-Za-z0-9]))")
_MOST = 2_000


def guard(text: str) -> Sequence[Finding]:
    """Every code of ours in it, whatever state its voucher is in, in any letters that we would take at the till."""
    places = list(islice(_CODE.finditer(_narrow(text)), _MOST))  # also those that begin with a word before the code
    known = vouchers.known({_signs(place[1]) for place in places}) if places else set()
    return [
        Finding(
            kind="voucher",
            words=text[start:end],
            start=start,
            end=end,
            title=_("A voucher's code"),
            why=_("Whoever reads it first can use it. Send it in private."),
        )
        for start, end in _apart(place.span(1) for place in places if _signs(place[1]) in known)
    ]


def _narrow(text: str) -> str:
    """As long as the text, its wide letters and digits in their usual form."""
    return "".join(one if len(one := unicodedata.normalize("NFKC", char)) == 1 else char for char in text)


def _signs(written: str) -> str:
    return "".join(filter(str.isalnum, written))


def _apart(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    after = 0
    for start, end in spans:
        if start >= after:
            yield start, end
            after = end

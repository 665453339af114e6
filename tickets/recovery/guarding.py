"""A voucher's code in public is anybody's: it is stopped before it is seen."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tickets.messages.registry import Finding
from tickets.recovery import vouchers

_SIGNS = vouchers.ALPHABET + vouchers.ALPHABET.lower()
_NEXT = rf"[-\s\u2010-\u2015]?[{_SIGNS}]"
_CODE = re.compile(rf"(?<![A-Za-z0-9])[{_SIGNS}](?:{_NEXT}){{{vouchers.LENGTH - 1}}}(?![A-Za-z0-9])")
_MOST = 20


def guard(text: str) -> Sequence[Finding]:
    """Every code of ours in it, whatever state its voucher is in."""
    found = list(_CODE.finditer(text))[:_MOST]
    return [
        Finding(
            kind="voucher",
            words=place[0],
            start=place.start(),
            end=place.end(),
            title=_("A voucher's code"),
            why=_("Whoever reads it first can use it. Send it in private."),
        )
        for place in found
        if vouchers.look_up(place[0]) is not None
    ]

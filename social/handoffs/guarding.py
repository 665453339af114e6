"""Everybody reads what is public: the key of a private page may not stand there."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tickets.messages.registry import Finding
from tickets.portal import keys

KIND = "private_page"


def guard(text: str) -> Sequence[Finding]:
    return [
        Finding(
            kind=KIND,
            words=text[start:end],
            start=start,
            end=end,
            title=_("Opens the private page to everybody"),
            why=_("Whoever reads this address can read and write as this customer. Take it out."),
        )
        for start, end in keys.found_in(text)
    ]

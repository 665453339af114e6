"""Findings in words: what it is, and why that is no good where everybody reads it."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from social.guard import rules
from tickets.messages.registry import Finding

SAID: dict[str, tuple[str | Promise, str | Promise]] = {
    "compensation": (
        _("Offers money in public"),
        _("Whoever reads it will ask why this customer got it and they did not. Offer it on the private side."),
    ),
    "favour": (
        _("Promises special treatment"),
        _("Everybody else reads that they are not special. Do it in silence, or do it for all."),
    ),
    "private": (
        _("Gives away private data"),
        _("Strangers can use it, and it cannot be taken back. Ask for it, and say it, on the private side."),
    ),
    "argument": (
        _("Sounds like an argument"),
        _("Nobody has ever won one in public. Say first what went wrong for the customer."),
    ),
    "blame": (
        _("Blames the customer"),
        _("Even where it is true, everybody reads a company against a person. Say what you will do."),
    ),
    "excuse": (
        _("Sounds like an excuse"),
        _("For the customer it was you, whoever it was behind you. Say what happened, and what comes next."),
    ),
}


def guard(text: str) -> Sequence[Finding]:
    """What should not leave as it is, for `messages.registry.guards`."""
    return [
        Finding(spot.kind, text[spot.start : spot.end], spot.start, spot.end, *SAID[spot.kind])
        for spot in rules.read(text)
    ]

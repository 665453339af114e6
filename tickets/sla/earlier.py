"""What the hours of a calendar were before a change, as long as some clocks still run by them."""

from datetime import date
from typing import Any
from uuid import UUID

from tenants.outbox import selectors as outbox
from tickets.calendars.rules import Hours, Special

KIND = "sla.reckon"
Version = tuple[UUID, int]
"""A calendar and its version."""


def hours(version: Version) -> Hours | None:
    """They stand in the wish to reckon open clocks anew; None once that is done."""
    queued = (read(payload) for payload in outbox.queued(KIND) if "hours" in payload)
    return next((known for which, known in queued if which == version), None)


def read(payload: dict[str, Any]) -> tuple[Version, Hours]:
    """What such a wish says."""
    return (UUID(payload["calendar"]), payload["version"]), _unpack(payload["hours"])


def pack(hours: Hours) -> dict[str, Any]:
    """Hours as JSON holds them."""
    return {
        "zone": hours.zone,
        "week": hours.week,
        "special": [
            [one.first.isoformat(), one.last.isoformat(), one.spans, one.keeps_days_off] for one in hours.special
        ],
        "holidays": sorted(day.isoformat() for day in hours.holidays),
    }


def _unpack(kept: dict[str, Any]) -> Hours:
    special = [
        Special(date.fromisoformat(first), date.fromisoformat(last), tuple((a, b) for a, b in spans), keeps)
        for first, last, spans, keeps in kept["special"]
    ]
    week = tuple(tuple((a, b) for a, b in day) for day in kept["week"])
    holidays = frozenset(map(date.fromisoformat, kept["holidays"]))
    return Hours(kept["zone"], week, tuple(special), holidays)

"""Until when an agent lays a ticket aside, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = 9


def _morning(now: datetime, days: int) -> datetime:
    """Of a day to come, by the company's clock."""
    local = timezone.localtime(now)
    day = local.replace(tzinfo=None, hour=MORNING, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return day.replace(tzinfo=local.tzinfo)


CHOICES: dict[str, tuple[str | Promise, Callable[[datetime], datetime]]] = {
    "hour": (_("for an hour"), lambda now: now + timedelta(hours=1)),
    "hours": (_("for four hours"), lambda now: now + timedelta(hours=4)),
    "tomorrow": (_("until tomorrow morning"), lambda now: _morning(now, 1)),
    "days": (_("for three days"), lambda now: _morning(now, 3)),
    "week": (_("for a week"), lambda now: _morning(now, 7)),
}


def until(choice: str, now: datetime) -> datetime:
    """Raises KeyError for what is not offered."""
    return CHOICES[choice][1](now)


def offers() -> list[tuple[str, str]]:
    return [(name, str(label)) for name, (label, _at) in CHOICES.items()]

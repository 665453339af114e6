"""When somebody is there: what may honestly be said about the answer."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

_A_WEEK = 8


def next_opening(
    now: datetime, opens_at: time | None, closes_at: time | None, days_off: Collection[int]
) -> datetime | None:
    """When somebody is there again; None when somebody is there now. `now` is local, `days_off` are ISO weekdays."""
    if opens_at is None or closes_at is None or len(set(days_off)) >= 7:
        return None
    for ahead in range(-1, _A_WEEK):  # from yesterday: a night shift may still be there
        day = now + timedelta(days=ahead)
        if day.isoweekday() in days_off:
            continue
        opening, closing = _at(day, opens_at), _at(day, closes_at)
        if closing <= opening:  # past midnight
            closing += timedelta(days=1)
        if opening <= now < closing:
            return None
        if opening > now:
            return opening
    return None


def _at(day: datetime, moment: time) -> datetime:
    return day.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)

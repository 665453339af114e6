"""Time said in words of the active language: durations, and moments as an agent would name them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
HEBREW_MONTH = "'ב'MMM"  # "22 in Nov."
TODAY, THIS_WEEK, THIS_YEAR, EVER = "HH:mm", "EEE HH:mm", "d MMM", "d MMM y"
FULL, DAY_AND_MONTH, WEEKDAY = "EEE d MMM y, HH:mm", "EEE d MMM", "EEE"


def duration(minutes: float) -> SafeString:
    """`22 min`, `60 min`, `1:28 h`, `2 d 3 h`; the sign is left to the words around it."""
    whole = round(abs(minutes))
    if whole <= HOUR:
        return _number(str(whole), pgettext("duration, short for minutes", "min"))
    if whole < DAY:
        return _number(f"{whole // HOUR}:{whole % HOUR:02}", pgettext("duration, short for hours", "h"))
    days, hours = divmod(whole // HOUR, 24)
    text = _number(str(days), pgettext("duration, short for days", "d"))
    if not hours or days >= 7:
        return text
    return format_html("{} {}", text, _number(str(hours), pgettext("duration, short for hours", "h")))


def working(minutes: int) -> SafeString:
    """`30 min`, `4 h`, `24 h 30 min`: of working hours, which have no days of 24 hours."""
    hours, rest = divmod(minutes, HOUR)
    parts = [
        *([_number(str(hours), pgettext("duration, short for hours", "h"))] if hours else []),
        *([_number(str(rest), pgettext("duration, short for minutes", "min"))] if rest or not hours else []),
    ]
    return format_html_join(" ", "{}", ((part,) for part in parts))


def in_words(minutes: float) -> str:
    """`45 minutes`, `2 hours`: for customers, who need not know our signs."""
    hours, rest = divmod(round(minutes), HOUR)
    if hours and not rest:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    whole = hours * HOUR + rest
    return ngettext("%(count)s minute", "%(count)s minutes", whole) % {"count": whole}


def signed(minutes: float) -> str:
    """`0:22`, `−0:12`, for the narrow list beside a ticket."""
    whole = round(abs(minutes))
    return f"{'−' if minutes < 0 else ''}{whole // HOUR}:{whole % HOUR:02}"


def moment(at: datetime, *, now: datetime | None = None) -> str:
    """The shortest name that is still clear: `14:32`, `Tue 14:32`, `9 Nov`, `9 Nov 2024`."""
    local, today = timezone.localtime(at), timezone.localtime(now or timezone.now())
    days = (today.date() - local.date()).days
    if days == 0:
        return _format(local, TODAY)
    if -7 < days < 7:
        return _format(local, THIS_WEEK)
    return _format(local, THIS_YEAR if local.year == today.year else EVER)


def appointment(at: datetime, *, now: datetime | None = None) -> str:
    """As a moment, but never without its hour: `14:32`, `Tue 14:32`, `Tue 1 Dec 2026, 14:32`."""
    away = timezone.localdate(at) - timezone.localdate(now or timezone.now())
    return moment(at, now=now) if abs(away.days) < 7 else full(at)


def full(at: datetime) -> str:
    """Weekday, date and time, for a title or a heading."""
    return _format(timezone.localtime(at), FULL.replace(",", "،") if _code() == "ar" else FULL)


def day(at: datetime) -> str:
    """`Sun 22 Nov`, for the strip."""
    return _format(timezone.localtime(at), DAY_AND_MONTH)


def dated(day: date) -> str:
    """`Sun 22 Nov`, `Sun 14 Feb 2027`, for a day that has no hour."""
    pattern = DAY_AND_MONTH if day.year == timezone.localdate().year else f"{DAY_AND_MONTH} y"
    return str(format_date(day, _spelt(pattern), locale=_code()))


def weekday(at: datetime) -> str:
    """`Sun`, under a column of a chart."""
    return _format(timezone.localtime(at), WEEKDAY)


def _number(digits: str, unit: str) -> SafeString:
    return format_html('<bdi class="num">{}</bdi>\N{NO-BREAK SPACE}{}', digits, unit)


def _code() -> str:
    return (get_language() or "en").split("-")[0]


def _format(at: datetime, pattern: str) -> str:
    return str(format_datetime(at, _spelt(pattern), locale=_code()))


def _spelt(pattern: str) -> str:
    return pattern.replace("MMM", HEBREW_MONTH) if _code() == "he" else pattern

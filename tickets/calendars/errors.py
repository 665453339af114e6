from enum import StrEnum

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal


class NeverOpen(Refusal):
    """Nobody is there for more than a year: no end of a time can be told."""

    message = gettext_lazy("With these hours nobody is there for more than a year.")
    field = "week"


class TooLong(Exception):
    """A time that ends more than `rules.LONGEST` years later is not reckoned."""


class Problem(StrEnum):
    """What is wrong with hours as they are written."""

    SHAPE = "shape"
    TIME = "time"
    EMPTY = "empty"
    OVERLAP = "overlap"
    MANY = "many"


SAID: dict[Problem, str | Promise] = {
    Problem.SHAPE: gettext_lazy("Write hours as 09:00–13:00, 14:00–18:00."),
    Problem.TIME: gettext_lazy("A time is between 00:00 and 24:00."),
    Problem.EMPTY: gettext_lazy("Close later than you open. For the whole day write 00:00–24:00."),
    Problem.OVERLAP: gettext_lazy("Two of these hours overlap, or meet the night before."),
    Problem.MANY: gettext_lazy("At most 8 times a day."),
}


class BadHours(Refusal):
    """`problem`, and the ISO weekday it is about, where it is about one."""

    field = "week"

    def __init__(self, problem: Problem, day: int | None = None) -> None:
        super().__init__(problem, day)
        self.problem, self.day = problem, day

    def on(self, day: int) -> "BadHours":
        return BadHours(self.problem, day)

    @property
    def said(self) -> str:
        """Without the day, for a field of that day."""
        return str(SAID[self.problem])

    @property
    def message(self) -> str:  # type: ignore[override]
        if self.day is None:
            return self.said
        return _("%(day)s: %(said)s") % {"day": WEEKDAYS[self.day - 1], "said": self.said}


class UnknownZone(Refusal):
    message = gettext_lazy("We do not know this time zone.")
    field = "timezone"


class UnknownCountry(Refusal):
    message = gettext_lazy("We do not know the public holidays of this country.")
    field = "country"


class BadDates(Refusal):
    message = gettext_lazy("The last day comes before the first, or is more than a year later.")
    field = "last"


class TooManyDays(Refusal):
    message = gettext_lazy("At most 200 special days. Take away some that have passed.")


class TooManyCalendars(Refusal):
    message = gettext_lazy("At most 100 calendars are offered at a time. Archive one first.")


class DefaultStays(Refusal):
    message = gettext_lazy("This is the company's default. Make another one the default first.")


class CalendarArchived(Refusal):
    message = gettext_lazy("This calendar is archived.")

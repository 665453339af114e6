from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal


class NoTarget(Refusal):
    message = gettext_lazy("Say within what time you answer or solve: one of the three at least.")
    field = "first_minutes"


class TooManyPolicies(Refusal):
    message = gettext_lazy("At most 100 policies count at a time. Archive one first.")


class NoName(Refusal):
    message = gettext_lazy("Give it a name.")
    field = "name"


class BadTarget(Refusal):
    message = gettext_lazy("A time is from one minute to a year.")

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class BadWarning(Refusal):
    message = gettext_lazy("Warn when 1 to 99 percent of the time has passed.")
    field = "warn_percent"

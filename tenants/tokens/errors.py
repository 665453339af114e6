from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A token that is not made or not ended. Nothing was changed."""


class NotOwn(Refused):
    """The token acts for somebody else, and the member may not revoke other people's."""

    message = _("This token acts for somebody else. An admin can revoke it.")


class UnknownScope(Refused):
    """No room of that name, or no scope at all."""

    message = _("Let the token into one room at least.")


class AlreadyOver(Refused):
    message = _("This day is over. Choose one that is still to come.")
    field = "last_day"


class TooMany(Refused):
    message = _("50 tokens of yours are good at once. Revoke one that nothing uses any more.")

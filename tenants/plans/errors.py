"""Each says to the person at the screen what to do: `message` is a lazy translation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A change of a desk that is not possible. Nothing was changed."""

    message: str | Promise = _("This cannot be done.")


class NotActive(Refused):
    message = _("This desk is closed already.")


class NotSuspended(Refused):
    message = _("This desk is open already.")

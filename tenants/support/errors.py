"""Each says to the person at the screen what to do: `message` is a lazy translation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A grant that cannot be given or taken back. Nothing was changed."""

    message: str | Promise = _("This cannot be done.")


class GrantedMeanwhile(Refused):
    message = _("Somebody gave access at the same moment. Look at it first.")


class Ended(Refused):
    message = _("This access has ended already.")

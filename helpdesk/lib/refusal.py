"""What a service says no to, in words for whoever asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Nothing was changed. `message` says to the person at the screen what to do, beside `field` if it is about one."""

    message: str | Promise = _("This cannot be done.")
    field = ""

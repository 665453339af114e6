from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A change of a desk that is not possible. Nothing was changed."""


class NotActive(Refused):
    message = _("This desk is closed already.")


class NotSuspended(Refused):
    message = _("This desk is open already.")

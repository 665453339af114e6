from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A grant that cannot be given or taken back. Nothing was changed."""


class GrantedMeanwhile(Refused):
    message = _("Somebody gave access at the same moment. Look at it first.")


class Ended(Refused):
    message = _("This access has ended already.")

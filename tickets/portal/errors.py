from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """What a customer may not do on a public page. Nothing was changed."""


class FormClosed(Refused):
    message = _("The form is closed.")


class NotProving(Refused):
    """Only the key that was mailed says whose address it is."""

    message = _("Open the link in our mail to do this.")

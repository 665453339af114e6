from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class NoHours(Refusal):
    """Quiet hours without length."""

    message = _("Quiet hours end at another time than they begin.")
    field = "ends_at"

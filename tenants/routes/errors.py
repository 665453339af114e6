from django.utils.translation import gettext_lazy as _


class RouteTaken(Exception):
    """The address belongs to somebody already."""

    message = _("This address is taken.")

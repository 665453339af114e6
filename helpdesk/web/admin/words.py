"""Words of Django's admin that it says in no Hebrew, or to a man only: named here so that our catalogues say them."""

from django.utils.translation import gettext_lazy as _

WORDS = (
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Start typing to filter…"),
    _("Go"),
    _("View"),
    _("Show all"),
    _("Select %s to view"),
    _("Select %s to change"),
)

"""What Django's admin says in no Hebrew, to a man only, or oddly: named here so that our catalogues say it."""

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
    _("Add %(name)s"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Save and view"),
    _("Filter"),
)

"""The prepared texts as the composer offers them: in the customer's language, filled in for one ticket."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def still_open(names: Sequence[str]) -> str:
    """What a refused reply still lacks, in words."""
    listed = pgettext("between the items of a list", ", ").join(names)
    return _("Nothing was sent: fill in %(names)s first.") % {"names": listed}

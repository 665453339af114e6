"""For how long a company may let operators in."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
LABELS = [("hour", _("1 hour")), ("day", _("1 day")), ("week", _("7 days"))]

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel
from tickets.calendars.rules import Hours


class Calendar(TenantModel):
    """Working hours. `week` holds intervals by ISO weekday: {"1": [["09:00", "13:00"], ["22:00", "02:00"]]}.

    An interval that ends before it begins ends on the next day; "24:00" is midnight. `version` rises with each change
    of the hours or days.
    """

    name = models.CharField(_("name"), max_length=80)
    timezone = models.CharField(_("time zone"), max_length=50)
    week = models.JSONField(_("hours"), default=dict)
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)  # "": none
    is_default = models.BooleanField(_("default"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("when", "made"), auto_now_add=True)
    hours_before: "Hours | None" = None  # no column: what they were when it was locked for a change

    class Meta(TenantModel.Meta):
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_default=True), name="calendar_default_uq"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at__isnull=True), name="calendar_default_is_kept"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpecialDay(TenantModel):
    """Other hours than the week's from `first` to `last`, both included: `hours` [] is closed all day.

    Where two overlap, the one that begins later counts. A special day wins over a public holiday, except where
    `keeps_days_off`: then its hours hold only on days that the week and the holidays leave open (a month of Ramadan).
    """

    calendar = TenantForeignKey(Calendar, db_on_delete="CASCADE", related_name="days", verbose_name=_("calendar"))
    name = models.CharField(_("name"), max_length=80)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    hours = models.JSONField(_("hours"), default=list, blank=True)
    keeps_days_off = models.BooleanField(_("days off stay days off"), default=False, db_default=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="specialday_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["tenant", "calendar", "first"], name="specialday_of_ix")]

    def __str__(self) -> str:
        return self.name

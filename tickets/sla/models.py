from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel
from tickets.ticket.models import Channel, Priority


class Metric(models.TextChoices):
    FIRST = "first", pgettext_lazy("clock", "First answer")
    NEXT = "next", pgettext_lazy("clock", "Next answer")
    RESOLUTION = "resolution", pgettext_lazy("clock", "Solution")


class SlaPolicy(TenantModel):
    """What we aim at for some tickets. The first one by `position` that fits a ticket counts; "" and null fit all.

    Targets are minutes of the calendar's hours; null is no such clock. `version` rises with each change.
    """

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, blank=True)
    team = TenantForeignKey("tenants.Team", null=True, blank=True, related_name="+", verbose_name=_("team"))
    tag = TenantForeignKey("tickets.Tag", null=True, blank=True, related_name="+", verbose_name=_("tag"))
    calendar = TenantForeignKey("tickets.Calendar", related_name="+", verbose_name=_("calendar"))
    first_minutes = models.PositiveIntegerField(_("first answer within (minutes)"), null=True, blank=True)
    next_minutes = models.PositiveIntegerField(_("next answer within (minutes)"), null=True, blank=True)
    resolution_minutes = models.PositiveIntegerField(_("solution within (minutes)"), null=True, blank=True)
    warn_percent = models.PositiveSmallIntegerField(_("warn when this share of the time has passed (%)"), default=75)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("when", "made"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=99), name="slapolicy_warns_before_the_end"
            ),
            models.CheckConstraint(
                condition=~Q(first_minutes=0) & ~Q(next_minutes=0) & ~Q(resolution_minutes=0),
                name="slapolicy_targets_are_positive",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "position", "id"], condition=Q(archived_at__isnull=True), name="slapolicy_order_ix"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SlaClock(TenantModel):
    """One thing the customer waits for. `elapsed_s` is what had passed when it last began to run, at `running_since`.

    Paused: `running_since` and `due_at` are null. `breached_at` is the due time that passed; it stays, unless we hear
    that the clock had ended before it. `next_at` is when the sweeper looks: the warning, else the due time; null when
    neither is left. `cycle` counts the clocks of one metric on one ticket.
    """

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="clocks")
    metric = models.CharField(max_length=10, choices=Metric.choices)
    cycle = models.PositiveIntegerField(default=1)
    policy = TenantForeignKey(SlaPolicy, related_name="+")
    policy_version = models.PositiveIntegerField()
    calendar = TenantForeignKey("tickets.Calendar", related_name="+")
    calendar_version = models.PositiveIntegerField()
    target_s = models.PositiveIntegerField()
    warn_percent = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    elapsed_s = models.PositiveIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "metric", "cycle"], name="slaclock_cycle_uq"),
            models.UniqueConstraint(
                fields=["tenant", "ticket", "metric"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="slaclock_open_uq",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True), name="slaclock_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="slaclock_ended_is_not_due",
            ),
            models.CheckConstraint(
                condition=Q(running_since__isnull=True, due_at__isnull=True)
                | Q(running_since__isnull=False, due_at__isnull=False),
                name="slaclock_runs_to_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "next_at", "id"], condition=Q(next_at__isnull=False), name="slaclock_due_ix"
            ),
            models.Index(
                fields=["next_at"], include=["tenant"], condition=Q(next_at__isnull=False), name="slaclock_sweep_ix"
            ),
        ]


class SlaEvent(TenantModel):
    """What happened to a clock; only ever added to. `at` is the time that counts, `created_at` when we wrote it."""

    class Verb(models.TextChoices):
        STARTED = "started", pgettext_lazy("clock", "started")
        PAUSED = "paused", pgettext_lazy("clock", "paused")
        RESUMED = "resumed", pgettext_lazy("clock", "runs again")
        CHANGED = "changed", pgettext_lazy("clock", "reckoned anew")
        WARNED = "warned", pgettext_lazy("clock", "warned")
        BREACHED = "breached", pgettext_lazy("clock", "missed")
        MET = "met", pgettext_lazy("clock", "kept")
        CANCELLED = "cancelled", pgettext_lazy("clock", "ended without an answer")

    clock = TenantForeignKey(SlaClock, db_on_delete="CASCADE", related_name="events")
    ticket_id = models.UUIDField()
    verb = models.CharField(max_length=10, choices=Verb.choices)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "clock", "verb"],
                condition=Q(verb__in=["started", "breached", "met", "cancelled"]),
                name="slaevent_once_uq",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket_id", "-at"], name="slaevent_ticket_ix"),
            models.Index(fields=["tenant", "verb", "-at"], name="slaevent_verb_ix"),
        ]

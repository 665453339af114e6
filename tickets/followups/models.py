from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Promise(TenantModel):
    """We said by when the customer hears from us. Kept only by a later reply that was sent.

    `stage` is what its owner was told: 0 nothing, 1 half of the time is over, 2 soon due, 3 broken (his lead knows).
    `next_at` is when the sweeper looks again; null when nothing is left to tell.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "Open")
        KEPT = "kept", pgettext_lazy("promise", "Kept")
        BROKEN = "broken", pgettext_lazy("promise", "Broken")
        RENEGOTIATED = "moved", pgettext_lazy("promise", "Agreed anew")
        WITHDRAWN = "withdrawn", pgettext_lazy("promise", "Withdrawn")

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="promises")
    message = TenantForeignKey("tickets.Message", db_on_delete="CASCADE", related_name="promises")
    owner = TenantForeignKey("tenants.Member", null=True, related_name="+")
    made_by = TenantForeignKey("tenants.Member", related_name="+")
    made_at = models.DateTimeField(pgettext_lazy("of a promise", "made"))
    due_at = models.DateTimeField(pgettext_lazy("of a promise", "due"))
    state = models.CharField(
        pgettext_lazy("of a promise", "state"), max_length=10, choices=State.choices, default=State.OPEN
    )
    stage = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(
        pgettext_lazy("when", "broken"), null=True
    )  # the due time that passed; stays when the word comes late
    settled_at = models.DateTimeField(pgettext_lazy("when", "settled"), null=True)
    settled_by = TenantForeignKey("tenants.Member", null=True, related_name="+")
    kept_by = TenantForeignKey("tickets.Message", null=True, related_name="+")
    replaced_by = TenantForeignKey("self", null=True, related_name="+")
    reason = models.CharField(pgettext_lazy("why", "reason"), max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("of our word", "promise")
        verbose_name_plural = pgettext_lazy("of our word", "promises")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=Q(settled_at__isnull=True), name="promise_open_uq"
            ),
            models.CheckConstraint(
                condition=Q(state="open", broken_at__isnull=True, settled_at__isnull=True)
                | Q(state="broken", broken_at__isnull=False)
                | Q(state="kept", kept_by__isnull=False, settled_at__isnull=False, broken_at__isnull=True)
                | Q(state__in=["moved", "withdrawn"], settled_at__isnull=False, broken_at__isnull=True),
                name="promise_state_fits",
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(settled_at__isnull=True), name="promise_settled_is_not_due"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "-made_at"], name="promise_ticket_ix"),
            models.Index(fields=["tenant", "next_at", "id"], condition=Q(next_at__isnull=False), name="promise_due_ix"),
            models.Index(
                fields=["next_at"], include=["tenant"], condition=Q(next_at__isnull=False), name="promise_sweep_ix"
            ),
            models.Index(
                fields=["tenant", "due_at", "id"], condition=Q(settled_at__isnull=True), name="promise_open_ix"
            ),
            models.Index(fields=["tenant", "state", "-due_at"], name="promise_state_ix"),
        ]


class Chaser(TenantModel):
    """The customer had to ask for news. `phrase` is the rule of our lists that recognised it, not his words."""

    message = TenantForeignKey("tickets.Message", db_on_delete="CASCADE", related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="chasers")
    phrase = models.CharField(max_length=120)
    language = models.CharField(max_length=5, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "message"], name="chaser_message_uq")]
        indexes = [
            models.Index(fields=["tenant", "ticket", "created_at"], name="chaser_ticket_ix"),
            models.Index(fields=["tenant", "created_at"], name="chaser_day_ix"),
        ]

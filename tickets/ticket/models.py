from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Status(models.TextChoices):
    NEW = "new", pgettext_lazy("status", "New")
    OPEN = "open", pgettext_lazy("status", "Open")
    WAITING = "waiting", pgettext_lazy("status", "Waiting for the customer")
    SOLVED = "solved", pgettext_lazy("status", "Solved")


class Priority(models.TextChoices):
    LOW = "low", pgettext_lazy("priority", "Low")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    HIGH = "high", pgettext_lazy("priority", "High")
    URGENT = "urgent", pgettext_lazy("priority", "Urgent")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    CONSOLE = "console", _("Console")
    FORM = "form", _("Web form")
    API = "api", _("API")
    SOCIAL = "social", _("Social network")


class CustomStatus(TenantModel):
    """A company's own name for a stage: "Waiting for the courier" is a kind of waiting. `name` is translated."""

    kind = models.CharField(_("kind"), max_length=8, choices=Status.choices)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")

    def __str__(self) -> str:
        return str(self.name)


class Category(TenantModel):
    """What a matter is about, in the company's words. `name` is translated."""

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return str(self.name)


class Counter(TenantModel):
    """The last ticket number of a tenant. The row is locked to the end of the transaction: take the number last."""

    last = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="counter_uq")]


class Ticket(TenantModel):
    """`waiting_since` is the time of the customer's first unanswered message; null when it is not our turn.

    Kept here for the lists by the rooms that own them: while it is our turn, `due_at` is by when we answer and
    `risk_at` from when that is in danger (sla); `chased_at` is the first time he asked again, `promised_at` by when he
    hears from us (followups). `snoozed_until`: nobody looks at it before.
    """

    number = models.BigIntegerField()
    subject = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    custom_status = TenantForeignKey(CustomStatus, null=True, blank=True, related_name="+")  # of the kind of `status`
    category = TenantForeignKey(Category, null=True, blank=True, related_name="+")
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=5, blank=True)
    requester = TenantForeignKey("tickets.Contact", related_name="tickets")
    assignee = TenantForeignKey("tenants.Member", null=True, blank=True, related_name="tickets")
    team = TenantForeignKey("tenants.Team", null=True, blank=True, related_name="tickets")
    preview = models.CharField(max_length=200, blank=True)  # the first words of the last message
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    risk_at = models.DateTimeField(null=True)
    chased_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    first_replied_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="ticket_number_uq")]
        indexes = [
            models.Index(
                fields=["tenant", "waiting_since", "id"],
                condition=Q(waiting_since__isnull=False, due_at__isnull=True, snoozed_until__isnull=True),
                name="ticket_undue_ix",
            ),
            models.Index(
                fields=["tenant", "-last_message_at", "-id"],
                condition=Q(due_at__isnull=True, solved_at__isnull=True, snoozed_until__isnull=True),
                name="ticket_calm_ix",
            ),
            models.Index(
                fields=["tenant", "assignee", "-last_message_at", "-id"],
                condition=Q(due_at__isnull=True, solved_at__isnull=True, snoozed_until__isnull=True),
                name="ticket_calm_mine_ix",
            ),
            models.Index(
                fields=["tenant", "-solved_at", "-id"], condition=Q(solved_at__isnull=False), name="ticket_solved_ix"
            ),
            models.Index(
                fields=["tenant", "due_at", "id"],
                include=["risk_at"],
                condition=Q(due_at__isnull=False, snoozed_until__isnull=True),
                name="ticket_due_ix",
            ),
            models.Index(
                fields=["tenant", "assignee", "due_at", "id"],
                condition=Q(due_at__isnull=False, snoozed_until__isnull=True),
                name="ticket_due_mine_ix",
            ),
            models.Index(
                fields=["tenant", "chased_at", "id"], condition=Q(chased_at__isnull=False), name="ticket_chased_ix"
            ),
            models.Index(
                fields=["tenant", "snoozed_until", "id"],
                condition=Q(snoozed_until__isnull=False),
                name="ticket_snoozed_ix",
            ),
            models.Index(
                fields=["snoozed_until"],
                include=["tenant"],
                condition=Q(snoozed_until__isnull=False),
                name="ticket_wake_ix",
            ),
            models.Index(fields=["tenant", "requester", "-created_at"], name="ticket_requester_ix"),
            models.Index(fields=["tenant", "created_at", "id"], name="ticket_created_ix"),
            models.Index(fields=["tenant", "updated_at", "id"], name="ticket_since_ix"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def status_name(self) -> str:
        """The company's own name for the status, else ours."""
        return str(self.custom_status or self.get_status_display())


class Tag(TenantModel):
    name = models.CharField(max_length=40)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="tag_name_uq")]

    def __str__(self) -> str:
        return self.name


class TicketTag(TenantModel):
    ticket = TenantForeignKey(Ticket, db_on_delete="CASCADE", related_name="tag_links")
    tag = TenantForeignKey(Tag, db_on_delete="CASCADE", related_name="ticket_links")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "tag"], name="tickettag_uq")]

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.web.listing import listed
from tenants.isolation.models import TenantForeignKey, TenantModel
from tenants.membership.models import Role


class Purpose(models.TextChoices):
    """A repair makes good what we did wrong and needs an apology first; a gesture is kindness without a fault."""

    REPAIR = "repair", pgettext_lazy("recovery", "Repair")
    GESTURE = "gesture", pgettext_lazy("recovery", "Gesture")


class Kind(models.TextChoices):
    REFUND = "refund", pgettext_lazy("compensation", "Refund")
    CREDIT = "credit", pgettext_lazy("compensation", "Credit")
    VOUCHER = "voucher", pgettext_lazy("compensation", "Voucher")
    GIFT = "gift", pgettext_lazy("compensation", "Gift")
    FREE = "free", pgettext_lazy("compensation", "Free service")


class Period(models.TextChoices):
    DAY = "day", pgettext_lazy("period", "day")
    WEEK = "week", pgettext_lazy("period", "week")
    MONTH = "month", pgettext_lazy("period", "month")


class Step(models.TextChoices):
    HEAR = "hear", pgettext_lazy("recovery step", "Hear")
    EMPATHISE = "empathise", pgettext_lazy("recovery step", "Empathise")
    APOLOGISE = "apologise", pgettext_lazy("recovery step", "Apologise")
    RESOLVE = "resolve", pgettext_lazy("recovery step", "Resolve")
    DIAGNOSE = "diagnose", pgettext_lazy("recovery step", "Diagnose")


class Recovery(TenantModel):
    """What went wrong on a ticket and how it is made good, or a kindness. One is open on a ticket at a time."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="recoveries")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    cause = models.TextField(blank=True)  # what "diagnose" found, in free words
    opened_by = TenantForeignKey("tenants.Member", related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=Q(closed_at__isnull=True), name="recovery_open_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket", "-opened_at"], name="recovery_ticket_ix")]


class RecoveryStep(TenantModel):
    """One of the five steps was done: who, when, and by which reply where there is one."""

    recovery = TenantForeignKey(Recovery, db_on_delete="CASCADE", related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    member = TenantForeignKey("tenants.Member", related_name="+")
    message = TenantForeignKey("tickets.Message", null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "recovery", "step"], name="recoverystep_uq"),
            models.CheckConstraint(
                condition=~Q(step="apologise") | Q(message__isnull=False), name="recoverystep_apology_is_a_message"
            ),
        ]


class Limit(TenantModel):
    """How much somebody may give without asking. Only ever added to: the newest `version` of the same words counts.

    For one `role`, or for one `member`, which goes before his role. `kind` "" is the limit of all kinds together and
    holds beside that of one kind. Amounts are in the smallest unit of `currency`; null is no bound of that sort, and
    `is_off` takes the limit back: without a limit nothing is given without asking.
    """

    role = models.CharField(_("role"), max_length=8, choices=Role.choices, blank=True)
    member = TenantForeignKey("tenants.Member", null=True, blank=True, related_name="+", verbose_name=_("member"))
    purpose = models.CharField(_("for"), max_length=8, choices=Purpose.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    per_grant = models.BigIntegerField(_("at once"), null=True, blank=True)
    per_ticket = models.BigIntegerField(_("on one ticket"), null=True, blank=True)
    per_customer = models.BigIntegerField(_("to one customer in a period"), null=True, blank=True)
    per_period = models.BigIntegerField(_("by one member in a period"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=5, choices=Period.choices, default=Period.MONTH)
    is_off = models.BooleanField(_("taken back"), default=False)
    version = models.PositiveIntegerField(_("version"), editable=False)
    set_by = TenantForeignKey("tenants.Member", related_name="+", editable=False, verbose_name=_("set by"))
    set_at = models.DateTimeField(pgettext_lazy("when", "set"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("compensation limit")
        verbose_name_plural = _("compensation limits")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "role", "purpose", "kind", "currency", "version"],
                condition=Q(member__isnull=True),
                name="limit_role_version_uq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "member", "purpose", "kind", "currency", "version"],
                condition=Q(member__isnull=False),
                name="limit_member_version_uq",
            ),
            models.CheckConstraint(
                condition=Q(role="", member__isnull=False) | (~Q(role="") & Q(member__isnull=True)),
                name="limit_is_for_a_role_or_a_member",
            ),
            models.CheckConstraint(
                condition=(Q(per_grant__isnull=True) | Q(per_grant__gte=0))
                & (Q(per_ticket__isnull=True) | Q(per_ticket__gte=0))
                & (Q(per_customer__isnull=True) | Q(per_customer__gte=0))
                & (Q(per_period__isnull=True) | Q(per_period__gte=0)),
                name="limit_amounts_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        whom = str(self.member) if self.member_id else self.get_role_display()
        kind = self.get_kind_display() if self.kind else _("all kinds")
        return f"{whom}: {listed([self.get_purpose_display(), kind, self.currency])}"


class Budget(TenantModel):
    """What was spent against one bound, and the bound as it was at the last grant. Changed by one statement only.

    `subject_id` is the ticket, the contact or the member, by `scope`. `starts_on` is the first day of the period in the
    company's time zone; null for a ticket.
    """

    class Scope(models.TextChoices):
        TICKET = "ticket"
        CUSTOMER = "customer"
        MEMBER = "member"

    scope = models.CharField(max_length=8, choices=Scope.choices)
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=5, choices=Period.choices, blank=True)
    starts_on = models.DateField(null=True)
    ceiling = models.BigIntegerField()
    spent = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "scope", "subject_id", "purpose", "kind", "currency", "period", "starts_on"],
                nulls_distinct=False,
                name="budget_uq",
            ),
            models.CheckConstraint(condition=Q(spent__gte=0) & Q(spent__lte=F("ceiling")), name="budget_holds"),
        ]


class Approval(TenantModel):
    """Somebody asks to give more than he may. Another person decides, for all of it or a part, before it expires."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("approval", "Open")
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        REFUSED = "refused", pgettext_lazy("approval", "Refused")
        EXPIRED = "expired", pgettext_lazy("approval", "Expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")

    ticket = TenantForeignKey(
        "tickets.Ticket", db_on_delete="CASCADE", related_name="approvals", verbose_name=_("ticket")
    )
    recovery = TenantForeignKey(Recovery, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, verbose_name=_("kind"))
    currency = models.CharField(max_length=3, verbose_name=_("currency"))
    asked = models.BigIntegerField()
    reason = models.CharField(max_length=500, verbose_name=_("reason"))
    words = models.TextField(blank=True, verbose_name=_("words for the customer"))
    asked_by = TenantForeignKey("tenants.Member", related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(auto_now_add=True, verbose_name=pgettext_lazy("when", "asked"))
    expires_at = models.DateTimeField(verbose_name=pgettext_lazy("when", "expires"))
    next_at = models.DateTimeField(null=True)  # when the sweeper ends it
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN, verbose_name=_("state"))
    granted = models.BigIntegerField(null=True)
    decided_by = TenantForeignKey("tenants.Member", null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(null=True, verbose_name=pgettext_lazy("when", "decided"))
    answer = models.CharField(max_length=500, blank=True, verbose_name=_("answer"))  # to the one who asked

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("compensation", "approval")
        verbose_name_plural = pgettext_lazy("compensation", "approvals")
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="approval_by_another_person"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(granted__gt=0, granted__lte=F("asked")),
                name="approval_grants_at_most_what_was_asked",
            ),
            models.CheckConstraint(condition=Q(asked__gt=0), name="approval_asks_for_something"),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(state="open"), name="approval_ended_is_not_due"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "asked_at", "id"], condition=Q(state="open"), name="approval_open_ix"),
            models.Index(fields=["tenant", "ticket", "-asked_at"], name="approval_ticket_ix"),
            models.Index(
                fields=["tenant", "next_at", "id"], condition=Q(next_at__isnull=False), name="approval_due_ix"
            ),
            models.Index(
                fields=["next_at"], include=["tenant"], condition=Q(next_at__isnull=False), name="approval_sweep_ix"
            ),
        ]


class Grant(TenantModel):
    """Something was given. What is taken back stays, with `reversed_at`. `key` makes a repeated wish one grant."""

    ticket = TenantForeignKey("tickets.Ticket", related_name="grants", verbose_name=_("ticket"))
    recovery = TenantForeignKey(Recovery, related_name="grants")
    contact = TenantForeignKey("tickets.Contact", related_name="+", verbose_name=_("customer"))
    purpose = models.CharField(max_length=8, choices=Purpose.choices, verbose_name=_("for"))
    kind = models.CharField(max_length=8, choices=Kind.choices, verbose_name=_("kind"))
    currency = models.CharField(max_length=3, verbose_name=_("currency"))
    amount = models.BigIntegerField()
    given_by = TenantForeignKey("tenants.Member", related_name="+", verbose_name=_("given by"))
    approval = TenantForeignKey(Approval, null=True, related_name="+")
    limits = models.JSONField(default=list)  # ids of the versions that allowed it
    message = TenantForeignKey("tickets.Message", null=True, related_name="+")  # the words with which it was told
    public_reading = models.CharField(max_length=300, blank=True, verbose_name=_("how it would read in public"))
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=pgettext_lazy("when", "given"))
    reversed_at = models.DateTimeField(null=True, verbose_name=pgettext_lazy("when", "taken back"))
    reversed_by = TenantForeignKey("tenants.Member", null=True, related_name="+", verbose_name=_("taken back by"))
    reversal_reason = models.CharField(max_length=300, blank=True, verbose_name=_("why it was taken back"))

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("compensation", "grant")
        verbose_name_plural = pgettext_lazy("compensation", "grants")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="grant_key_uq"),
            models.UniqueConstraint(
                fields=["tenant", "approval"], condition=Q(approval__isnull=False), name="grant_approval_uq"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_gives_something"),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "-created_at"], name="grant_ticket_ix"),
            models.Index(fields=["tenant", "contact", "-created_at"], name="grant_contact_ix"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="grant_recent_ix"),
            models.Index(fields=["tenant", "kind", "-created_at"], name="grant_kind_ix"),
        ]


class Charge(TenantModel):
    """How much of a budget a grant took; a negative one gives it back. Only ever added to: `spent` is their sum."""

    grant = TenantForeignKey(Grant, related_name="charges")
    budget = TenantForeignKey(Budget, related_name="charges")
    amount = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="charge_moves_something")]
        indexes = [
            models.Index(fields=["tenant", "budget"], include=["amount"], name="charge_budget_ix"),
            models.Index(fields=["tenant", "grant"], name="charge_grant_ix"),
        ]


class LedgerEntry(TenantModel):
    """One side of a posting; the sides of a posting sum to zero. Only ever added to: the app can change none."""

    class Account(models.TextChoices):
        COST = "cost", pgettext_lazy("account", "Cost of care")
        OWED = "owed", pgettext_lazy("account", "Owed to customers")
        SETTLED = "settled", pgettext_lazy("account", "Redeemed or paid")

    posting = models.UUIDField(verbose_name=_("posting"))
    grant = TenantForeignKey(Grant, related_name="entries")
    account = models.CharField(
        max_length=8, choices=Account.choices, verbose_name=pgettext_lazy("of a ledger", "account")
    )
    currency = models.CharField(max_length=3, verbose_name=_("currency"))
    amount = models.BigIntegerField()
    verb = models.CharField(max_length=10, verbose_name=_("what was done"))  # granted, reversed, redeemed
    member = TenantForeignKey("tenants.Member", null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(auto_now_add=True, verbose_name=pgettext_lazy("when", "booked"))

    class Meta(TenantModel.Meta):
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "posting", "account"], name="ledgerentry_side_uq"),
            models.UniqueConstraint(fields=["tenant", "grant", "verb", "account"], name="ledgerentry_once_uq"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledgerentry_moves_something"),
        ]
        indexes = [models.Index(fields=["tenant", "-at", "-id"], name="ledgerentry_recent_ix")]


class Voucher(TenantModel):
    """A code worth something, once. It is kept sealed, to be shown to its customer, and as a hash, to be found."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("voucher", "Not used yet")
        REDEEMED = "redeemed", pgettext_lazy("voucher", "Redeemed")
        VOID = "void", pgettext_lazy("voucher", "Void")

    grant = TenantForeignKey(Grant, related_name="vouchers")
    code_hash = models.CharField(max_length=64)
    sealed = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    expires_on = models.DateField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    redeemed_by = TenantForeignKey("tenants.Member", null=True, related_name="+")
    reference = models.CharField(max_length=120, blank=True)  # the order or receipt at the till

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code_hash"], name="voucher_code_uq"),
            models.UniqueConstraint(fields=["tenant", "grant"], name="voucher_grant_uq"),
            models.CheckConstraint(
                condition=Q(state="redeemed", redeemed_at__isnull=False)
                | (~Q(state="redeemed") & Q(redeemed_at__isnull=True)),
                name="voucher_redeemed_has_its_time",
            ),
        ]

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel
from tenants.membership import rules


class Role(models.TextChoices):
    OWNER = "owner", pgettext_lazy("role", "Owner")
    ADMIN = "admin", pgettext_lazy("role", "Admin")
    LEAD = "lead", pgettext_lazy("role", "Team lead")
    AGENT = "agent", pgettext_lazy("role", "Agent")
    LIGHT = "light", pgettext_lazy("role", "Light user")


class Member(TenantModel):
    """A user in this company. Other tenant tables point here, never at the user. Removed members keep their name."""

    user = models.ForeignKey(
        "tenants.User", models.DO_NOTHING, related_name="+", db_index=False, db_constraint=True, editable=False
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    email = models.EmailField(_("e-mail"), editable=False)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    signature = models.TextField(_("signature"), blank=True)
    removed_at = models.DateTimeField(pgettext_lazy("when", "removed"), null=True, editable=False)
    created_at = models.DateTimeField(_("here since"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="member_user_uq")]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        return self.removed_at is None and rules.may(self.role, permission)


class Team(TenantModel):
    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(pgettext_lazy("when", "made"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="team_name_uq")]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    team = TenantForeignKey(Team, db_on_delete="CASCADE", related_name="places", verbose_name=_("team"))
    member = TenantForeignKey(
        Member,
        db_on_delete="CASCADE",
        related_name="places",
        verbose_name=_("member"),
        limit_choices_to={"removed_at__isnull": True},
    )

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("in a team", "place")
        verbose_name_plural = pgettext_lazy("in a team", "places")
        constraints = [models.UniqueConstraint(fields=["tenant", "team", "member"], name="teammember_uq")]
        indexes = [models.Index(fields=["tenant", "member"], name="teammember_member_ix")]

    def __str__(self) -> str:
        return self.member.name


class Invitation(TenantModel):
    """An address that was asked in. The token leaves by mail and is kept as a hash."""

    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.AGENT)
    token_hash = models.CharField(max_length=64, editable=False)
    invited_by = TenantForeignKey(
        Member, null=True, related_name="+", editable=False
    )  # nobody: whoever opened the desk
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_uq",
            ),
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="invitation_token_uq"),
        ]

    def __str__(self) -> str:
        return self.email

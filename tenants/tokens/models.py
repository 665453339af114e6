from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel
from tenants.tokens import rules


class Token(TenantModel):
    """A program's key. It acts for `member` and may never do more than he may; `ends` are the last signs of it."""

    name = models.CharField(_("name"), max_length=80)
    member = TenantForeignKey("tenants.Member", related_name="tokens", editable=False, verbose_name=_("acts for"))
    scopes = ArrayField(models.CharField(max_length=40))
    secret_hash = models.CharField(max_length=64, editable=False)
    ends = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("when", "made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)  # within a minute
    revoked_at = models.DateTimeField(pgettext_lazy("when", "revoked"), null=True, editable=False)
    revoked_by = TenantForeignKey(
        "tenants.Member", null=True, related_name="+", editable=False, verbose_name=_("revoked by")
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [models.UniqueConstraint(fields=["tenant", "secret_hash"], name="token_secret_uq")]
        indexes = [models.Index(fields=["tenant", "member"], name="token_member_ix")]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: str) -> bool:
        return rules.allows(self.scopes, scope)

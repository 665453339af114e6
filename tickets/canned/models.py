from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantModel


class CannedReply(TenantModel):
    """`title` and `body` are translated; `shortcut` is what an agent types after a slash, the same in each language."""

    shortcut = models.SlugField(_("shortcut"), max_length=40, allow_unicode=True, db_index=False)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=5000)
    used = models.PositiveIntegerField(pgettext_lazy("how often", "used"), default=0, editable=False)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(pgettext_lazy("when", "changed"), auto_now=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        constraints = [models.UniqueConstraint(fields=["tenant", "shortcut"], name="canned_shortcut_uq")]

    def __str__(self) -> str:
        return str(self.title or self.shortcut)

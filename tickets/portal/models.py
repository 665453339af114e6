from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.isolation.models import TenantForeignKey, TenantModel


class WebForm(TenantModel):
    """A company's form: one row. `sites` are the origins that may show it in a frame; none named, every site may."""

    is_open = models.BooleanField(_("the form is open"), default=True)
    intro = models.TextField(_("words above the form"), max_length=1000, blank=True)
    consent = models.CharField(_("consent line"), max_length=500, blank=True)
    sites = ArrayField(models.CharField(max_length=200), verbose_name=_("sites"), default=list, blank=True)
    team = TenantForeignKey("tenants.Team", null=True, blank=True, related_name="+", verbose_name=_("team"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("web form")
        verbose_name_plural = _("web form")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="webform_uq")]

    def __str__(self) -> str:
        return str(_("Web form"))


class Link(TenantModel):
    """The private page of one ticket. Its key is made from this row's id and a secret, and is kept nowhere."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="links")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)  # the customer's last visit
    confirmed_at = models.DateTimeField(null=True)  # who wrote has shown that he reads the mail of the address
    disowned_at = models.DateTimeField(null=True)  # who reads that mail says that he did not write
    revoked_at = models.DateTimeField(null=True)
    revoked_by = TenantForeignKey("tenants.Member", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=models.Q(revoked_at__isnull=True), name="link_open_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="link_ticket_ix")]

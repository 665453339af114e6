from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Organization(TenantModel):
    """A customer that is a company. Who writes from one of its `domains` belongs to it."""

    name = models.CharField(max_length=200)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)  # lower-case
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="organization_name_uq")]
        indexes = [models.Index(fields=["tenant", "updated_at", "id"], name="organization_since_ix")]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)  # of their last words
    organization = TenantForeignKey(Organization, null=True, blank=True, related_name="contacts")
    note = models.TextField(blank=True)  # ours, never shown to them
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "-updated_at", "-id"], name="contact_recent_ix"),
            models.Index(fields=["tenant", "organization"], name="contact_organization_ix"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Identity(TenantModel):
    """One address of a contact. An address belongs to one contact."""

    class Kind(models.TextChoices):
        EMAIL = "email", pgettext_lazy("identity", "E-mail")
        PHONE = "phone", pgettext_lazy("identity", "Phone")

    contact = TenantForeignKey(Contact, db_on_delete="CASCADE", related_name="identities")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=254)  # normalised: lower-case e-mail, digits of a phone
    confirmed_at = models.DateTimeField(null=True)  # who writes has shown that the address is his
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "value"], name="identity_value_uq")]
        indexes = [models.Index(fields=["tenant", "contact"], name="identity_contact_ix")]

    def __str__(self) -> str:
        return self.value

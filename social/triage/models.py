from django.db import models

from tenants.isolation.models import TenantForeignKey, TenantModel


class Correction(TenantModel):
    """What our rules said of a mention and what a person says: kept for learning. Rows are only added."""

    class Field(models.TextChoices):
        INTENT = "intent"
        LANGUAGE = "language"

    mention = TenantForeignKey("social.Mention", db_on_delete="CASCADE", related_name="corrections")
    field = models.CharField(max_length=8, choices=Field.choices)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    rules = models.CharField(max_length=20)  # the version of the rules that said it
    member = TenantForeignKey("tenants.Member", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "mention", "id"], name="correction_mention_ix")]

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tenants.isolation.models import TenantForeignKey, TenantModel


class Entry(TenantModel):
    """The normalised words of one message with its ticket's subject and requester."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="+")
    source = models.UUIDField()  # the message
    words = SearchVectorField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "source"], name="entry_source_uq")]
        indexes = [GinIndex(fields=["words"], name="search_entry_words_gin", fastupdate=False)]

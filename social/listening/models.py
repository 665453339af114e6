from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Listener(TenantModel):
    """What a brand listens for. A post that meets one of its exclusions is counted and not kept."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("listener", "Draft")
        ACTIVE = "active", pgettext_lazy("listener", "Listening")
        PAUSED = "paused", pgettext_lazy("listener", "Paused")

    brand = TenantForeignKey("social.Brand", related_name="listeners")
    name = models.CharField(_("name"), max_length=80)
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    networks = ArrayField(models.CharField(max_length=16), default=list, blank=True)  # none named: every network
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)  # none named: every language
    excluded_authors = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # handles, folded
    excluded = models.PositiveBigIntegerField(default=0)  # posts that an exclusion kept out
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("listening query", "listener")
        verbose_name_plural = pgettext_lazy("listening queries", "listeners")
        constraints = [models.UniqueConstraint(fields=["tenant", "brand", "name"], name="listener_name_uq")]

    def __str__(self) -> str:
        return self.name


class Term(TenantModel):
    """One name. `forms` are what is looked for, folded; the rest are the rules for a hit.

    A term of the group `none` keeps a post out, one of `near` must stand beside a hit of `any`.
    """

    class Kind(models.TextChoices):
        KEYWORD = "keyword", pgettext_lazy("term", "Word")
        PHRASE = "phrase", pgettext_lazy("term", "Phrase")
        HANDLE = "handle", pgettext_lazy("term", "Handle")
        HASHTAG = "hashtag", pgettext_lazy("term", "Hashtag")

    class Group(models.TextChoices):
        ANY = "any", pgettext_lazy("term", "Listen for")
        NEAR = "near", pgettext_lazy("term", "Only beside")
        NONE = "none", pgettext_lazy("term", "Not with")

    class Prefixes(models.TextChoices):
        ALL = "all", pgettext_lazy("prefixes", "Any prefix")
        DEFINITE = "definite", pgettext_lazy("prefixes", "Only the article")
        NONE = "none", pgettext_lazy("prefixes", "No prefix")

    listener = TenantForeignKey(Listener, db_on_delete="CASCADE", related_name="terms")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.KEYWORD)
    group = models.CharField(max_length=4, choices=Group.choices, default=Group.ANY)
    text = models.CharField(max_length=120)
    forms = ArrayField(models.CharField(max_length=140))
    prefixes = models.CharField(max_length=8, choices=Prefixes.choices, default=Prefixes.ALL)
    exact = models.BooleanField(default=False)  # the raw words of the post must hold `text` as it is written
    suffixes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_live = models.BooleanField(default=False)  # its listener listens: what the matcher reads
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "listener", "kind", "group", "text"], name="term_text_uq")
        ]

    def __str__(self) -> str:
        return self.text

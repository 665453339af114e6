from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from social.connectors.protocol import Kind, Visibility
from tenants.isolation.models import TenantForeignKey, TenantModel


class Author(TenantModel):
    """Somebody on a network. `account` is set when it is one of ours."""

    network = models.CharField(max_length=16)
    key = models.CharField(max_length=500)
    native_id = models.CharField(max_length=200)
    handle = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    posts = models.BigIntegerField(null=True)
    bio = models.TextField(blank=True)
    url = models.CharField(max_length=1000, blank=True)
    is_bot = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)  # the network
    account = TenantForeignKey("social.SocialAccount", null=True, related_name="+")
    contact = TenantForeignKey("tickets.Contact", null=True, related_name="authors")
    matched_by = TenantForeignKey("tenants.Member", null=True, related_name="+")  # who said that it is this contact
    profile_at = models.DateTimeField(null=True)  # when the profile was read
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "key"], name="author_key_uq")]
        indexes = [models.Index(fields=["tenant", "contact"], name="author_contact_ix")]

    def __str__(self) -> str:
        return self.name or self.handle


class HandleChange(TenantModel):
    """A name somebody went by before."""

    author = TenantForeignKey(Author, db_on_delete="CASCADE", related_name="handles")
    handle = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "author", "-until"], name="handlechange_author_ix")]


class Post(TenantModel):
    """What somebody said on a network, once, however it reached us. `text` is the first wording; "" when taken back."""

    network = models.CharField(max_length=16)
    key = models.CharField(max_length=500)
    native_id = models.CharField(max_length=200)  # at the server of `account`
    account = TenantForeignKey("social.SocialAccount", null=True, related_name="+")  # by which we heard it
    author = TenantForeignKey(Author, null=True, related_name="said")  # null: taken back before we heard it
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    visibility = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Visibility])
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    parent_key = models.CharField(max_length=500, blank=True)
    root_key = models.CharField(max_length=500)
    tagged = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    links = ArrayField(models.CharField(max_length=1000), default=list, blank=True)
    replies = models.IntegerField(null=True)
    reposts = models.IntegerField(null=True)
    likes = models.IntegerField(null=True)
    version_at = models.DateTimeField(null=True)  # of the wording in `text`
    created_at = models.DateTimeField()  # by the network's clock
    deleted_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "key"], name="post_key_uq")]
        indexes = [
            models.Index(fields=["tenant", "author", "-created_at"], name="post_author_ix"),
            models.Index(fields=["tenant", "network", "root_key"], name="post_root_ix"),
        ]


class Revision(TenantModel):
    """A later wording of a post, kept apart from the first."""

    post = TenantForeignKey(Post, db_on_delete="CASCADE", related_name="revisions")
    version_at = models.DateTimeField()
    text = models.TextField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "post", "version_at"], name="revision_uq")]


class Conversation(TenantModel):
    """What one author says to one brand under one root in public, or in private. It has one ticket."""

    brand = TenantForeignKey("social.Brand", related_name="+")
    account = TenantForeignKey("social.SocialAccount", null=True, related_name="+")  # by which we answer
    network = models.CharField(max_length=16)
    author = TenantForeignKey(Author, related_name="conversations")
    root_key = models.CharField(max_length=500)  # "" for a private one
    is_private = models.BooleanField(default=False)
    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="conversations")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "brand", "network", "author", "root_key", "is_private"], name="conversation_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="conversation_ticket_ix")]


class State(models.TextChoices):
    """What became of a mention. The moves between them: rules.MOVES."""

    NEW = "new", pgettext_lazy("mention", "Waiting")
    PUBLISHING = "publishing", pgettext_lazy("mention", "Being answered")
    FAILED = "failed", pgettext_lazy("mention", "Answer did not leave")
    MANUAL = "manual", pgettext_lazy("mention", "To be answered by hand")
    ANSWERED = "answered", pgettext_lazy("mention", "Answered")
    MOVED = "moved_private", pgettext_lazy("mention", "Moved to private")
    THANKED = "thanked", pgettext_lazy("mention", "Thanked")
    DISMISSED = "dismissed", pgettext_lazy("mention", "Dismissed")
    WITHDRAWN = "withdrawn", pgettext_lazy("mention", "Taken back by its author")


class Intent(models.TextChoices):
    COMPLAINT = "complaint", pgettext_lazy("intent", "Complaint")
    QUESTION = "question", pgettext_lazy("intent", "Question")
    REQUEST = "request", pgettext_lazy("intent", "Request")
    PRAISE = "praise", pgettext_lazy("intent", "Praise")
    SPAM = "spam", pgettext_lazy("intent", "Spam")
    NEWS = "news", pgettext_lazy("intent", "News")
    UNSURE = "unsure", pgettext_lazy("intent", "Unsure")


class Via(models.TextChoices):
    """How a post became a mention."""

    TAGGED = "tagged", pgettext_lazy("mention", "tagged us")
    REPLY = "reply", pgettext_lazy("mention", "replied to us")
    NAMED = "named", pgettext_lazy("mention", "found by name, not tagged")
    DIRECT = "direct", pgettext_lazy("mention", "wrote to us directly")
    FEED = "feed", pgettext_lazy("mention", "read in a feed")


OUTCOMES = (State.ANSWERED, State.MOVED, State.THANKED, State.DISMISSED, State.WITHDRAWN)


class Mention(TenantModel):
    """A post as work for one brand. `settled_at` is set with an outcome; until then it waits."""

    post = TenantForeignKey(Post, related_name="mentions")
    brand = TenantForeignKey("social.Brand", related_name="+")
    conversation = TenantForeignKey(Conversation, related_name="mentions")
    listener = TenantForeignKey("social.Listener", null=True, related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="mentions")
    message = TenantForeignKey("tickets.Message", null=True, related_name="+")  # the post in the ticket's thread
    via = models.CharField(max_length=8, choices=Via.choices)
    is_tagged = models.BooleanField()
    hits = models.JSONField(default=list)  # [[term, start, end]] in the first wording
    state = models.CharField(max_length=16, choices=State.choices, default=State.NEW)
    reason = models.CharField(max_length=200, blank=True)  # of the last move
    intent = models.CharField(max_length=12, choices=Intent.choices, default=Intent.UNSURE)
    language = models.CharField(max_length=8, blank=True)
    intent_by = TenantForeignKey("tenants.Member", null=True, related_name="+")  # null: by our rules
    priority = models.PositiveSmallIntegerField(default=0)  # 0–100, as it was when it was last weighed
    reasons = models.JSONField(default=list)  # [[code, points, {values}]], they add up to `priority`
    way = models.CharField(max_length=12, default="none")  # how it can be answered: connectors.protocol.Way
    way_reason = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()  # by the network's clock
    heard_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = TenantForeignKey("tenants.Member", null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "post", "brand"], name="mention_uq"),
            models.CheckConstraint(
                condition=Q(state__in=OUTCOMES, settled_at__isnull=False)
                | (~Q(state__in=OUTCOMES) & Q(settled_at__isnull=True)),
                name="mention_settled_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "-priority", "due_at", "id"],
                condition=Q(settled_at__isnull=True),
                name="mention_open_ix",
            ),
            models.Index(
                fields=["tenant", "-settled_at", "-id"],
                condition=Q(settled_at__isnull=False),
                name="mention_settled_ix",
            ),
            models.Index(fields=["tenant", "conversation", "created_at"], name="mention_conversation_ix"),
            models.Index(fields=["tenant", "ticket", "created_at"], name="mention_ticket_ix"),
            models.Index(fields=["tenant", "updated_at", "id"], name="mention_since_ix"),
            models.Index(fields=["tenant", "created_at", "id"], name="mention_created_ix"),
        ]


class Move(TenantModel):
    """One step of a mention. Rows are only added."""

    mention = TenantForeignKey(Mention, db_on_delete="CASCADE", related_name="moves")
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16, choices=State.choices)
    reason = models.CharField(max_length=200, blank=True)
    member = TenantForeignKey("tenants.Member", null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "mention", "id"], name="move_mention_ix")]

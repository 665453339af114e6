"""Whom a reply of a ticket reaches on its network: which post, which account, and whether we may. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from social.accounts import selectors as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Audience, AuthorData, Draft, Kind, Permit, PostData, Visibility, Way
from social.connectors.registry import connectors
from social.mentions.models import Author, Conversation, Mention, Post
from social.publishing.rules import NO_ACCOUNT, PAUSED
from tickets.ticket.models import Ticket

Status = SocialAccount.Status


@dataclass(frozen=True, slots=True)
class Target:
    """`mention` is the open one that the reply answers where it was said; `account` is None where nobody can speak."""

    audience: Audience
    brand: Brand
    post: Post
    author: Author
    mention: Mention | None
    conversation: Conversation
    account: SocialAccount | None
    permit: Permit

    @property
    def speaker(self) -> SocialAccount:
        """Raises LookupError where nobody speaks."""
        if self.account is None:
            raise LookupError(self.permit.reason)
        return self.account

    @property
    def parent_native_id(self) -> str:
        """What the server of our account calls the post; "" where another account heard it: there it is looked up."""
        is_ours = self.account is not None and self.post.account_id == self.account.pk
        return self.post.native_id if is_ours else ""

    def draft(self, key: str, text: str) -> Draft:
        """`text` as somebody wrote it: `written` puts the handles to it."""
        return Draft(
            key=key,
            text=text,
            audience=self.audience,
            parent_native_id=self.parent_native_id,
            parent_key=self.post.key,
            to=(self.author.handle,),
        )

    def written(self, text: str) -> str:
        return accounts.connector_of(self.speaker).written(self.draft("", text))

    def measure(self, text: str) -> tuple[int, int]:
        """Length of what will stand on the network, and the most it may be."""
        connector = accounts.connector_of(self.speaker)
        return connector.length(accounts.open_ref(self.speaker), self.written(text))


def public(ticket: Ticket) -> Target | None:
    """The newest mention that waits in public, else the last public post of the customer; None without any."""
    mention = newest(ticket, is_private=False)
    return of(mention, Audience.PUBLIC) if mention else None


def private(ticket: Ticket) -> Target | None:
    """The private conversation, else the author of the public one; None where the ticket has neither."""
    mention = newest(ticket, is_private=True) or newest(ticket, is_private=False)
    return of(mention, Audience.DIRECT) if mention else None


def of(mention: Mention, audience: Audience) -> Target | None:
    """What answering a mention would be; None where nobody is known to have said it."""
    if mention.post.author is None:
        return None
    account, refusal = _voice(mention)
    permit = _permit(account, mention.post, audience) if account else Permit(Way.NONE, refusal)
    is_same_place = mention.conversation.is_private == (audience == Audience.DIRECT)
    return Target(
        audience=audience,
        brand=mention.brand,
        post=mention.post,
        author=mention.post.author,
        mention=mention if mention.settled_at is None and is_same_place else None,
        conversation=mention.conversation,
        account=account,
        permit=permit,
    )


def newest(ticket: Ticket, *, is_private: bool) -> Mention | None:
    """Those that wait before those that are settled, what still stands before what was taken back."""
    rows = Mention.objects.filter(conversation__ticket=ticket, conversation__is_private=is_private)
    rows = rows.select_related("brand", "post__author", "conversation__account", "conversation__author")
    found = list(rows.order_by("-created_at", "-id")[:50])
    return min(found, key=_order, default=None)


def _order(mention: Mention) -> tuple[bool, bool]:
    return (mention.post.deleted_at is not None, mention.settled_at is not None)


def can_be_written_to(account: SocialAccount) -> bool:
    """Whether its network has private messages at all."""
    return account.network in connectors and accounts.connector_of(account).abilities.direct


def _voice(mention: Mention) -> tuple[SocialAccount | None, str]:
    """The account of the mention's own brand that speaks there, or why none does: never another brand's."""
    mine = accounts.accounts_of(mention.brand).filter(network=mention.post.network)
    found = sorted(mine, key=lambda account: account.pk != mention.conversation.account_id)
    speaking = next((account for account in found if account.status == Status.ACTIVE), None)
    if speaking is not None or not found:
        return speaking, NO_ACCOUNT
    return None, Code.AUTH_EXPIRED if found[0].status == Status.NEEDS_REAUTH else PAUSED


def _permit(account: SocialAccount, post: Post, audience: Audience) -> Permit:
    if account.network not in connectors:  # it was, when the account was connected
        return Permit(Way.NONE, NO_ACCOUNT)
    connector = accounts.connector_of(account)
    is_able = connector.abilities.direct if audience == Audience.DIRECT else connector.abilities.replies
    if not is_able:
        return Permit(Way.NONE, Code.LISTENING_ONLY)
    if post.deleted_at is not None and audience == Audience.PUBLIC:
        return Permit(Way.NONE, Code.TARGET_GONE)
    return connector.can_reply(accounts.open_ref(account), data_of(post), audience)


def data_of(post: Post) -> PostData:
    """A post as its connector knows it. Raises ValueError for one without an author."""
    if post.author is None:
        raise ValueError("nobody said it")
    return PostData(
        key=post.key,
        native_id=post.native_id,
        author=AuthorData(key=post.author.key, native_id=post.author.native_id, handle=post.author.handle),
        text=post.text,
        created_at=post.created_at,
        version_at=post.version_at or post.created_at,
        kind=Kind(post.kind),
        visibility=Visibility(post.visibility),
        url=post.url,
        parent_key=post.parent_key,
        root_key=post.root_key,
        tagged=tuple(post.tagged),
    )

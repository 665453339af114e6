"""published_by_hand confirms what a colleague did on the network; seen_own meets what we said there, from wherever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Audience, Published, Visibility
from social.mentions import services as mentions
from social.mentions.models import OUTCOMES, Mention, Move, Post
from social.mentions.models import State as Became
from social.publishing import delivery, rules, settling
from social.publishing.errors import NotByHand
from social.publishing.models import Outgoing
from social.publishing.rules import PAUSED
from tenants.membership.models import Member
from tickets.followups import chasing
from tickets.messages.models import Kind, Message
from tickets.ticket import mending
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

State = Outgoing.State
ON_THE_NETWORK = "answered_on_network"
_MET = (*rules.IN_FLIGHT, State.MANUAL, State.FAILED)


@transaction.atomic
def published_by_hand(*, outgoing: Outgoing, url: str, by: Member) -> Outgoing:
    """A colleague put it there with his own hands, at `url`. Raises NotByHand. Safe to repeat."""
    outgoing = settling.lock(outgoing)
    if outgoing.state == State.PUBLISHED:
        return outgoing
    if outgoing.state != State.MANUAL:
        raise NotByHand
    found = Published(key="", native_id="", url=url, at=clock.now())
    said = {"message": str(outgoing.message_id), "url": url}
    timeline.record(ticket_id=outgoing.message.ticket_id, verb="publishing.by_hand", by=by, **said)
    return settling.published(outgoing, found, by=by)


@transaction.atomic
def seen_own(*, post: Post) -> None:
    """Our own post was met. It settles the reply that it is; any other answer of ours settles what it answers.

    Safe to repeat; tells nothing of what we say by ourselves.
    """
    account = post.author.account if post.author else None
    if account is None or post.deleted_at is not None or _is_known(post):
        return
    outgoing = _same(post, account)
    if outgoing is not None and outgoing.state == State.PUBLISHED:  # by hand: now it is known which post it is
        Outgoing.objects.filter(pk=outgoing.pk).update(key=post.key, native_id=post.native_id)
    elif outgoing is not None:
        found = Published(key=post.key, native_id=post.native_id, url=post.url, at=post.created_at)
        settling.published(outgoing, found)
    elif post.parent_key:
        _answered_there(post, account)


def account_changed(account: SocialAccount) -> None:
    """It may speak again: what waits for that leaves. In the transaction of the change."""
    if account.status != SocialAccount.Status.ACTIVE:
        return
    waiting = Outgoing.objects.select_for_update().filter(
        account=account, state__in=rules.IN_FLIGHT, error_code__in=(Code.AUTH_EXPIRED, PAUSED)
    )
    for outgoing in waiting:
        outgoing.error_code = outgoing.error_said = ""
        outgoing.save(update_fields=["error_code", "error_said"])
        delivery.wish(outgoing)


def _is_known(post: Post) -> bool:
    return Outgoing.objects.filter(key=post.key, state=State.PUBLISHED).exists()


def _same(post: Post, account: SocialAccount) -> Outgoing | None:
    """The reply that a post of ours is: the same words under the same post, or whatever was put there by hand."""
    audience = Audience.DIRECT if post.visibility == Visibility.DIRECT else Audience.PUBLIC
    mine = Outgoing.objects.filter(account=account, audience=audience, conversation__network=post.network)
    here = mine.filter(parent_key=post.parent_key) if audience == Audience.PUBLIC else mine
    open_ones = list(here.filter(state__in=_MET).order_by("created_at", "id")[:200])
    same = [one for one in open_ones if rules.same_words(one.text, post.text)]
    by_hand = [one for one in open_ones if one.state == State.MANUAL and one.parent_key == post.parent_key]
    linked = here.filter(state=State.PUBLISHED, key="", url__in=[post.url] if post.url else [])
    return next(iter([*linked, *same, *by_hand]), None)


def _answered_there(post: Post, account: SocialAccount) -> None:
    """Somebody of ours answered on the network itself: nobody is known who did."""
    rows = Mention.objects.filter(post__network=post.network, post__key=post.parent_key, brand=account.brand_id)
    mention = rows.select_related("ticket").first()
    if mention is None or mention.created_at > post.created_at:
        return
    ticket = tickets.lock(mention.ticket) if mention.ticket else None
    is_settled = _settled(mention, post.created_at) > 0
    if ticket is not None:
        chasing.reconsider(ticket=ticket, since=post.created_at)
        mending.replied_at(ticket=ticket, at=post.created_at)
    if not is_settled or ticket is None:
        return
    timeline.record(ticket_id=ticket.pk, verb="publishing.native", url=post.url, post=str(post.pk))
    waits = _asked(ticket, since=post.created_at).order_by("created_at").values_list("created_at", flat=True).first()
    tickets.answered_elsewhere(ticket=ticket, at=post.created_at, waits_since=waits)


def _asked(ticket: Ticket, *, since: datetime) -> QuerySet[Message]:
    """What the customer said afterwards, and what our answer did not answer; what has its outcome asks nothing."""
    said = Mention.objects.filter(ticket=ticket, message__isnull=False)
    waiting, settled = said.filter(settled_at__isnull=True), said.filter(settled_at__isnull=False)
    rows = Message.objects.filter(ticket=ticket, kind=Kind.CUSTOMER, withdrawn_at__isnull=True)
    open_ones = rows.filter(Q(created_at__gt=since) | Q(pk__in=waiting.values("message")))
    return open_ones.exclude(pk__in=settled.values("message"))


def _settled(mention: Mention, at: datetime) -> int:
    """What our answer answers, and what its author had said before it there. Who reopened one means it: it stays open.

    Returns how many were settled.
    """
    outcomes = Move.objects.filter(mention=OuterRef("pk"), after__in=OUTCOMES)
    before = Mention.objects.filter(
        ~Exists(outcomes), conversation=mention.conversation_id, created_at__lte=mention.created_at
    )
    waiting = before.filter(settled_at__isnull=True).exclude(state=Became.PUBLISHING)
    found = list(waiting.order_by("created_at", "id"))
    mentions.settled_earlier(mention=mention, reason=ON_THE_NETWORK, at=at)
    for one in found:
        mentions.move(mention=one, to=Became.ANSWERED, reason=ON_THE_NETWORK, at=at)
    return len(found)

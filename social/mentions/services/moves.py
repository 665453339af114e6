"""What becomes of a mention: the one place where its state changes."""

from datetime import datetime

from django.db import transaction

from helpdesk.lib import clock
from social.mentions import rules
from social.mentions.errors import IllegalMove, UnknownReason
from social.mentions.models import OUTCOMES, Intent, Mention, Move, State
from tenants.membership.models import Member
from tickets.messages import rewording
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline


def lock(mention: Mention) -> Mention:
    """The row as it is now, held to the end of the transaction. Who needs its ticket locked too locks that first."""
    return Mention.objects.select_for_update(no_key=True).get(pk=mention.pk)


def hold(mention: Mention) -> Mention:
    """The row as it is now with its ticket, both held to the end of the transaction."""
    _locked_ticket(mention)
    return lock(mention)


@transaction.atomic
def move(
    *, mention: Mention, to: str, by: Member | None = None, reason: str = "", at: datetime | None = None
) -> Mention:
    """Go on from one state to the next. Raises IllegalMove for a step that rules.MOVES does not know."""
    mention = lock(mention)
    before = mention.state
    if not rules.may_move(before, to):
        raise IllegalMove(before, to)
    mention.state, mention.reason = to, reason[:200]
    is_settled = to in OUTCOMES
    mention.settled_at = (at or clock.now()) if is_settled else None
    mention.settled_by = by if is_settled else None
    mention.save(update_fields=["state", "reason", "settled_at", "settled_by", "updated_at"])
    Move.objects.create(mention=mention, before=before, after=to, reason=mention.reason, member=by)
    if mention.ticket_id is not None and to != State.WITHDRAWN:  # that the words are gone, its message tells
        step = {"mention": str(mention.pk), "before": before, "after": to, "reason": mention.reason}
        timeline.record(ticket_id=mention.ticket_id, verb="mentions.moved", by=by, **step)
    return mention


@transaction.atomic
def settle(*, mention: Mention, to: str, by: Member | None = None, reason: str = "") -> list[Mention]:
    """Our answer was published: it settles what it answers and what its author had said before it in the same place.

    What has an outcome keeps it; what has an answer of its own on the way waits for that; a word of thanks answers
    praise and nothing else. Returns what was settled.
    """
    waiting = Mention.objects.filter(
        conversation=mention.conversation_id, created_at__lte=mention.created_at, settled_at__isnull=True
    )
    found = [one for one in waiting.order_by("created_at", "id") if one == mention or _goes_with_it(one, to)]
    return [move(mention=one, to=to, by=by, reason=reason) for one in found]


def settled_earlier(*, mention: Mention, reason: str, at: datetime) -> int:
    """An answer from before the one that settled it is heard of only now: the first one counts. Returns how many.

    `reason` is the one that both answers share.
    """
    rows = Mention.objects.filter(
        conversation=mention.conversation_id, created_at__lte=mention.created_at, settled_at__gt=at
    )
    return rows.filter(state=State.ANSWERED, reason=reason).update(settled_at=at, updated_at=clock.now())


def _goes_with_it(earlier: Mention, to: str) -> bool:
    if earlier.state == State.PUBLISHING:
        return False
    return to != State.THANKED or earlier.intent == Intent.PRAISE


@transaction.atomic
def dismiss(*, mention: Mention, reason: str, by: Member) -> Mention:
    """Put it aside without a word, for a reason that is counted. `reopen` takes it back.

    A ticket in which nothing else waits is solved with it. Raises UnknownReason, IllegalMove.
    """
    if reason not in rules.REASONS:
        raise UnknownReason(reason)
    ticket = _locked_ticket(mention)
    mention = move(mention=mention, to=State.DISMISSED, by=by, reason=reason)
    if ticket is not None and ticket.solved_at is None and not _waits(ticket):
        tickets.set_status(ticket=ticket, status=Status.SOLVED, by=by)
    return mention


@transaction.atomic
def reopen(*, mention: Mention, by: Member) -> Mention:
    """It waits again, and its ticket with it. Raises IllegalMove for one that waits or was taken back."""
    ticket = _locked_ticket(mention)
    mention = move(mention=mention, to=State.NEW, by=by)
    if ticket is not None and ticket.solved_at is not None:
        tickets.set_status(ticket=ticket, status=Status.OPEN, by=by)
    return mention


def _locked_ticket(mention: Mention) -> Ticket | None:
    return tickets.lock(mention.ticket) if mention.ticket is not None else None


def _waits(ticket: Ticket) -> bool:
    """Whether anything in a ticket still asks for a word besides mentions that were settled."""
    settled = Mention.objects.filter(ticket=ticket, settled_at__isnull=False, message__isnull=False)
    return rewording.unanswered(ticket).exclude(pk__in=settled.values("message")).exists()

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from helpdesk.lib import clock
from social.connectors.protocol import Audience
from social.mentions import services as mentions
from social.mentions.models import Intent, Mention, State
from social.mentions.services import tickets as mention_tickets
from social.publishing import selectors as publishing
from social.triage import selectors, words
from social.triage.errors import NotALanguage, NotAnIntent
from social.triage.models import Correction
from social.triage.rules import VERSION
from tenants.membership.models import Member
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

NO_TICKET = (Intent.SPAM, Intent.NEWS)
_READ = ("language", "intent", "priority", "reasons", "way", "way_reason", "updated_at")
_WEIGHED = ("priority", "reasons", "updated_at")


@transaction.atomic
def assess(*, mention: Mention) -> Mention:
    """Read it, weigh it, and see how it can be answered; what a person said of it stands. Safe to repeat.

    What its author said later weighs more for it, and is weighed again. What was taken back is left alone.
    """
    _hold([mention])
    if mention.state == State.WITHDRAWN or mention.post.deleted_at is not None:
        return mention
    read = selectors.reading(mention)
    if mention.intent_by_id is None:
        mention.intent = read.intent
    if not selectors.is_language_given(mention):
        mention.language = read.language
    audience = Audience.DIRECT if mention.conversation.is_private else Audience.PUBLIC
    permit = publishing.permit(mention=mention, audience=audience)
    mention.way, mention.way_reason = permit.way, permit.reason
    _weigh(mention)
    mention.save(update_fields=_READ)
    weigh_again(selectors.later_ones(mention))
    return mention


@transaction.atomic
def weigh_again(found: Iterable[Mention]) -> None:
    """What is known of them changed: their weight, and with it that of their tickets."""
    rows = list(found)
    _hold(rows)
    for mention in rows:
        before = mention.priority
        _weigh(mention)
        mention.save(update_fields=_WEIGHED)
        if mention.priority != before and mention.ticket is not None:
            mention_tickets.weigh(ticket=mention.ticket)


@transaction.atomic
def correct(*, mention: Mention, by: Member, intent: str | None = None, language: str | None = None) -> Mention:
    """A person knows better. Kept for learning; the mention and its ticket are weighed anew.

    A ticket that is there stays, whatever it turns out to be; what is no spam after all gets one. Raises NotAnIntent,
    NotALanguage.
    """
    if intent is not None and intent not in Intent.values:
        raise NotAnIntent(intent)
    if language is not None and language not in words.LANGUAGES:
        raise NotALanguage(language)
    _hold([mention])
    if intent is not None and (intent != mention.intent or mention.intent_by_id is None):
        _keep(mention, Correction.Field.INTENT, mention.intent, intent, by)
        mention.intent, mention.intent_by = intent, by
    if language is not None and language != mention.language:
        _keep(mention, Correction.Field.LANGUAGE, mention.language, language, by)
        mention.language = language
    _weigh(mention)
    mention.save(update_fields=[*_WEIGHED, "intent", "intent_by", "language"])
    if mention.ticket is not None:
        mention_tickets.weigh(ticket=mention.ticket)
    elif mention.settled_at is None and mention.intent not in NO_TICKET:
        mention.ticket = mentions.open_ticket(mention=mention)
    return mention


def _keep(mention: Mention, field: Correction.Field, before: str, after: str, by: Member) -> None:
    Correction.objects.create(mention=mention, field=field, before=before, after=after, rules=VERSION, member=by)
    if mention.ticket_id is not None:
        timeline.record(
            ticket_id=mention.ticket_id,
            verb="triage.corrected",
            by=by,
            mention=str(mention.pk),
            field=str(field),
            before=before,
            after=after,
        )


def _weigh(mention: Mention) -> None:
    found = selectors.weight(mention, selectors.reading(mention), now=clock.now())
    mention.priority = found.score
    mention.reasons = [list(reason) for reason in found.reasons]


def _hold(found: list[Mention]) -> None:
    """The rows as they are now, held to the end: tickets before mentions, as everybody does."""
    ids: set[UUID] = {mention.ticket_id for mention in found if mention.ticket_id is not None}
    list(Ticket.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    rows = Mention.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "post__author__contact", "brand", "conversation", "ticket"
    )
    for mention in sorted(found, key=lambda one: one.pk):
        mention.refresh_from_db(from_queryset=rows)

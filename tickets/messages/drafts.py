"""What a member has begun to write: one draft on a ticket, his own, on the server."""

from django.db import transaction

from tenants.membership.models import Member
from tickets.messages.models import Audience, Draft, Kind, Message, Upload
from tickets.ticket.models import Ticket


@transaction.atomic
def save(*, ticket: Ticket, by: Member, text: str, kind: str, audience: str = Audience.PERSON) -> Draft | None:
    """Keep the words as they are now; None when there are none to keep.

    Words that the member has just sent are not kept again: a browser's last autosave may come after the message.
    """
    text = text.replace("\x00", "")
    if not text.strip() or _was_sent(ticket, by, text):
        Draft.objects.filter(ticket=ticket, member=by).delete()
        return None
    kind = kind if kind in (Kind.REPLY, Kind.NOTE) else Kind.REPLY
    audience = audience if kind == Kind.REPLY and audience in Audience.values else Audience.PERSON
    now = {"text": text, "kind": kind, "audience": audience}
    draft, _ = Draft.objects.update_or_create(ticket=ticket, member=by, defaults=now)
    return draft


@transaction.atomic
def sent(*, ticket: Ticket, by: Member) -> None:
    """The words have left: nothing is begun here any more. What waits in the composer stays."""
    Draft.objects.filter(ticket=ticket, member=by).delete()


@transaction.atomic
def discard(*, ticket: Ticket, by: Member) -> None:
    """Throw the words away, and the files that were put beside them."""
    sent(ticket=ticket, by=by)
    Upload.objects.filter(ticket=ticket, member=by).delete()


def _was_sent(ticket: Ticket, by: Member, text: str) -> bool:
    last = (
        Message.objects.filter(ticket=ticket, member=by).order_by("-created_at", "-id").values_list("text", flat=True)
    )
    return last.first() == text.strip()

"""A ticket as a conversation: messages on a spine, the silences between them measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import html
from helpdesk.web import clock
from tenants.files import sniffing
from tenants.files.sniffing import PICTURES
from tenants.membership.models import Member
from tickets.messages.models import Attachment, Audience, Delivery, Kind, Message
from tickets.messages.selectors import may_resend
from tickets.sla.models import SlaClock
from tickets.sla.selectors import ANSWERS
from tickets.ticket.models import Ticket
from tickets.workspace import registry
from tickets.workspace.registry import Mark
from tickets.workspace.rows import icon_of

LONG_SILENCE = timedelta(days=1)
_PAPERS = ("application/pdf", "application/msword", sniffing.WORD)
LOOKS = {Kind.CUSTOMER: "in", Kind.REPLY: "us", Kind.NOTE: "note"}


@dataclass(frozen=True, slots=True)
class FileView:
    """`picture` is where our own copy of an image is; "" for what is only a download."""

    name: str
    size: int
    url: str
    icon: str
    picture: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """`look` is in (from the customer), us (to the customer) or note (only us).

    `delivery` is by_hand where the network waits for somebody of us.
    """

    id: UUID
    look: str
    who: str
    channel: str
    channel_icon: str
    sent_icon: str
    at: datetime
    body: SafeString
    hidden: str
    original: SafeString
    direction: str
    language: str
    files: Sequence[FileView]
    is_public: bool
    withdrawn_at: datetime | None
    delivery: str
    failure: str
    next_step: str
    sent_at: datetime | None
    resend_url: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Silence:
    """What lies between two messages; `look` is kept, late, live or empty."""

    text: SafeString | str
    look: str = ""


Marks = Mapping[UUID, Sequence[Mark]]


def marks(ticket: Ticket, messages: Sequence[Message]) -> Marks:
    """What other rooms know of these messages, by the id of each."""
    found: dict[UUID, list[Mark]] = {}
    for _name, look in registry.marks:
        for pk, mark in look(ticket, messages).items():
            found.setdefault(pk, []).append(mark)
    return found


def spine(
    messages: Sequence[Message],
    ticket: Ticket,
    *,
    viewer: Member,
    now: datetime,
    marks: Marks,
    clocks: Sequence[SlaClock] = (),
) -> list[MessageView | Silence]:
    """Messages and silences, oldest first, ending with how long somebody waits now. `clocks` are the ticket's."""
    entries: list[MessageView | Silence] = []
    asked: datetime | None = None
    answered = (
        ticket.first_replied_at is not None and bool(messages) and messages[0].created_at > ticket.first_replied_at
    )
    previous: Message | None = None
    for message in messages:
        entries.extend(_silence(previous, message, asked=asked, first=not answered, clocks=clocks))
        entries.append(_view(message, ticket, viewer, marks))
        if message.kind == Kind.REPLY:
            asked, answered = None, True
        elif message.kind == Kind.CUSTOMER:
            asked = asked or message.created_at
        previous = message
    if ticket.waiting_since:
        waited = clock.duration(_minutes(now - ticket.waiting_since))
        entries.append(Silence(format_html(_("Waiting for us for {}"), waited), "live"))
    return entries


def views(messages: Sequence[Message], ticket: Ticket, *, viewer: Member, marks: Marks) -> list[MessageView]:
    """Messages alone, without the silences between them."""
    return [_view(message, ticket, viewer, marks) for message in messages]


def _silence(
    previous: Message | None, message: Message, *, asked: datetime | None, first: bool, clocks: Sequence[SlaClock]
) -> Iterator[Silence]:
    """How long the customer waited for this answer, or a long quiet before this message."""
    if message.kind == Kind.REPLY and asked is not None:
        took = clock.duration(_minutes(message.created_at - asked))
        ran = next((one for one in clocks if one.started_at == asked and one.metric in ANSWERS), None)
        if ran is None:
            yield Silence(format_html(_("First answer after {}") if first else _("Answer after {}"), took))
            return
        said = _("First answer after {} · goal {}") if first else _("Answer after {} · goal {}")
        text = format_html(said, took, clock.duration(ran.target_s / 60))
        yield Silence(text, "late" if ran.breached_at else "kept")
    elif previous is not None and message.created_at - previous.created_at >= LONG_SILENCE:
        quiet = clock.duration(_minutes(message.created_at - previous.created_at))
        yield Silence(format_html(_("{} without a word"), quiet))


def _view(message: Message, ticket: Ticket, viewer: Member, known: Marks) -> MessageView:
    failed = message.delivery == Delivery.FAILED and may_resend(viewer, message)
    marks = known.get(message.pk, ())
    by_hand = message.delivery == Delivery.QUEUED and any(mark.is_by_hand for mark in marks)
    failure, _line, next_step = (_(message.delivery_error) if message.delivery_error else "").partition("\n")
    return MessageView(
        id=message.pk,
        look=LOOKS[Kind(message.kind)],
        who=str(message.contact if message.kind == Kind.CUSTOMER else message.member),
        channel=ticket.get_channel_display(),
        channel_icon=icon_of(ticket.channel),
        sent_icon="lock" if ticket.channel in registry.voices else "mail",
        at=message.created_at,
        body=SafeString(html.render_markdown_light(message.text)),
        hidden=message.hidden,
        original=_original(message, message.attachments.all()),
        direction=message.direction,
        language=message.language,
        files=[_file(one) for one in message.attachments.all() if message.withdrawn_at is None],
        is_public=message.audience == Audience.PUBLIC,
        withdrawn_at=message.withdrawn_at,
        delivery="by_hand" if by_hand else message.delivery,
        failure=failure,
        next_step=next_step,
        sent_at=message.sent_at,
        resend_url=reverse("workspace:delivery", args=[message.pk]) if failed else "",
        marks=[mark for mark in marks if mark.template],
    )


def _original(message: Message, files: Iterable[Attachment]) -> SafeString:
    """A customer's own markup, cleaned once more, its pictures as our copies of them.

    Our policy allows no inline styles, so they are left out.
    """
    if not message.html:
        return SafeString("")
    sources = {file.content_id: _picture(file) for file in files if file.content_id and file.media_type in PICTURES}
    return SafeString(html.place_images(html.clean(message.html, styles=False), sources))


def _file(attachment: Attachment) -> FileView:
    url = reverse("workspace:attachment", args=[attachment.pk])
    picture = _picture(attachment) if attachment.media_type in PICTURES else ""
    return FileView(attachment.name, attachment.size, url, file_icon(attachment.media_type), picture)


def file_icon(media_type: str) -> str:
    """The symbol of a type."""
    if media_type.startswith("image/"):
        return "image"
    return "file-text" if media_type.startswith(("text/", "message/")) or media_type in _PAPERS else "file"


def _picture(attachment: Attachment) -> str:
    return reverse("workspace:picture", args=[attachment.pk])


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60

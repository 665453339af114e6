"""What the public pages are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helpdesk.lib import html
from helpdesk.web import clock
from tenants.isolation.ids import uuid7
from tenants.tenancy.models import Company
from tickets.calendars import selectors as calendars
from tickets.calendars.errors import NeverOpen
from tickets.contacts.rules import first_name
from tickets.followups import saying as promised
from tickets.mail import selectors as mail
from tickets.messages.models import Audience, Kind, Message
from tickets.portal import addresses, keys, selectors
from tickets.portal.forms import AnswerForm, StampedForm
from tickets.portal.rules import stamps
from tickets.portal.rules.keys import Purpose
from tickets.portal.selectors import Door
from tickets.portal.services import Sent
from tickets.sla import policies
from tickets.ticket.models import Channel, Status, Ticket


@dataclass(frozen=True, slots=True)
class FileView:
    name: str
    size: int
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class SaidView:
    """`is_mine`: the customer's own words. `is_gone`: their author took them back."""

    id: UUID
    is_mine: bool
    is_public: bool
    is_gone: bool
    who: str
    at: datetime
    body: SafeString
    direction: str
    language: str
    files: Sequence[FileView]


@dataclass(frozen=True, slots=True)
class State:
    """Where the matter stands, in the customer's words."""

    heading: str
    text: SafeString | str
    is_promise: bool = False


def expectation(now: datetime, *, channel: str) -> SafeString | str:
    """When we answer, honestly: within what we aim at, or from the next hour at which somebody is there.

    "" where nothing is aimed at, or nobody is ever there.
    """
    policy = policies.first_fit(channel)
    if policy is None or not policy.first_minutes:
        return ""
    try:
        opening = calendars.hours(policy.calendar).next_open(now)
    except NeverOpen:
        return ""
    goal = clock.in_words(policy.first_minutes)
    if opening == now:
        return format_html(_("We aim to answer within {}."), goal)
    when = format_html("<bdi>{}</bdi>", clock.appointment(opening, now=now))
    return format_html(_("Somebody is there again from {}, and aims to answer within {} of that."), when, goal)


def _answer_by(ticket: Ticket, now: datetime) -> SafeString | str:
    """What his own ticket says; nothing is promised any more when that has passed."""
    if ticket.due_at is None or ticket.due_at <= now:
        return _("You hear from us as soon as there is something to say.")
    when = format_html("<bdi>{}</bdi>", clock.appointment(ticket.due_at, now=now))
    return format_html(_("We aim to answer by {}."), when)


def state(ticket: Ticket, company: Company, now: datetime, *, knows: bool = False) -> State:
    """`knows`: the reader has our answers, so that he may see what they promise."""
    if ticket.status == Status.SOLVED:
        return State(_("This is solved"), _("If something is left, write below: it opens again."))
    if knows and ticket.promised_at is not None and ticket.promised_at > now:
        return State(promised.heading(ticket.promised_at), _("If we know earlier, we write earlier."), is_promise=True)
    if ticket.waiting_since is not None:
        return State(_("Your message is with us"), _answer_by(ticket, now))
    if ticket.first_replied_at is None:
        return State(_("We are on it"), _("You hear from us as soon as there is something to say."))
    return State(_("We have answered"), _("It is your turn, if something is left to say."))


def stamp_of(form: StampedForm | None, use: str, now: datetime) -> str:
    """The stamp for a page: the one that was sent while it is good, else a new one.

    A new one for a page that was old is as good as if it had been there for a while: its words were written before.
    """
    if form is not None and form.is_bound and not form.is_renewed:
        return str(form.data.get("stamp", ""))
    at = now if form is None or not form.is_bound else now - form.least
    return stamps.write(uuid7(), at, use, keys.current())


def answer_use(door: Door) -> str:
    return f"answer:{door.link.pk.hex}"


def sent(sent: Sent, now: datetime) -> dict[str, Any]:
    """The page after sending."""
    return {
        "number": sent.link.ticket.number,
        "url": addresses.url_of(sent.link, Purpose.PAGE),
        "is_mailed": sent.is_mailed,
        "expectation": expectation(now, channel=Channel.FORM),
    }


def page(door: Door, key: str, company: Company, *, now: datetime, form: AnswerForm | None = None) -> dict[str, Any]:
    """The private page behind a door."""
    said = selectors.said(door)
    answered = door.ticket.first_replied_at is not None
    return {
        "door": door,
        "key": key,
        "ticket": door.ticket,
        "state": state(door.ticket, company, now, knows=door.shows_all),
        "said": [_said(message, door, key, company) for message in said],
        "answers_elsewhere": answered and not door.shows_all,
        "asks_who": door.proves_address and door.link.confirmed_at is None and said_by_form(door),
        "form": form,
        "stamp": stamp_of(form, answer_use(door), now),
    }


def path_of(key: str) -> str:
    """The page behind a key, in the language that is spoken now."""
    return f"{reverse('portal:page', args=[key])}?lang={get_language()}"


def closed() -> dict[str, Any]:
    """Where to write while the form is closed."""
    mailbox = mail.default_mailbox()
    return {"address": mailbox.address if mailbox else ""}


def said_by_form(door: Door) -> bool:
    """Only of a form we do not know who filled it in."""
    return bool(door.ticket.channel == "form")


def _said(message: Message, door: Door, key: str, company: Company) -> SaidView:
    return SaidView(
        id=message.pk,
        is_mine=message.contact_id == door.ticket.requester_id,
        is_public=message.audience == Audience.PUBLIC,
        is_gone=message.withdrawn_at is not None,
        who=_who(message, company),
        at=message.created_at,
        body=SafeString(html.render_markdown_light(message.text)),
        direction=message.direction,
        language=message.language,
        files=[_file(one, key) for one in message.attachments.all() if message.withdrawn_at is None],
    )


def _who(message: Message, company: Company) -> str:
    """Our people by their first name, else as the company; other people who wrote by the name they gave."""
    if message.kind == Kind.CUSTOMER:
        return str(message.contact)
    return (first_name(message.member.name) if message.member else "") or company.name


def _file(attachment: Any, key: str) -> FileView:
    icon = "image" if attachment.media_type.startswith("image/") else "file"
    url = reverse("portal:file", args=[key, attachment.pk])
    return FileView(attachment.name, attachment.size, url, icon)

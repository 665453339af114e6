from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from helpdesk.lib import clock
from helpdesk.web import translated
from tenants.audit import services as audit
from tenants.idempotency import services as repeats
from tenants.membership.models import Member, Team
from tickets.contacts import services as contacts
from tickets.messages import services as messages
from tickets.messages.errors import EmptyMessage
from tickets.messages.models import Message
from tickets.messages.services import NewFile
from tickets.portal import acknowledgement, registry, selectors
from tickets.portal.errors import FormClosed, NotProving
from tickets.portal.models import Link, WebForm
from tickets.portal.selectors import ANSWERED, SUBMITTED, Door
from tickets.ticket import services as tickets
from tickets.ticket.models import Category, Channel, Ticket
from tickets.timeline import services as timeline

SEEN_EVERY = timedelta(minutes=1)
_ONE_FORM = "form"


@dataclass(frozen=True)
class Submission:
    """A filled form. `mark` is its stamp's, good once; `consent` the line that was agreed to, if there was one."""

    mark: UUID
    name: str
    email: str
    subject: str
    body: str
    language: str
    category: Category | None = None
    files: Sequence[NewFile] = ()
    consent: str = ""


@dataclass(frozen=True)
class Sent:
    """What came of a form. `is_mailed`: the private link is on its way to the address."""

    link: Link
    is_mailed: bool


@transaction.atomic
def submit(*, submission: Submission) -> Sent:
    """A ticket of a filled form, its first message and its private link. The same mark again is the same ticket.

    Raises FormClosed.
    """
    kept = repeats.begin(owner=submission.mark, key=_ONE_FORM, request_hash="")
    if kept is not None:
        return _sent_before(kept.body)
    form = selectors.form()
    if not form.is_open:
        raise FormClosed
    messages.put_on_disk(submission.files)
    link = _open(submission, form.team)
    sent = Sent(link, acknowledgement.queue(link=link, language=submission.language))
    body = f"{link.pk} {int(sent.is_mailed)}".encode()
    repeats.finish(owner=submission.mark, key=_ONE_FORM, status=200, body=body, headers={})
    return sent


def _sent_before(body: bytes) -> Sent:
    pk, is_mailed = body.decode().split()
    return Sent(Link.objects.select_related("ticket__requester").get(pk=UUID(pk)), is_mailed == "1")


def _open(submission: Submission, team: Team | None) -> Link:
    contact = contacts.by_email(email=submission.email, name=submission.name, language=submission.language)
    ticket = tickets.create(
        subject=submission.subject,
        requester=contact,
        channel=Channel.FORM,
        language=submission.language,
        team=team,
        category=submission.category,
    )
    message = messages.receive(ticket=ticket, contact=contact, body=submission.body, files=submission.files)
    link = Link.objects.create(ticket=ticket)
    timeline.record(ticket_id=ticket.pk, verb=SUBMITTED, message=str(message.pk), consent=submission.consent)
    return link


@transaction.atomic
def answer(*, door: Door, body: str, mark: UUID, files: Sequence[NewFile] = ()) -> None:
    """The customer writes on his page; a ticket that was solved opens again. The same mark again changes nothing.

    Raises EmptyMessage, and NotProving for the sender of a form once the owner of the address has shown himself: of two
    who may be two, only he goes on.
    """
    if not door.may_write:
        raise NotProving
    if repeats.begin(owner=door.link.pk, key=mark.hex, request_hash="") is not None:
        return
    if not body.strip() and not files:
        raise EmptyMessage
    message = messages.receive(ticket=door.ticket, contact=door.ticket.requester, body=body, files=files)
    purpose = str(door.purpose)
    timeline.record(ticket_id=door.ticket.pk, verb=ANSWERED, message=str(message.pk), purpose=purpose)
    if door.proves_address:
        _confirm(door.link, "page")
    _announce(door)


@transaction.atomic
def confirm(*, door: Door) -> None:
    """Who reads the mail of the address says: it was me. Raises NotProving. Safe to repeat."""
    if not door.proves_address:
        raise NotProving
    _confirm(door.link, "page")


@transaction.atomic
def disown(*, door: Door) -> None:
    """Who reads the mail of the address says: it was not me. The link ends. Raises NotProving."""
    if not door.proves_address:
        raise NotProving
    now = clock.now()
    if Link.objects.filter(pk=door.link.pk, revoked_at__isnull=True).update(revoked_at=now, disowned_at=now):
        timeline.record(ticket_id=door.ticket.pk, verb="portal.disowned")


@transaction.atomic
def joined(*, message: Message) -> None:
    """A mail came to an address that only our own mails name: its writer reads them."""
    ticket = message.ticket
    if ticket.channel == Channel.FORM and message.contact_id == ticket.requester_id:
        link = selectors.link_of(ticket)
        if link is not None:
            _confirm(link, "mail")


@transaction.atomic
def returned(*, link_id: UUID, reason: str) -> None:
    """A mail of ours came back. Written down when it was the acknowledgement of this link."""
    link = Link.objects.filter(pk=link_id).first()
    if link is not None:
        acknowledgement.give_up(str(link.ticket_id), {}, reason)


def _confirm(link: Link, how: str) -> None:
    if not Link.objects.filter(pk=link.pk, confirmed_at__isnull=True).update(confirmed_at=clock.now()):
        return
    contacts.confirm(contact_id=link.ticket.requester_id)
    timeline.record(ticket_id=link.ticket_id, verb="portal.confirmed", how=how)


@transaction.atomic
def seen(*, door: Door, is_browser: bool = False) -> None:
    """The customer is here. Written once a minute at most. `is_browser`: it was no program that fetches previews."""
    now = clock.now()
    lately = Q(seen_at__isnull=True) | Q(seen_at__lt=now - SEEN_EVERY)
    Link.objects.filter(lately, pk=door.link.pk).update(seen_at=now)
    if is_browser:
        _announce(door)


def _announce(door: Door) -> None:
    for _, tell in registry.visitors:
        tell(door)


@transaction.atomic
def ensure(*, ticket: Ticket, by: Member) -> Link:
    """The private page of a ticket, made when there is none. The keys that are out stay good."""
    tickets.lock(ticket)
    return selectors.link_of(ticket) or renew(ticket=ticket, by=by)


@transaction.atomic
def revoke(*, ticket: Ticket, by: Member) -> None:
    """The private page shuts, for every key of it. Nothing happens where none is open."""
    tickets.lock(ticket)
    if _end(ticket, by) is not None:
        timeline.record(ticket_id=ticket.pk, verb="portal.revoked", by=by)


@transaction.atomic
def renew(*, ticket: Ticket, by: Member) -> Link:
    """A new private page; the keys of the one before are dead. Who has shown himself before need not do it again."""
    tickets.lock(ticket)
    before = _end(ticket, by)
    link = Link.objects.create(ticket=ticket, confirmed_at=before.confirmed_at if before else None)
    timeline.record(ticket_id=ticket.pk, verb="portal.renewed", by=by)
    return link


def _end(ticket: Ticket, by: Member) -> Link | None:
    link = selectors.link_of(ticket)
    if link is not None:
        link.revoked_at, link.revoked_by = clock.now(), by
        link.save(update_fields=["revoked_at", "revoked_by"])
    return link


@transaction.atomic
def change(
    *,
    is_open: bool,
    intro: Mapping[str, str],
    consent: Mapping[str, str],
    sites: Sequence[str],
    team: Team | None,
    by: Member,
) -> WebForm:
    """The company's form. `intro` and `consent` by language; one that is not mentioned keeps its words."""
    form, _ = WebForm.objects.select_for_update(of=("self",)).get_or_create()
    before = _facts(form)
    form.is_open, form.sites, form.team = is_open, list(sites), team
    translated.write(form, "intro", intro)
    translated.write(form, "consent", consent)
    form.save()
    after = _facts(form)
    if before != after:
        audit.record(
            verb="portal.change", actor=by, object_label=str(form), object_id=form.pk, before=before, after=after
        )
    return form


def _facts(form: WebForm) -> dict[str, object]:
    return {
        "is_open": form.is_open,
        "intro": translated.words_of(form, "intro"),
        "consent": translated.words_of(form, "consent"),
        "sites": list(form.sites),
        "team": str(form.team or ""),
    }

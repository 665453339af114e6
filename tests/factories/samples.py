"""One thing of each kind in a company, so that a route can be asked for something that is there."""

from datetime import date, timedelta
from typing import Any

from helpdesk.lib import clock
from social.accounts.models import Brand, SocialAccount
from social.handoffs.models import HandOff
from social.listening.models import Listener
from social.mentions.models import Author, Mention
from social.publishing.models import Outgoing
from tenants.files import services as files
from tenants.membership.models import Invitation, Member
from tenants.support import services as support
from tenants.tokens import services as tokens
from tests.factories.people import Desk
from tests.factories.pictures import PNG
from tests.factories.recoveries import fill_recovery
from tests.factories.square import fill_square
from tests.factories.tickets import make_promise, make_reply, make_ticket
from tickets.calendars import services as calendars
from tickets.canned import services as canned
from tickets.contacts import organizations
from tickets.mail.models import Inbound
from tickets.messages.models import Attachment
from tickets.notifications.models import Notification
from tickets.portal.models import Link
from tickets.recovery.models import Limit
from tickets.sla import policies
from tickets.ticket import labels
from tickets.ticket.models import Ticket


def make_samples(desk: Desk) -> dict[str, dict[str, Any]]:
    """Values for the parts of each route's path, by route name; "*" for the others. Needs a tenant."""
    owner = desk.members["owner"]
    ticket = make_ticket()
    reply = make_reply(ticket, owner)
    file = files.store(content=b"torn", media_type="text/plain")
    photo = files.keep(name="a.png", content=PNG)
    picture = Attachment.objects.create(
        message=reply, file=photo.file, name=photo.name, media_type=photo.media_type, size=photo.size
    )
    attachment = Attachment.objects.create(message=reply, file=file, name="a.txt", media_type="text/plain", size=4)
    invitation = Invitation.objects.create(
        email="new@zaytuna.example", token_hash="0", invited_by=owner, expires_at=clock.now() + timedelta(days=7)
    )
    quarantined = Inbound.objects.create(
        mailbox=desk.mailbox,
        raw=file,
        dedup_key="q",
        envelope_to=desk.mailbox.address,
        due_at=clock.now(),
        state="dead",
    )
    organization = organizations.create(name="Nova", domains=["nova.example"], by=owner)
    token, _key = tokens.create(name="Shop", scopes=["tickets:read"], expires_at=None, by=owner)
    let_in = support.grant(reason="A lost mail", length="hour", by=owner)
    by_kind = {
        "support-revocation": let_in,
        "contact": ticket.requester,
        "contact-change": ticket.requester,
        "contact-identities": ticket.requester,
        "contact-organization": ticket.requester,
        **dict.fromkeys(("organization", "organization-change", "organization-removal"), organization),
        "delivery": reply,
        "attachment": attachment,
        "picture": picture,
        "member-role": desk.members["agent"],
        "member-removal": desk.members["agent"],
        "invitation-link": invitation,
        "invitation-revocation": invitation,
        "team-name": desk.team,
        "team-places": desk.team,
        "mailbox": desk.mailbox,
        "mailbox-default": desk.mailbox,
        "quarantine-retry": quarantined,
        "token-revocation": token,
    }
    by_kind |= _words(owner)
    values = {f"workspace:{name}": {"pk": str(row.pk), "number": str(ticket.number)} for name, row in by_kind.items()}
    told = Notification.objects.create(member=owner, kind="woken", key="sample", ticket=ticket)
    values["notifications:reading"] = {"pk": str(told.pk)}
    values |= _hours(owner) | _deadlines()
    return {"*": {"number": str(ticket.number)}, **values, **_square(owner, ticket), **_given(desk, ticket)}


def _given(desk: Desk, ticket: Ticket) -> dict[str, dict[str, str]]:
    """A repair on it, with something given and something asked for."""
    rows = fill_recovery(ticket, desk.members["agent"], desk.members["owner"]).rows
    by_kind = {
        **dict.fromkeys(("step", "close", "give", "ask"), rows["recoveries"]),
        "reversal": rows["grants"],
        **dict.fromkeys(("decision", "withdrawal"), rows["approvals"]),
        "limit-removal": Limit.objects.filter(role="agent").first(),
    }
    return {f"recovery:{name}": {"pk": str(row.pk), "number": str(ticket.number)} for name, row in by_kind.items()}


def _hours(by: Member) -> dict[str, dict[str, str]]:
    """A calendar beside the default one, with a special day."""
    week = {"1": [["09:00", "18:00"]]}
    night = calendars.create(name="Night", timezone="Asia/Riyadh", week=week, country="SA", by=by)
    day = calendars.add_day(calendar=night, name="Eid", first=date(2027, 3, 9), by=by)
    verbs = ("calendar", "default", "archival", "restoration", "day-new", "day", "day-removal")
    return {f"calendars:{verb}": {"pk": str(night.pk), "day": str(day.pk)} for verb in verbs}


def _deadlines() -> dict[str, dict[str, str]]:
    """The first of the policies that count."""
    policy = policies.current()[0]
    return {f"sla:{verb}": {"pk": str(policy.pk)} for verb in ("policy", "position", "archival", "restoration")}


def _square(by: Member, ticket: Ticket) -> dict[str, dict[str, str]]:
    """What the public square knows of a ticket."""
    fill_square("sample", by, ticket, Link.objects.create(ticket=ticket))
    by_kind: dict[str, Any] = {
        **{f"handoffs:{verb}": HandOff.objects.get() for verb in ("close", "end")},
        "followups:withdrawal": make_promise(make_reply(make_ticket(email="lama@example.com", name="Lama"), by)),
        "publishing:by-hand": Outgoing.objects.get(),
        "triage:correct": Mention.objects.get(),
        **{
            f"square:{verb}": Mention.objects.get()
            for verb in ("mention", "thanks", "dismissal", "reopening", "ticket")
        },
        **{f"listening:{verb}": Listener.objects.get() for verb in ("listener", "activation", "pause", "removal")},
        **{f"square:author{verb}": Author.objects.get() for verb in ("", "-link", "-unlink")},
        **{f"square:account-{verb}": SocialAccount.objects.get() for verb in ("pause", "resumption", "removal")},
        **{f"square:brand{verb}": Brand.objects.get() for verb in ("", "-archival", "-restoration")},
    }
    return {name: {"pk": str(row.pk), "number": str(ticket.number)} for name, row in by_kind.items()}


def _words(by: Member) -> dict[str, Any]:
    """What the company calls things, and what it says often."""
    words = {"titles": {"en": "Late"}, "bodies": {"en": "It is on its way."}}
    reply = canned.create(shortcut="late", **words, by=by)
    status = labels.create_status(kind="waiting", names={"en": "Courier"}, by=by)
    category = labels.create_category(names={"en": "Delivery"}, by=by)
    return {
        **dict.fromkeys(("canned", "canned-use", "canned-archival", "canned-restoration"), reply),
        **{f"status-{verb}": status for verb in ("name", "position", "archival", "restoration")},
        **{f"category-{verb}": category for verb in ("name", "position", "archival", "restoration")},
    }

"""One thing of each kind in a company, so that a route can be asked for something that is there."""

from datetime import timedelta
from typing import Any

from helpdesk.lib import clock
from tenants.files import services as files
from tenants.membership.models import Invitation
from tenants.tokens import services as tokens
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.mail.models import Inbound
from tickets.messages.models import Attachment


def make_samples(desk: Desk) -> dict[str, dict[str, Any]]:
    """Values for the parts of each route's path, by route name; "*" for the others. Needs a tenant."""
    owner = desk.members["owner"]
    ticket = make_ticket()
    reply = make_reply(ticket, owner)
    file = files.store(content=b"torn", media_type="text/plain")
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
    token, _key = tokens.create(name="Shop", scopes=["tickets:read"], expires_at=None, by=owner)
    by_kind = {
        "contact": ticket.requester,
        "contact-change": ticket.requester,
        "contact-identities": ticket.requester,
        "delivery": reply,
        "attachment": attachment,
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
    values = {f"workspace:{name}": {"pk": str(row.pk)} for name, row in by_kind.items()}
    return {"*": {"number": str(ticket.number)}, **values}

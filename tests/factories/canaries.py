"""A company that has one row in every table, each carrying a word that no other company may ever see."""

import hashlib
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.idempotency.models import Answer
from tenants.identity import mailing
from tenants.isolation.context import require_tenant_id, tenant_context
from tenants.isolation.models import TenantModel
from tenants.localmail import services as localmail
from tenants.membership.models import Invitation, TeamMember
from tenants.plans.models import Subscription
from tenants.support.models import SupportGrant
from tenants.tokens.models import Token
from tests.factories.care import fill_care
from tests.factories.people import Desk, add_member, make_desk
from tests.factories.square import fill_square
from tests.factories.tickets import make_reply, make_ticket
from tickets.canned.models import CannedReply
from tickets.contacts.models import Organization
from tickets.mail.models import Inbound
from tickets.messages import services as messages
from tickets.messages.models import Attachment, Draft, Upload
from tickets.portal.models import Link, WebForm
from tickets.ticket import services as tickets
from tickets.ticket.models import Category, Counter, CustomStatus, Ticket

CANARY = "xcanaryx"
NUMBER = 900_001
TOKEN = "canary-token-of-another-company"


def make_canary_desk() -> Desk:
    desk = make_desk("canary")
    add_member(desk, f"owner@{CANARY}.example", "owner", f"{CANARY} Owner")
    with tenant_context(desk.tenant):
        Counter.objects.create(last=NUMBER - 1)
        _fill(desk)
    return desk


def _fill(desk: Desk) -> None:
    owner = desk.members["owner"]
    TeamMember.objects.create(team=desk.team, member=owner)
    ticket = make_ticket(f"{CANARY} subject", f"{CANARY} body", f"{CANARY}@example.com", f"{CANARY} name")
    ticket = tickets.set_tags(ticket=ticket, names=[f"{CANARY} tag"], by=owner) and ticket
    reply = make_reply(ticket, owner, f"{CANARY} reply")
    messages.note(ticket=ticket, by=owner, body=f"{CANARY} note")
    raw = localmail.keep(raw=_raw_mail(), sender="a@b.example", recipient=f"{CANARY}@example.com").raw
    Attachment.objects.create(message=reply, file=raw, name=f"{CANARY}.eml", media_type="message/rfc822", size=1)
    Upload.objects.create(ticket=ticket, member=owner, file=raw, name=CANARY, media_type="message/rfc822", size=1)
    Inbound.objects.create(
        mailbox=desk.mailbox, raw=raw, dedup_key="1", envelope_to=desk.mailbox.address, due_at=clock.now()
    )
    Invitation.objects.create(
        email=f"invited@{CANARY}.example",
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
        invited_by=owner,
        expires_at=clock.now() + timedelta(days=7),
    )
    _fill_doors(desk, ticket)
    fill_care(CANARY, owner, ticket, reply)
    mailing.queue(recipient=f"{CANARY}@example.com", subject=CANARY, body=CANARY)
    audit.record(verb="test.canary", actor=owner, object_label=CANARY)


def _fill_doors(desk: Desk, ticket: Ticket) -> None:
    owner, later = desk.members["owner"], clock.now() + timedelta(days=7)
    Token.objects.create(name=CANARY, member=owner, scopes=["tickets:read"], secret_hash="0" * 64, ends="0000")
    Answer.objects.create(
        owner=owner.pk, key=CANARY, request_hash="0", status=201, body=CANARY.encode(), expires_at=later
    )
    Organization.objects.create(name=CANARY, domains=[f"{CANARY}.example"])
    CustomStatus.objects.create(kind="waiting", name_en=f"{CANARY} status")
    Category.objects.create(name_en=f"{CANARY} category")
    CannedReply.objects.create(shortcut=CANARY, title_en=CANARY, body_en=CANARY)
    Draft.objects.create(ticket=ticket, member=owner, text=CANARY)
    WebForm.objects.create(intro_en=CANARY, consent_en=CANARY, team=desk.team)
    Subscription.objects.create(note=CANARY)
    SupportGrant.objects.create(
        granted_by=owner, granted_label=CANARY, reason=CANARY, created_at=clock.now(), expires_at=later
    )
    link = Link.objects.create(ticket=ticket)
    fill_square(CANARY, owner, ticket, link)


def _raw_mail() -> bytes:
    return f"Message-ID: <{CANARY}@example.com>\r\nSubject: {CANARY}\r\n\r\n{CANARY}\r\n".encode()


def ids_of(desk: Desk) -> dict[str, list[UUID]]:
    """Ids of every row of a company, by model label, the earliest first. A model without one is a hole: it raises."""
    with tenant_context(desk.tenant):
        found = {
            model._meta.label: list(
                model._default_manager.filter(tenant=desk.tenant).order_by("pk").values_list("pk", flat=True)
            )
            for model in apps.get_models()
            if issubclass(model, TenantModel)
        }
    empty = [label for label, ids in found.items() if not ids]
    if empty:
        raise AssertionError(f"the canary company has no row of {empty}: add one to tests/factories/canaries.py")
    return found


def snapshot(desk: Desk) -> dict[str, str]:
    """A checksum of each table's rows of a company."""
    with tenant_context(desk.tenant):
        return checksums()


def checksums() -> dict[str, str]:
    """The same of the current tenant, in one statement."""
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(_every_table())
        return dict(cursor.fetchall())


@cache
def _every_table() -> str:
    mine = "t.tenant_id = current_setting('app.tenant_id')::uuid"
    sums = (
        f"SELECT '{model._meta.label}', md5(string_agg(t::text, ' ' ORDER BY t.id)) FROM {model._meta.db_table} t"
        f" WHERE {mine}"
        for model in apps.get_models()
        if issubclass(model, TenantModel)
    )
    return " UNION ALL ".join(sums)

"""Mail about what a member should know: written when it leaves, so that what he has read by then is not in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from helpdesk.lib import clock
from tenants.identity import mailing
from tenants.identity.models import User
from tenants.identity.rules import mentioned
from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tenants.outbox.services import Wish
from tenants.tenancy import addresses
from tenants.tenancy import selectors as tenancy
from tickets.notifications import rules, selectors, words
from tickets.notifications.models import Notification

KIND = "notifications.mail"
MOST = 20
_TEMPLATE = "tickets/notifications/mail/news"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a mail. `subject` is the only place where a customer's words stand."""

    sentence: str
    number: int | None
    subject: str
    url: str


def queue(rows: Sequence[Notification]) -> None:
    """Wish for one mail to each member, in the caller's transaction. Who rests gets one when he rests no more."""
    of_member: dict[UUID, list[Notification]] = defaultdict(list)
    for row in rows:
        of_member[row.member_id].append(row)
    if not of_member:
        return
    now, resting = clock.now(), selectors.quiet_hours(of_member)
    zone = selectors.zone() if resting else None
    wishes = []
    for member_id, news in of_member.items():
        hours = resting.get(member_id)
        quiet = rules.quiet_at(now, zone, hours.starts_at, hours.ends_at) if hours and zone else None
        wishes.append(_later(member_id, quiet) if quiet else _now(member_id, news))
    outbox.enqueue_all(kind=KIND, wishes=wishes)


def _now(member_id: UUID, news: Sequence[Notification]) -> Wish:
    pks = [str(row.pk) for row in news]
    return Wish(pks[0], {"member": str(member_id), "notifications": pks})


def _later(member_id: UUID, quiet: rules.Quiet) -> Wish:
    """All of one night wish for the same mail."""
    key = f"{member_id}.{int(quiet.until.timestamp())}"
    return Wish(key, {"member": str(member_id), "since": quiet.since.isoformat()}, quiet.until)


def send(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler. Raises EffectFailed."""
    with transaction.atomic():
        letter = _letter(payload)
    if letter is not None:
        message_id = f"<notification.{key}@{addresses.platform_host()}>"
        mailing.send(key, {**letter, "message_id": message_id})


def _letter(payload: dict[str, Any]) -> dict[str, str] | None:
    """The mail as it is to be now; None for who has left, and where he has read everything."""
    member = Member.objects.filter(pk=payload["member"], removed_at__isnull=True).first()
    user = User.objects.filter(pk=member.user_id, is_active=True).first() if member else None
    rows = list(_news(member, payload)) if member and user else []
    if member is None or user is None or not rows:
        return None
    company = tenancy.company()
    with translation.override(user.language), timezone.override(company.timezone):
        context = {
            "company": mentioned(str(company)),
            "lines": [_line(row) for row in rows[:MOST]],
            "count": len(rows),
            "more": max(0, len(rows) - MOST),
            "all_url": _url("notifications:notifications"),
            "settings_url": _url("notifications:settings"),
        }
        subject, body = (render_to_string(f"{_TEMPLATE}_{part}.txt", context) for part in ("subject", "message"))
    return {"to": member.email, "subject": " ".join(subject.split()), "body": body.strip()}


def _news(member: Member, payload: dict[str, Any]) -> Any:
    """What he has not read: of these, or of all that came since, by mail."""
    rows = Notification.objects.filter(member=member, read_at__isnull=True).select_related("ticket", "actor")
    if "since" in payload:
        kinds = [kind for kind, way in selectors.ways(member).items() if way.by_mail]
        since = Q(created_at__gte=datetime.fromisoformat(payload["since"]), kind__in=kinds)
        return rows.filter(since).order_by("created_at", "id")
    return rows.filter(pk__in=payload["notifications"]).order_by("created_at", "id")


def _line(row: Notification) -> Line:
    ticket = row.ticket
    if ticket is None:
        return Line(words.sentence(row), None, "", _url("notifications:notifications"))
    return Line(words.sentence(row), ticket.number, mentioned(ticket.subject), _url("workspace:ticket", ticket.number))


def _url(name: str, *parts: object) -> str:
    return addresses.here(reverse(name, args=parts, urlconf=settings.ROOT_URLCONF))

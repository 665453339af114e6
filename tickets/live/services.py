"""Tell whoever is looking. The broker carries ids; a lost word costs a page seconds, never work."""

import threading
import time
from collections.abc import Collection
from functools import cache
from uuid import UUID

import redis
import structlog
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7
from tickets.contacts.models import Contact
from tickets.live import rules
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline
from tickets.timeline.registry import Change

log = structlog.get_logger(__name__)
TIMEOUT = 2.0
REST = 10.0
MOST_TICKETS = 20


class Line:
    """This process's line to the broker. After a failure it rests, and then one caller at a time tries it again."""

    def __init__(self, url: str) -> None:
        self._broker = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
        )
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def say(self, channel: str, text: str) -> None:
        """Publish, or log that nobody hears. Never raises; a broker that hangs is waited for once, then left alone."""
        if self._rests():
            return
        try:
            self._broker.publish(channel, text)
        except (redis.RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST
            log.warning("live.silent", error=str(error)[:200], rests=REST)
        else:
            self._rests_until = 0.0

    def _rests(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._rests_until:
                return True
            if self._rests_until:
                self._rests_until = now + REST  # this caller tries; the others rest until he knows
            return False


@cache
def line() -> Line:
    """The line of this process, made at its first word."""
    return Line(settings.CACHE_URL)


def contact_changed(contact: Contact) -> None:
    """Lists and pages show the name of whoever asks: what he asked lately looks different now."""
    for ticket in Ticket.objects.filter(requester=contact).order_by("-created_at")[:MOST_TICKETS]:
        timeline.mention(ticket_id=ticket.pk, verb="contacts.changed")


def whisper(members: Collection[UUID]) -> None:
    """Once the change is safe, tell each of these members, in every window he has open, that he has news of his own."""
    tenant_id = require_tenant_id()
    notices = [rules.Notice(uuid7(), member_id) for member_id in members]

    def say() -> None:
        for notice in notices:
            line().say(rules.channel(tenant_id), rules.pack(notice))

    transaction.on_commit(say, robust=True)


def announce(change: Change) -> None:
    """Once the change is safe, tell its company's readers."""
    news = rules.News(change.id, change.ticket_id, change.verb)
    transaction.on_commit(lambda: line().say(rules.channel(change.tenant_id), rules.pack(news)), robust=True)

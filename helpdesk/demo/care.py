"""Our word in the demo, live: a deadline warned of and missed, a promise kept and one broken, a gift given and refused.

What is missed stays late in the inbox. The deadline of a minute behind it is for tickets of one tag, and stays too.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.calendars import services as calendars
from tickets.contacts import services as contacts
from tickets.followups.models import Promise
from tickets.messages import services as messages
from tickets.recovery import granting, limits
from tickets.recovery import services as recovery
from tickets.recovery.errors import NoApology, NoLimit, OverLimit
from tickets.recovery.models import Grant, Purpose, Recovery
from tickets.sla import policies
from tickets.sla.models import SlaClock, SlaPolicy
from tickets.ticket import services as tickets
from tickets.ticket.models import Tag, Ticket

SECONDS_TO_HAPPEN = 90
HURRIED = "demo-minute"
INSIDE, ABOVE = 3_000, 50_000
LIMITS = {"agent": 5_000, "lead": 20_000, "admin": 50_000, "owner": 100_000}
"""What each role may give at once, in hundredths; ten times as much in a month."""

AROUND_THE_CLOCK = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}


@dataclass(frozen=True)
class Item:
    """Something that must become of a ticket; `became` says what it is now."""

    name: str
    ticket: Ticket
    expect: str
    became: Callable[[], str]


def run(known: dict[str, Any], write: Callable[[str], Any]) -> bool:
    """Begin, wait, print. True when everything became what it must."""
    tenant = Tenant.objects.get(slug=known["tenants"][0]["slug"])
    with tenant_context(tenant):
        items = _stage().begin(secrets.token_hex(3))
    problems = _tell(tenant, items, write)
    write(f"{len(items)} words and gifts, {problems} problems")
    return not problems


def empower(*, by: Member) -> None:
    """What people may give without asking, as long as the desk is a demo. Safe to repeat."""
    currency = tenancy.company().currency
    for role, amount in LIMITS.items():
        for purpose in Purpose.values:
            for kind in ("voucher", "refund", "credit"):
                whose: dict[str, Any] = {"role": role, "purpose": purpose, "kind": kind, "currency": currency}
                limits.set_limit(by=by, **whose, per_grant=amount, per_ticket=amount * 2, per_period=amount * 10)


def hurry(*, by: Member) -> SlaPolicy:
    """Aim at an answer within a minute to tickets of one tag. Made once, whatever its place is since then."""
    tag, _ = Tag.objects.get_or_create(name=HURRIED)
    known = SlaPolicy.objects.filter(tag=tag, archived_at__isnull=True).first()
    if known is not None:
        return known
    always = calendars.create(name=HURRIED, timezone="UTC", week=AROUND_THE_CLOCK, by=by)
    aims: dict[str, Any] = {"tag": tag, "calendar": always, "first_minutes": 1, "warn_percent": 50}
    return policies.place(policy=policies.create(by=by, name=HURRIED, **aims), position=0, by=by)


class _Stage:
    """Who acts."""

    def __init__(self, owner: Member, agent: Member) -> None:
        self.owner, self.agent = owner, agent

    def begin(self, run: str) -> list[Item]:
        return [self._missed(run), self._kept(run), self._broken(run), *self._gifts(run)]

    def _ticket(self, subject: str, run: str, *, seconds_ago: int = 0, tags: Sequence[str] = ()) -> Ticket:
        contact = contacts.by_email(email=f"grace-{run}@example.com", name="Grace Okafor")
        ticket = tickets.create(subject=f"{subject} {run}", requester=contact, channel="email", assignee=self.agent)
        tickets.set_tags(ticket=ticket, names=tags, by=self.owner)
        said_at = clock.now() - timedelta(seconds=seconds_ago)
        messages.receive(ticket=ticket, contact=contact, body=f"{subject}. {run}", at=said_at)
        return ticket

    def _missed(self, run: str) -> Item:
        ticket = self._ticket("Where is my order?", run, seconds_ago=40, tags=[HURRIED])
        return Item("A deadline of a minute", ticket, "warned, then missed", lambda: _clock(ticket))

    def _kept(self, run: str) -> Item:
        ticket = self._ticket("When will the sofa come?", run)
        now = clock.now()
        messages.reply(ticket=ticket, by=self.agent, body="We are asking.", promise=now + timedelta(hours=2))
        messages.reply(ticket=ticket, by=self.agent, body="It comes on Sunday.")
        return Item("A promise with the next word in time", ticket, "kept", lambda: _promise(ticket))

    def _broken(self, run: str) -> Item:
        ticket = self._ticket("Did the courier answer?", run)
        soon = clock.now() + timedelta(seconds=8)
        messages.reply(ticket=ticket, by=self.agent, body="We will know in a moment.", promise=soon)
        return Item("A promise without a word", ticket, "broken", lambda: _promise(ticket))

    def _gifts(self, run: str) -> Iterator[Item]:
        ticket = self._ticket("My cup came chipped", run)
        gesture = recovery.open(ticket=ticket, purpose="gesture", by=self.agent)
        given, refused = self._give(gesture, INSIDE, run), self._give(gesture, ABOVE, run)
        yield Item("A voucher inside the limit", ticket, "given", lambda: given)
        yield Item("A voucher above the limit", ticket, "refused: above the limit", lambda: refused)
        other = self._ticket("My lamp came broken", run)
        unsaid = self._give(recovery.open(ticket=other, purpose="repair", by=self.agent), INSIDE, run)
        yield Item("A repair without an apology", other, "refused: no apology", lambda: unsaid)

    def _give(self, opened: Recovery, amount: int, run: str) -> str:
        wish: dict[str, Any] = {"kind": "voucher", "currency": tenancy.company().currency, "amount": amount}
        try:
            granting.grant(recovery=opened, by=self.agent, key=f"demo:{run}:{opened.pk}:{amount}", **wish)
        except OverLimit:
            return "refused: above the limit"
        except NoApology:
            return "refused: no apology"
        except NoLimit:
            return "refused: no limit"
        return "given" if Grant.objects.filter(recovery=opened, amount=amount).exists() else "lost"


def _stage() -> _Stage:
    people = {role: Member.objects.filter(role=role).order_by("created_at")[0] for role in ("owner", "agent")}
    hurry(by=people["owner"])
    empower(by=people["owner"])
    return _Stage(people["owner"], people["agent"])


def _tell(tenant: Tenant, items: Sequence[Item], write: Callable[[str], Any]) -> int:
    """Wait until all has happened, then a line for each. Returns how many are not as they must be."""
    deadline = time.monotonic() + SECONDS_TO_HAPPEN
    while True:
        with tenant_context(tenant):
            found = [item.became() for item in items]
        if all(became == item.expect for item, became in zip(items, found, strict=True)):
            break
        if time.monotonic() > deadline:
            break
        time.sleep(1)
    problems = 0
    for item, became in zip(items, found, strict=True):
        is_wrong = became != item.expect
        problems += is_wrong
        note = f"  !! must be {item.expect}" if is_wrong else ""
        write(f"{item.name:<38}#{item.ticket.number:<6}{became}{note}")
    return problems


def _clock(ticket: Ticket) -> str:
    found = SlaClock.objects.get(ticket=ticket, metric="first")
    said = ["warned"] if found.warned_at else []
    return ", then ".join([*said, *(["missed"] if found.breached_at else [])]) or "running"


def _promise(ticket: Ticket) -> str:
    return str(Promise.objects.filter(ticket=ticket).order_by("made_at")[0].state)

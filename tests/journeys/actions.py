"""What a company and its agents do in the yard: python -m tests.journeys.actions, a line of JSON for each."""

import json
import math
import sys
import traceback
from typing import Any

import django


def seed(*slugs: str) -> list[str]:
    """Companies with an agent and a mailbox. Gives the mailboxes."""
    from tests.factories.people import add_member, make_desk

    desks = [make_desk(slug) for slug in slugs]
    for desk in desks:
        add_member(desk, f"bob@{desk.tenant.slug}.example", "agent", "Bob")
    return [desk.mailbox.address for desk in desks]


def answer(slug: str) -> int:
    """Answer every ticket that waits. Each answer is a commit of its own. Gives their number."""
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Member
    from tickets.messages import services as messages
    from tickets.ticket.models import Ticket

    tenant = Tenant.objects.get(slug=slug)
    with tenant_context(tenant):
        waiting = list(Ticket.objects.filter(waiting_since__isnull=False).order_by("number"))
        bob = Member.objects.get()
    for ticket in waiting:
        with tenant_context(tenant):
            messages.reply(ticket=ticket, by=bob, body="We are sorry, a new one leaves today.")
    return len(waiting)


def miss(slug: str, number: str) -> int:
    """So many tickets whose answer is due since a minute. Gives their number."""
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tests.factories.clocks import fill_clocks

    with tenant_context(Tenant.objects.get(slug=slug)):
        return fill_clocks(int(number), minutes=-1)


def owe(slug: str, number: str) -> int:
    """So many promises of one agent that were due a minute ago. Gives their number."""
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Member
    from tests.factories.clocks import fill_promises

    with tenant_context(Tenant.objects.get(slug=slug)):
        return fill_promises(int(number), minutes=-1, owner=Member.objects.earliest("id"))


def join(slug: str, email: str, role: str, language: str) -> str:
    """Somebody joins a company and signs in. Gives the cookie of his session."""
    from django.test import Client

    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Team
    from tests.factories.people import Desk, add_member, sign_in
    from tickets.mail.models import Mailbox

    tenant = Tenant.objects.get(slug=slug)
    with tenant_context(tenant):
        desk = Desk(tenant=tenant, team=Team.objects.get(), mailbox=Mailbox.objects.get())
    member = add_member(desk, email, role, language=language)
    return sign_in(Client(), desk, member).cookies["session"].value


def ask(slug: str, subject: str, words: str) -> int:
    """A customer asks. Gives the number of the ticket."""
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tests.factories.tickets import make_ticket

    with tenant_context(Tenant.objects.get(slug=slug)):
        return make_ticket(subject, words).number


def listen(slug: str, name: str) -> str:
    """The company listens for a name. Gives the id of its brand."""
    from social.accounts import services as accounts
    from social.listening import services as listening
    from social.listening.services import TermSpec
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Member

    with tenant_context(Tenant.objects.get(slug=slug)):
        brand, by = accounts.first_brand(), Member.objects.earliest("id")
        listener = listening.create(brand=brand, name=name, terms=[TermSpec(text=name, kind="phrase")], by=by)
        listening.activate(listener=listener, by=by)
        return str(brand.pk)


def look(slug: str) -> int:
    """Whatever is asked of networks is due now. Gives how many sources that are."""
    from helpdesk.lib import clock
    from social.intake.models import Source
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant

    with tenant_context(Tenant.objects.get(slug=slug)):
        return Source.objects.filter(state="queued", lease__isnull=True).update(due_at=clock.now())


def became(slug: str) -> dict[str, str]:
    """The state of each mention, by the words of its post; and of the hand-off, by "hand-off"."""
    from social.handoffs.models import HandOff
    from social.mentions.models import Mention
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant

    with tenant_context(Tenant.objects.get(slug=slug)):
        found = dict(Mention.objects.values_list("post__text", "state"))
        handoff = HandOff.objects.first()
        if handoff is not None:
            found["hand-off"] = "ended" if handoff.ended_at else "accepted" if handoff.accepted_at else "open"
        return found


def in_order(number: str, seed: str) -> list[dict[str, list[str]]]:
    """Tell three companies what happened on their pages, in order, and read it in order. Gives what is left of it."""
    from social.intake import services
    from tenants.identity import mailing
    from tenants.isolation.context import tenant_context
    from tests.factories import storm

    desks = storm.make_companies("a")
    _keep(storm.entries("a", int(number), int(seed)))
    for tenant in [mailing.platform_tenant(), *(desk.tenant for desk in desks)]:
        with tenant_context(tenant, atomic=False):
            services.drain(limit=10**6)
    return [storm.rows(desk.tenant, "a") for desk in desks]


def push_shuffled(number: str, seed: str) -> int:
    """The same on three other pages, out of order and every fifth event twice. Gives how many entries."""
    from tests.factories import storm

    storm.make_companies("b")
    told = storm.stormy(storm.entries("b", int(number), int(seed)), int(seed))
    _keep(told)
    return len(told)


def _keep(told: list[dict[str, Any]]) -> None:
    from social.intake import services
    from tenants.identity import mailing
    from tenants.isolation.context import tenant_context
    from tests.factories import storm

    for raw in storm.deliveries(told):
        with tenant_context(mailing.platform_tenant()):
            services.keep(network="plaza", raw=raw)


def left(run: str) -> list[dict[str, list[str]]]:
    """What is left of a run, company by company."""
    from tenants.isolation.models import Tenant
    from tests.factories import storm

    return [
        storm.rows(tenant, run) for tenant in Tenant.objects.filter(slug__startswith=f"storm{run}").order_by("slug")
    ]


def pass_time(slug: str, number: str, minutes: str) -> int:
    """So much time goes by for one ticket: what began on it began earlier and is due earlier. Gives how many rows."""
    from datetime import timedelta

    from django.db.models import F

    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tickets.followups.models import Promise
    from tickets.messages.models import Message
    from tickets.sla.models import SlaClock
    from tickets.ticket.models import Ticket

    times = {
        Ticket: ("created_at", "waiting_since", "due_at", "risk_at", "promised_at", "first_replied_at"),
        Message: ("created_at", "sent_at"),
        SlaClock: ("started_at", "running_since", "due_at", "next_at", "warned_at"),
        Promise: ("made_at", "due_at", "next_at"),
    }
    with tenant_context(Tenant.objects.get(slug=slug)):
        ticket = Ticket.objects.get(number=number)
        moved = 0
        for model, names in times.items():
            rows = model.objects.filter(**({"pk": ticket.pk} if model is Ticket else {"ticket": ticket}))
            moved += rows.update(**{name: F(name) - timedelta(minutes=int(minutes)) for name in names})
        return moved


def word(slug: str, number: str) -> dict[str, Any]:
    """What became of a ticket's promises, clocks and gifts; and a private link to it."""
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Member
    from tickets.followups.models import Promise
    from tickets.portal import addresses
    from tickets.portal import services as portal
    from tickets.portal.rules.keys import Purpose
    from tickets.recovery.models import Approval, Budget, Grant, LedgerEntry
    from tickets.sla.models import SlaClock
    from tickets.ticket.models import Ticket

    with tenant_context(Tenant.objects.get(slug=slug)):
        ticket = Ticket.objects.get(number=number)
        clocks = SlaClock.objects.filter(ticket=ticket, metric="first")
        grants = Grant.objects.filter(ticket=ticket)
        spent = Budget.objects.filter(scope="ticket", kind="", subject_id=ticket.pk)
        link = portal.ensure(ticket=ticket, by=Member.objects.earliest("id"))
        return {
            "promises": list(Promise.objects.filter(ticket=ticket).order_by("made_at").values_list("state", flat=True)),
            "reminded": Promise.objects.filter(ticket=ticket, stage__gte=1).count(),
            "look_in": _minutes_until(clocks.values_list("next_at", flat=True).first()),
            "warned": clocks.filter(warned_at__isnull=False).count(),
            "breached": clocks.filter(breached_at__isnull=False).count(),
            "grants": sorted(grants.values_list("amount", flat=True)),
            "approvals": list(Approval.objects.filter(ticket=ticket).values_list("state", flat=True)),
            "ledger": sum(
                LedgerEntry.objects.filter(grant__in=grants, account="cost").values_list("amount", flat=True)
            ),
            "spent": sum(spent.values_list("spent", flat=True)),
            "link": addresses.path_of(link, Purpose.MAIL),
        }


def _minutes_until(at: Any) -> int | None:
    from helpdesk.lib import clock

    return None if at is None else math.ceil((at - clock.now()).total_seconds() / 60)


STORM = {"in_order": in_order, "push_shuffled": push_shuffled, "left": left}
VERBS = STORM | {
    "seed": seed,
    "answer": answer,
    "miss": miss,
    "owe": owe,
    "join": join,
    "ask": ask,
    "listen": listen,
    "look": look,
    "became": became,
    "pass_time": pass_time,
    "word": word,
}


def serve() -> None:
    """Act on each line of the input, a list of a verb and its arguments; answer with what it gave, or why not."""
    from django.db import connections

    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            found = {"gave": VERBS[verb](*arguments)}
        except Exception:
            found = {"failed": traceback.format_exc()}
        connections.close_all()  # the database may go between two
        print(json.dumps(found), file=answers, flush=True)


if __name__ == "__main__":
    django.setup()
    serve()

"""What a company and its agents do in the yard: python -m tests.journeys.actions VERB. Prints JSON."""

import json
import sys

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


VERBS = {"seed": seed, "answer": answer, "join": join, "ask": ask}

if __name__ == "__main__":
    django.setup()
    verb, *arguments = sys.argv[1:]
    print(json.dumps(VERBS[verb](*arguments)))

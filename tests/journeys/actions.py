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


VERBS = {"seed": seed, "answer": answer}

if __name__ == "__main__":
    django.setup()
    verb, *arguments = sys.argv[1:]
    print(json.dumps(VERBS[verb](*arguments)))

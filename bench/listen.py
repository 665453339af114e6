"""python -m bench.listen ORDER: listen as every member of some companies, change tickets, write down what was heard."""

import asyncio
import json
import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import django
from django.conf import settings

GAP_SECONDS = 0.05


@dataclass
class Company:
    """A company with one ticket, and the cookies of those who listen in it."""

    tenant: Any
    by: Any
    ticket: Any
    cookies: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"{self.tenant.slug}.localhost"


@dataclass
class Heard:
    """When each change was committed, and when each listener heard of it."""

    committed: dict[str, float] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    arrived: list[tuple[str, float]] = field(default_factory=list)
    open: int = 0


def make(number: int, members: int) -> Company:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tenants.identity.models import User
    from tenants.identity.sessions import SESSION_BEGAN, SESSION_TENANT
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant
    from tenants.membership.models import Member
    from tickets.contacts import services as contacts
    from tickets.ticket import services as tickets

    tenant, cookies = Tenant.objects.create(slug=f"company-{number}"), []
    for index in range(members):
        with tenant_context(tenant):
            user = User.objects.create(email=f"{number}.{index}@example.com", password="!")
            by = Member.objects.create(user=user, name="Agent", email=user.email, role="agent")
            session = SessionStore()
            session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]})
            session.update({HASH_SESSION_KEY: user.get_session_auth_hash(), SESSION_TENANT: str(tenant.pk)})
            session[SESSION_BEGAN] = time.time()
            session.create()
            cookies.append(str(session.session_key))
    with tenant_context(tenant):
        customer = contacts.by_email(email="customer@example.com", name="Customer")
        ticket = tickets.create(subject="A question", requester=customer, channel="email", by=by)
    return Company(tenant, by, ticket, cookies)


async def listen(port: int, host: str, cookie: str, heard: Heard) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /events/ HTTP/1.1\r\nHost: {host}\r\nCookie: session={cookie}\r\n\r\n".encode())
    answer = await reader.readline()
    if b" 200 " not in answer:
        sys.exit(f"a listener was answered {answer!r}")
    while line := await reader.readline():
        if line == b"event: hello\n":
            heard.open += 1
        elif line.startswith(b"id: "):
            heard.arrived.append((line[4:-1].decode(), time.perf_counter()))


def change(company: Company, heard: Heard) -> None:
    """One change in a transaction of its own; the moment of its commit is noted before anybody is told."""
    from django.db import transaction

    from tenants.isolation.context import tenant_context
    from tickets.messages import services as messages
    from tickets.timeline.models import Event

    with tenant_context(company.tenant):
        at: list[float] = []
        transaction.on_commit(lambda: at.append(time.perf_counter()))
        messages.note(ticket=company.ticket, by=company.by, body="A note of some length, as notes are.")
        key = Event.objects.filter(ticket_id=company.ticket.pk).latest("id").pk
    heard.committed[str(key)] = at[0]


async def measure(order: dict[str, Any], companies: list[Company]) -> dict[str, float]:
    heard, pid = Heard(), order["pid"]
    found: dict[str, float] = {"empty": memory(pid, "Rss")}
    seats = [(company, cookie) for company in companies for cookie in company.cookies]
    tasks = []
    for company, cookie in seats:
        tasks.append(asyncio.create_task(listen(order["port"], company.host, cookie, heard)))
        await asyncio.sleep(0.002)
    while heard.open < len(seats):
        await asyncio.sleep(0.1)
    spent = cpu(pid)
    await asyncio.sleep(order["idle"])
    found |= {"idle": memory(pid, "Rss"), "idle_pss": memory(pid, "Pss")}
    found["idle_cpu"] = (cpu(pid) - spent) * 60 / order["idle"]
    for company in islice(cycle(companies), order["changes"]):
        await asyncio.to_thread(change, company, heard)
        await asyncio.sleep(GAP_SECONDS)
    await asyncio.sleep(2)
    for task in tasks:
        task.cancel()
    due = order["changes"] * len(seats) / len(companies)
    delays = sorted(1000 * (at - heard.committed[key]) for key, at in heard.arrived if key in heard.committed)
    steps = statistics.quantiles(delays, n=20)
    return found | {
        **{name: float(order[name]) for name in ("listeners", "companies", "changes")},
        "after": memory(pid, "Rss"),
        "p50": steps[9],
        "p95": steps[18],
        "most": delays[-1],
        "heard": float(len(delays)),
        "due": due,
    }


def tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in tree(int(child)))]


def memory(pid: int, what: str) -> float:
    """Megabytes of a process and all it started."""
    rolls = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in tree(pid))
    return (
        sum(int(line.split()[1]) for roll in rolls for line in roll.splitlines() if line.startswith(f"{what}:")) / 1024
    )


def cpu(pid: int) -> float:
    """Seconds of a process and all it started."""
    stats = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in tree(pid))
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / 100


def main(path: str) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    order = json.loads(Path(path).read_text())
    each = order["listeners"] // order["companies"]
    companies = [make(number, each) for number in range(order["companies"])]
    Path(order["output"]).write_text(json.dumps(asyncio.run(measure(order, companies))))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    main(sys.argv[1])

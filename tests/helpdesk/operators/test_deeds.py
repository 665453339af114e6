"""What operators do is done, and written down on both sides; who may not do it changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.files import services as files
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.operators import services as operators
from tenants.operators.models import PlatformEntry
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tenants.plans.models import Subscription
from tenants.routes.models import Route
from tests.factories.canaries import snapshot
from tests.factories.operators import EMAIL, operating
from tests.factories.people import Desk, sign_in
from tests.factories.tickets import make_reply, make_ticket
from tests.helpdesk.operators.conftest import Office
from tickets.mail import selectors
from tickets.mail.models import Inbound, Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Things:
    """One of each in zaytuna that an operator may touch."""

    tenant: Tenant
    item: Item
    inbound: Inbound
    route: Route


Deed = tuple[Callable[[Things], str], dict[str, Any], str]
DEEDS: dict[str, Deed] = {
    "suspend": (lambda t: f"/tenants/tenant/{t.tenant.pk}/suspension/", {"reason": "unpaid"}, "plans.suspend"),
    "plan": (lambda t: f"/tenants/tenant/{t.tenant.pk}/plan/", {"plan": "large", "note": "by phone"}, "plans.change"),
    "host": (lambda t: "/tenants/route/new/", {"slug": "zaytuna", "kind": "host", "key": "Help.Zaytuna.example"},
             "routes.add"),
    "mail": (lambda t: "/tenants/route/new/", {"slug": "zaytuna", "kind": "mail", "key": "care@zaytuna.example"},
             "routes.add"),
    "unroute": (lambda t: f"/tenants/route/{t.route.pk}/removal/", {"reason": "sold"}, "routes.remove"),
    "retry": (lambda t: "/tenants/item/", {"action": "retry", "_selected_action": "item"}, "outbox.retry"),
    "release": (lambda t: "/tickets/inbound/", {"action": "release", "_selected_action": "inbound"}, "mail.release"),
}  # fmt: skip


@pytest.fixture
def things(zaytuna: Desk) -> Things:
    with tenant_context(zaytuna.tenant):
        item = Item.objects.create(kind="mail.reply", key="1", due_at=clock.now(), state="dead", error="550 no")
        raw = files.store(content=b"torn", media_type="text/plain")
        address = zaytuna.mailbox.address
        inbound = Inbound.objects.create(
            mailbox=zaytuna.mailbox, raw=raw, dedup_key="q", envelope_to=address, due_at=clock.now(), state="dead"
        )
    route = Route.objects.create(kind="host", key="old.zaytuna.example", tenant=zaytuna.tenant)
    return Things(zaytuna.tenant, item, inbound, route)


def _do(client: Client, name: str, things: Things) -> Any:
    url, form, _verb = DEEDS[name]
    chosen = form.get("_selected_action")
    sent = form | ({"_selected_action": [str(getattr(things, chosen).pk)]} if chosen else {})
    return client.post(url(things), sent)


def _entries(desk: Desk) -> list[tuple[str, str, str]]:
    with tenant_context(desk.tenant):
        return list(Entry.objects.order_by("created_at", "id").values_list("verb", "actor_label", "address"))


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_and_written_down_on_both_sides(
    at_office: Office, zaytuna: Desk, things: Things, name: str
) -> None:
    with operating():
        assert _do(at_office.browser(), name, things).status_code == 302
        assert (DEEDS[name][2], "Ada", "zaytuna") in at_office.log()
    assert (DEEDS[name][2], "Ada", "127.0.0.1") in _entries(zaytuna)
    with tenant_context(zaytuna.tenant):
        effect = {
            "suspend": lambda: (
                Subscription.objects.get().suspended_reason == "unpaid"
                and Tenant.objects.get(pk=zaytuna.tenant.pk).state == "suspended"
            ),
            "plan": lambda: Subscription.objects.get().plan == "large",
            "host": lambda: Route.objects.get(key="help.zaytuna.example").tenant == zaytuna.tenant,
            "mail": lambda: Mailbox.objects.get(address="care@zaytuna.example").is_default is False,
            "unroute": lambda: not Route.objects.filter(key="old.zaytuna.example").exists(),
            "retry": lambda: Item.objects.get().state == "queued" and Item.objects.get().attempts == 0,
            "release": lambda: Inbound.objects.get().state == "queued" and Inbound.objects.get().released_at,
        }[name]
        assert effect()


def _strangers(at_office: Office, agent: Client) -> dict[str, Client]:
    desk_session = at_office.browser(signed_in=False)
    desk_session.cookies["heard_platform"] = agent.cookies["session"].value
    return {"nobody": at_office.browser(signed_in=False), "a desk's owner": desk_session}


def test_who_may_not_changes_nothing(at_office: Office, zaytuna: Desk, tapuz: Desk, things: Things) -> None:
    agent = sign_in(Client(), zaytuna, zaytuna.members["owner"])
    before = [snapshot(zaytuna), snapshot(tapuz), list(Route.objects.order_by("key").values())]
    with operating():
        disabled, strangers = at_office.browser(), _strangers(at_office, agent)
        operators.disable(email=EMAIL)
        for name in DEEDS:
            for who, client in {**strangers, "a disabled operator": disabled}.items():
                answer = _do(client, name, things)
                assert answer.status_code in (302, 403), who
                assert answer.headers.get("Location", "/sign-in/").startswith("/sign-in/"), who
        assert [verb for verb, *_ in at_office.log()] == ["operators.disable"]
    assert [snapshot(zaytuna), snapshot(tapuz), list(Route.objects.order_by("key").values())] == before


def test_a_form_of_another_site_does_nothing(at_office: Office, zaytuna: Desk, things: Things) -> None:
    before = [snapshot(zaytuna), list(Route.objects.order_by("key").values())]
    with operating():
        client = at_office.browser(strict=True)
        for name in DEEDS:
            assert _do(client, name, things).status_code == 403
        assert client.post("/sign-out/").status_code == 403
        assert at_office.log() == []
    assert [snapshot(zaytuna), list(Route.objects.order_by("key").values())] == before


NO_DEEDS: list[tuple[str, dict[str, str]]] = [
    ("suspension", {}),
    ("suspension", {"reason": "x" * 501}),
    ("plan", {"plan": "golden"}),
    ("plan", {}),
]


def test_a_deed_without_its_reason_is_not_done(at_office: Office, zaytuna: Desk) -> None:
    before = snapshot(zaytuna)
    with operating():
        for where, form in NO_DEEDS:
            answer = at_office.browser().post(f"/tenants/tenant/{zaytuna.tenant.pk}/{where}/", form)
            assert answer.status_code == 422
        assert at_office.log() == []
    assert snapshot(zaytuna) == before
    assert Tenant.objects.get(pk=zaytuna.tenant.pk).state == "active"


def test_a_suspended_company_sees_the_page_its_mail_waits_and_all_goes_on_afterwards(
    at_office: Office, zaytuna: Desk
) -> None:
    owner = zaytuna.members["owner"]
    agent = sign_in(Client(), zaytuna, owner)
    with tenant_context(zaytuna.tenant):
        make_reply(make_ticket(), owner)
    url = f"/tenants/tenant/{zaytuna.tenant.pk}"
    with operating():
        at_office.browser().post(f"{url}/suspension/", {"reason": "unpaid"})
        again = at_office.browser().post(f"{url}/suspension/", {"reason": "twice"}, follow=True)
        assert "This desk is closed already." in again.content.decode()
    closed = agent.get("/")
    assert (closed.status_code, "This desk is closed" in closed.content.decode()) == (404, True)
    found = selectors.recipient(zaytuna.mailbox.address)
    assert found is not None
    assert found.is_paused
    with tenant_context(zaytuna.tenant, atomic=False):
        assert outbox.drain() == 0
    assert mail.outbox == []
    with operating():
        at_office.browser().post(f"{url}/reactivation/")
        again = at_office.browser().post(f"{url}/reactivation/", follow=True)
        assert "This desk is open already." in again.content.decode()
        assert [verb for verb, *_ in at_office.log()] == ["plans.suspend", "plans.reactivate"]
    with tenant_context(zaytuna.tenant, atomic=False):
        assert outbox.drain() == 1
    assert agent.get("/").status_code == 200


NOT_THEIRS = [
    ("host", "help.tapuz.example:8000"),
    ("host", "127.0.0.1"),
    ("host", "localhost"),
    ("host", "evil.localhost"),
    ("host", "-x.example"),
    ("host", "nodot"),
    ("host", "taken.example"),
    ("mail", "care+x@acme.example"),
    ("mail", "care@tapuz.localhost"),
    ("mail", "no address"),
    ("ftp", "help.acme.example"),
]


def test_an_address_that_is_none_or_not_theirs_is_refused(at_office: Office, zaytuna: Desk, tapuz: Desk) -> None:
    Route.objects.create(kind="host", key="taken.example", tenant=tapuz.tenant)
    before = list(Route.objects.order_by("key").values())
    with operating():
        for kind, key in NOT_THEIRS:
            answer = at_office.browser().post("/tenants/route/new/", {"slug": "zaytuna", "kind": kind, "key": key})
            assert answer.status_code == 422, key
        assert at_office.log() == []
    assert list(Route.objects.order_by("key").values()) == before


def test_a_companys_own_address_on_the_platform_stays(at_office: Office, zaytuna: Desk) -> None:
    own = Route.objects.get(tenant=zaytuna.tenant)
    with operating():
        answer = at_office.browser().post(f"/tenants/route/{own.pk}/removal/", {"reason": "x"}, follow=True)
        assert "stays with its company" in answer.content.decode()
    assert Route.objects.filter(pk=own.pk).exists()


def test_many_effects_are_retried_in_one_go_and_only_those_given_up(
    at_office: Office, zaytuna: Desk, tapuz: Desk
) -> None:
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            for state in ("dead", "done", "queued"):
                Item.objects.create(kind="mail.reply", key=state, due_at=clock.now(), state=state)
    with operating():
        every = [str(pk) for pk in Item.objects.values_list("pk", flat=True)]
        answer = at_office.browser().post("/tenants/item/", {"action": "retry", "_selected_action": every}, follow=True)
        assert "2 are tried again." in answer.content.decode()
        assert sorted(company for *_, company in at_office.log()) == ["tapuz", "zaytuna"]
        assert PlatformEntry.objects.filter(verb="outbox.retry").count() == 2
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            assert sorted(Item.objects.values_list("state", flat=True)) == ["done", "queued", "queued"]

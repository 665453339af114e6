"""The admin pages for mailboxes."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.routes import services as routes
from tenants.routes.models import Route
from tests.factories.people import Desk
from tickets.mail.models import Mailbox

pytestmark = pytest.mark.django_db
BOXES = "/admin/tickets/mailbox/"


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


def test_an_address_is_added_on_the_companys_own_host(zaytuna: Desk, desk: Client) -> None:
    response = desk.post(f"{BOXES}add/", {"local": "Sales", "name": "Zaytuna sales", "team": str(zaytuna.team.pk)})
    assert response["Location"] == BOXES
    with tenant_context(zaytuna.tenant):
        box = Mailbox.objects.get(address="sales@zaytuna.localhost")
        assert (box.name, box.team_id, box.is_default) == ("Zaytuna sales", zaytuna.team.pk, False)
        assert Entry.objects.get().verb == "mail.add_mailbox"
    assert Route.objects.filter(kind=Route.Kind.MAIL, key=box.address, tenant=zaytuna.tenant).exists()


@pytest.mark.parametrize("local", ["support", "a b", "x@tapuz.localhost", "-x", ""])
def test_a_taken_or_impossible_address_is_told_beside_the_field(zaytuna: Desk, desk: Client, local: str) -> None:
    page = desk.post(f"{BOXES}add/", {"local": local, "name": "x"}).content.decode()
    assert "errorlist" in page
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.count() == 1


def test_an_address_of_another_company_is_refused_in_words(zaytuna: Desk, tapuz: Desk, desk: Client) -> None:
    routes.claim(kind=Route.Kind.MAIL, key="old@zaytuna.localhost", tenant=tapuz.tenant)
    page = desk.post(f"{BOXES}add/", {"local": "old", "name": "x"}, follow=True)
    assert page.status_code == 200
    assert "This address is taken." in page.content.decode()
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.count() == 1


def test_an_address_stays_and_its_words_change(zaytuna: Desk, desk: Client) -> None:
    fields = {"name": "Zaytuna care", "signature": "Yours", "team": "", "address": "m@x.example", "is_default": ""}
    assert desk.post(f"{BOXES}{zaytuna.mailbox.pk}/change/", fields).status_code == 302
    with tenant_context(zaytuna.tenant):
        box = Mailbox.objects.get()
        assert (box.address, box.name, box.signature, box.team, box.is_default) == (
            "support@zaytuna.localhost", "Zaytuna care", "Yours", None, True,
        )  # fmt: skip
        assert Entry.objects.get().before["name"] == "Zaytuna"
    assert desk.get(f"{BOXES}{box.pk}/delete/").status_code == 404


def test_another_companys_team_is_no_choice(zaytuna: Desk, tapuz: Desk, desk: Client) -> None:
    page = desk.get(f"{BOXES}add/").content.decode()
    assert str(zaytuna.team.pk) in page
    assert str(tapuz.team.pk) not in page
    page = desk.post(f"{BOXES}add/", {"local": "sales", "name": "x", "team": str(tapuz.team.pk)}).content.decode()
    assert "errorlist" in page
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.count() == 1


def test_one_mailbox_is_written_from_by_default(zaytuna: Desk, desk: Client) -> None:
    desk.post(f"{BOXES}add/", {"local": "sales", "name": "Sales"})
    with tenant_context(zaytuna.tenant):
        first, second = Mailbox.objects.order_by("-is_default")
    both = {"action": "prefer", "_selected_action": [str(first.pk), str(second.pk)], "index": "0"}
    assert "Tick one mailbox" in desk.post(BOXES, both, follow=True).content.decode()
    desk.post(BOXES, {"action": "prefer", "_selected_action": str(second.pk), "index": "0"})
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.get(is_default=True).pk == second.pk

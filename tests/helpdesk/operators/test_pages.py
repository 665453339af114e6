"""What operators see: companies and waiting work at a bounded cost, and no customer's word without a grant."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.files import services as files
from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tenants.support import services as support
from tenants.tenancy.models import Company
from tests.contracts.routes import routes
from tests.factories.operators import operating
from tests.factories.people import Desk, make_desk
from tests.factories.tickets import make_reply, make_ticket
from tests.helpdesk.operators.conftest import Office
from tickets.mail.models import Inbound
from tickets.messages import services as messages
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "xsecretx"
LISTS = ("tenant", "route", "item", "supportgrant", "platformentry", "operator")


@pytest.fixture
def spoken(zaytuna: Desk, alice: Member) -> Ticket:
    """A conversation in which every word is a secret, and mails on their way in and out."""
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(f"{SECRET} subject", f"{SECRET} body", f"{SECRET}@example.com", f"{SECRET} name")
        make_reply(ticket, alice, f"{SECRET} reply")
        messages.note(ticket=ticket, by=alice, body=f"{SECRET} note")
        mailing.queue(recipient=f"{SECRET}@example.com", subject=SECRET, body=SECRET)
        Item.objects.update(state="dead")
        raw = files.store(content=SECRET.encode(), media_type="message/rfc822")
        Inbound.objects.create(
            mailbox=zaytuna.mailbox, raw=raw, dedup_key="q", envelope_from=f"{SECRET}@example.com",
            envelope_to=zaytuna.mailbox.address, mail_id=SECRET, due_at=clock.now(), state="dead", reason="torn",
        )  # fmt: skip
    return ticket


def _every_page(client: Client, ids: list[Any], number: int) -> list[tuple[str, int, str]]:
    """Every route with every id: (url, status, text)."""
    found = []
    for route in routes("helpdesk.operator_urls"):
        for pk in ids if route.arguments else ids[:1]:
            values = {name: str(number) if kind == "int" else str(pk) for name, kind in route.arguments}
            answer = client.get(route.url({**values, **({"app_label": "tenants"} if "app_label" in values else {})}))
            found.append((answer.request["PATH_INFO"], answer.status_code, answer.content.decode()))
    return found


def test_no_page_shows_a_customers_word_and_with_a_grant_two_do(
    at_office: Office, zaytuna: Desk, alice: Member, spoken: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        ids = [zaytuna.tenant.pk, Item.objects.values_list("pk", flat=True)[0], Inbound.objects.get().pk, spoken.pk]
    with operating():
        pages = _every_page(at_office.browser(), ids, spoken.number)
        assert {status for _, status, _ in pages} <= {200, 302, 403, 404, 405}
        assert [url for url, _, text in pages if SECRET in text] == []
        assert sum(status == 200 for _, status, _ in pages) > 12
    with tenant_context(zaytuna.tenant):
        support.grant(reason="A lost mail", length="hour", by=alice)
    with operating():
        shown = {url for url, _, text in _every_page(at_office.browser(), ids, spoken.number) if SECRET in text}
    assert shown == {f"/tickets/{zaytuna.tenant.pk}/", f"/tickets/{zaytuna.tenant.pk}/{spoken.number}/"}


def test_each_look_is_written_down_on_both_sides_and_ends_with_the_grant(
    at_office: Office, zaytuna: Desk, alice: Member, spoken: Ticket
) -> None:
    url = f"/tickets/{zaytuna.tenant.pk}/"
    with operating():
        for path in (url, f"{url}{spoken.number}/"):
            assert at_office.browser().get(path).status_code == 403
        assert at_office.log() == []
    with tenant_context(zaytuna.tenant):
        grant = support.grant(reason="A lost mail", length="hour", by=alice)
    with operating():
        page = at_office.browser().get(f"{url}{spoken.number}/")
        assert [f"{SECRET} {word}" in page.content.decode() for word in ("body", "reply", "note")] == [True] * 3
        at_office.browser().get(url)
        assert at_office.log() == [("support.open", "Ada", "zaytuna"), ("support.list", "Ada", "zaytuna")]
        assert at_office.browser().get(f"{url}999/").status_code == 404
        assert at_office.browser().post(f"{url}{spoken.number}/").status_code == 405
    with tenant_context(zaytuna.tenant):
        looks = Entry.objects.filter(verb__startswith="support.").order_by("created_at", "id")
        assert list(looks.values_list("verb", "actor_label", "object_label"))[1:] == [
            ("support.open", "Ada", f"#{spoken.number}"), ("support.list", "Ada", ""),
        ]  # fmt: skip
        support.revoke(support_grant=grant, by=alice)
    with operating():
        assert at_office.browser().get(f"{url}{spoken.number}/").status_code == 403


def test_a_grant_of_one_company_opens_no_other(
    at_office: Office, zaytuna: Desk, tapuz: Desk, charlie: Member, spoken: Ticket
) -> None:
    with tenant_context(tapuz.tenant):
        support.grant(reason="Ours", length="hour", by=charlie)
    with operating():
        assert at_office.browser().get(f"/tickets/{zaytuna.tenant.pk}/{spoken.number}/").status_code == 403
        assert at_office.browser().get(f"/tickets/{tapuz.tenant.pk}/{spoken.number}/").status_code == 404


def test_companies_are_listed_found_and_counted(at_office: Office, zaytuna: Desk, tapuz: Desk) -> None:
    with operating():
        page = at_office.browser().get("/tenants/tenant/?q=zay").content.decode()
        assert ("Zaytuna" in page, "Tapuz" in page) == (True, False)
        found = at_office.browser().get("/tenants/tenant/").context["cl"].result_list
        assert {(row.slug, row.company_name, row.people) for row in found} == {
            ("zaytuna", "Zaytuna", 2), ("tapuz", "Tapuz", 1),
        }  # fmt: skip
        assert "Tapuz" not in at_office.browser().get("/tenants/tenant/?state__exact=suspended").content.decode()


def test_every_list_is_searched_and_a_name_is_found_in_any_script(at_office: Office, zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Company.objects.update(name_en=None, name_ar="بيت الزيتون")
    with operating():
        for name in (*LISTS, "../tickets/inbound"):
            for words in ("zaytuna", str(zaytuna.tenant.pk), "الزيتون", "%", "a" * 300):
                assert (
                    at_office.browser().get(f"/tenants/{name}/".replace("tenants/../", ""), {"q": words}).status_code
                    == 200
                )
        assert "zaytuna" in at_office.browser().get("/tenants/tenant/", {"q": "الزيتون"}).content.decode()


def test_lists_cost_the_same_for_many_companies_as_for_one(
    at_office: Office, zaytuna: Desk, spoken: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        desk = make_desk(f"desk{number}")
        with tenant_context(desk.tenant):
            Item.objects.create(kind="mail.reply", key="1", due_at=clock.now(), state="dead")
    with operating():
        client = at_office.browser()
        for name in LISTS:
            with django_assert_max_num_queries(9):  # session, operator, counts, rows, choices of the filters
                assert client.get(f"/tenants/{name}/").status_code == 200
        with django_assert_max_num_queries(9):
            assert client.get("/tickets/inbound/").status_code == 200
        with django_assert_max_num_queries(12):
            assert client.get(f"/tenants/tenant/{zaytuna.tenant.pk}/change/").status_code == 200

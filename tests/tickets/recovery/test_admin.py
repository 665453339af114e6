"""Limits in the company's admin: a version for each change, with who set it. The books are only read."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import fill_recovery
from tests.factories.tickets import make_ticket
from tickets.recovery.models import Approval, Grant, LedgerEntry, Limit

pytestmark = pytest.mark.django_db
LIMITS = "/admin/tickets/limit/"
FORM = {
    "role": "agent",
    "member": "",
    "purpose": "repair",
    "kind": "voucher",
    "currency": "SAR",
    "per_grant": "١٠٠٫٥٠",
    "per_ticket": "300",
    "per_customer": "",
    "per_period": "2,000",
    "period": "month",
}


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


def test_a_limit_is_set_in_the_currency_and_names_who_set_it(zaytuna: Desk, alice: Member, desk: Client) -> None:
    answer = desk.post(f"{LIMITS}add/", FORM)
    assert answer.status_code == 302, answer.content.decode()
    with tenant_context(zaytuna.tenant):
        limit = Limit.objects.get()
        assert (limit.per_grant, limit.per_ticket, limit.per_customer, limit.per_period) == (
            100_50, 300_00, None, 2000_00,
        )  # fmt: skip
        assert (limit.version, limit.set_by) == (1, alice)
        assert Entry.objects.get(verb="recovery.limit").actor_label == "Alice"
    page = desk.get(LIMITS).content.decode()
    assert "Alice" in page
    assert "SAR\u00a0100.50" in page


def test_to_set_it_again_adds_a_version(zaytuna: Desk, desk: Client) -> None:
    desk.post(f"{LIMITS}add/", FORM)
    desk.post(f"{LIMITS}add/", FORM | {"per_grant": "150"})
    with tenant_context(zaytuna.tenant):
        rows = list(Limit.objects.order_by("version").values_list("version", "per_grant"))
    assert rows == [(1, 100_50), (2, 150_00)]


def test_what_is_wrong_is_told_and_nothing_is_set(zaytuna: Desk, bob: Member, desk: Client) -> None:
    desk.get(LIMITS)
    before = snapshot(zaytuna)
    for wrong in (
        {"per_grant": "a lot"},
        {"per_grant": "1.234"},
        {"per_ticket": "-5"},
        {"currency": "XQQ"},
        {"role": ""},
        {"member": str(bob.pk)},  # for both
    ):
        page = desk.post(f"{LIMITS}add/", FORM | wrong, follow=True).content.decode()
        assert "errorlist" in page or "errornote" in page or 'class="error"' in page, wrong
    assert snapshot(zaytuna) == before


def test_no_row_of_the_books_is_changed_or_removed(zaytuna: Desk, alice: Member, bob: Member, desk: Client) -> None:
    with tenant_context(zaytuna.tenant):
        fill_recovery(make_ticket(), bob, alice)
        rows = {model: model.objects.first() for model in (Limit, Grant, Approval, LedgerEntry)}
    for model in rows:
        desk.get(f"/admin/tickets/{model._meta.model_name}/")
    before = snapshot(zaytuna)
    for model, row in rows.items():
        home = f"/admin/tickets/{model._meta.model_name}/"
        assert desk.get(home).status_code == 200
        assert desk.get(f"{home}{row.pk}/change/").status_code == 200
        assert desk.post(f"{home}{row.pk}/change/", FORM | {"state": "approved", "amount": "1"}).status_code == 403
        assert desk.post(f"{home}{row.pk}/delete/", {"post": "yes"}).status_code == 404
        assert desk.post(home, {"action": "delete_selected", "_selected_action": str(row.pk)}).status_code in (200, 302)
    assert snapshot(zaytuna) == before

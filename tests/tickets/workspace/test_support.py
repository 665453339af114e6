from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.audit import services as audit
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.support import services
from tenants.support.models import SupportGrant
from tests.factories.people import Desk, add_member

Browse = Callable[[Desk, Member], Client]
URL = "/settings/support/"
FORM = {"reason": "A mail that never came", "length": "day"}


def _grants(desk: Desk) -> list[tuple[str, str, bool]]:
    with tenant_context(desk.tenant):
        rows = SupportGrant.objects.order_by("created_at")
        return [(row.reason, row.granted_label, row.revoked_at is None) for row in rows]


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_operators_are_let_in_and_out(zaytuna: Desk, browse: Browse, role: str) -> None:
    member = add_member(zaytuna, f"new-{role}@zaytuna.example", role, "Rana")
    client = browse(zaytuna, member)
    assert client.post(URL, FORM).status_code == 302
    assert _grants(zaytuna) == [(FORM["reason"], "Rana", True)]
    page = client.get(URL)
    assert FORM["reason"] in page.content.decode()
    client.post(f"{URL}{page.context['grant'].pk}/revocation/")
    assert _grants(zaytuna) == [(FORM["reason"], "Rana", False)]
    assert client.get(URL).context["grant"] is None


@pytest.mark.parametrize("form", [{}, {"reason": "x"}, {"length": "hour"}, FORM | {"length": "year"}])
def test_without_a_reason_or_an_end_nobody_is_let_in(
    zaytuna: Desk, alice: Member, browse: Browse, form: dict[str, str]
) -> None:
    assert browse(zaytuna, alice).post(URL, form).status_code == 422
    assert _grants(zaytuna) == []


@pytest.mark.parametrize("role", ["lead", "agent", "light"])
def test_nobody_else_lets_them_in(zaytuna: Desk, browse: Browse, role: str) -> None:
    client = browse(zaytuna, add_member(zaytuna, f"new-{role}@zaytuna.example", role))
    assert client.post(URL, FORM).status_code == 403
    assert _grants(zaytuna) == []


def test_a_stranger_ends_no_access_of_ours(
    zaytuna: Desk, alice: Member, tapuz: Desk, charlie: Member, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        grant = services.grant(reason="Ours", length="hour", by=alice)
    assert browse(tapuz, charlie).post(f"{URL}{grant.pk}/revocation/").status_code == 404
    assert _grants(zaytuna) == [("Ours", "Alice", True)]


def test_a_second_press_says_that_it_has_ended(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        grant = services.grant(reason="Ours", length="hour", by=alice)
    client = browse(zaytuna, alice)
    client.post(f"{URL}{grant.pk}/revocation/")
    again = client.post(f"{URL}{grant.pk}/revocation/", follow=True)
    assert "This access has ended already." in again.content.decode()


def test_the_page_shows_what_operators_opened_and_costs_ten_queries(
    zaytuna: Desk, alice: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        for number in range(5):
            services.grant(reason="Again", length="hour", by=alice)
            audit.record(verb="support.open", object_label=f"#{number}")
    client = browse(zaytuna, alice)
    with django_assert_max_num_queries(16):  # of them the preamble and the counters of the frame
        page = client.get(URL)
    assert [entry.object_label for entry in page.context["openings"]] == ["#4", "#3", "#2", "#1", "#0"]

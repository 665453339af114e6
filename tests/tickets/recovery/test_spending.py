"""A lead reads what was given, and how much of each limit is spent."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.lib.text import strip_bidi
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import allow, make_gesture, make_repair, make_request
from tests.factories.tickets import make_ticket
from tickets.recovery import approvals, giving, granting, spending
from tickets.recovery.models import Grant, Recovery

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
PAGE = "/recovery/ledger/"


@pytest.fixture
def recovery(zaytuna: Desk, alice: Member, bob: Member, lee: Member) -> Recovery:
    with tenant_context(zaytuna.tenant):
        allow(alice, per_period=500_00)
        allow(alice, role="lead", per_grant=900_00)
        return make_repair(bob)


def give(recovery: Recovery, by: Member, amount: int = 50_00, key: str = "k") -> Grant:
    return giving.give(recovery=recovery, by=by, kind="voucher", currency="SAR", amount=amount, key=key)


def shown(client: Client, path: str = PAGE) -> str:
    return strip_bidi(client.get(path).content.decode()).replace("\u00a0", " ")


def test_a_lead_reads_who_gave_what_to_whom(
    zaytuna: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        give(recovery, bob)
        approvals.decide(approval=make_request(bob, recovery), by=lee, granted=200_00)
    page = browse(zaytuna, lee).get(PAGE)
    rows = [(str(row.grant.given_by), str(row.asker or ""), row.grant.amount) for row in page.context["rows"]]
    assert rows == [("Lee", "Bob", 200_00), ("Bob", "", 50_00)]
    text = shown(browse(zaytuna, lee))
    assert "This month: <bdi>SAR 250.00</bdi>" in text
    assert 'href="/recovery/ledger.csv"' in text
    assert 'href="/tickets/1/"' in text
    assert "Not used yet" in text


def test_what_was_taken_back_stays_and_says_so(
    zaytuna: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        granting.reverse(grant=give(recovery, bob), by=lee, reason="Given twice")
        assert spending.this_month(lee) == {}
        assert spending.of_members(lee) == []
    text = shown(browse(zaytuna, lee))
    assert "SAR 50.00" in text
    assert "Given twice" in text


def test_agents_have_no_ledger(zaytuna: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        give(recovery, bob)
        assert (spending.page(bob).rows, spending.of_members(bob), spending.this_month(bob)) == ([], [], {})
    before = snapshot(zaytuna)
    client = browse(zaytuna, bob)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/approvals/").content.decode()
    assert PAGE in browse(zaytuna, lee).get("/approvals/").content.decode()
    assert snapshot(zaytuna) == before


def test_another_company_reads_its_own(
    zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        give(recovery, bob)
    assert "Nothing was given yet" in shown(browse(tapuz, charlie))


def test_what_is_spent_stands_against_the_limit_as_it_is_now(
    zaytuna: Desk, alice: Member, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    def found() -> list[tuple[str, int, int | None]]:
        return [(str(one.member), one.budget.spent, one.most) for one in spending.of_members(lee)]

    with tenant_context(zaytuna.tenant):
        give(recovery, bob, 100_00)
        assert found() == [("Bob", 100_00, 500_00)]
        allow(alice, per_period=200_00)
        assert found() == [("Bob", 100_00, 200_00)]
        allow(alice, member=bob, per_period=50_00)
        assert found() == [("Bob", 100_00, 50_00)]
        assert spending.of_members(lee)[0].share == 1
        allow(alice, member=bob, per_period=50_00, is_off=True)
        allow(alice, per_period=400_00, period="day")
        assert found() == [("Bob", 100_00, 400_00)]
        allow(alice, kind="", per_period=150_00, period="week")
        assert found() == [("Bob", 100_00, 150_00), ("Bob", 100_00, 400_00)]
        allow(alice, kind="", is_off=True)
        allow(alice, per_ticket=100_00, period="week")
        assert found() == [("Bob", 100_00, None)]
    assert "SAR 100.00" in shown(browse(zaytuna, lee))


def test_of_a_month_that_is_over_nothing_is_counted(
    zaytuna: Desk, bob: Member, lee: Member, recovery: Recovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(zaytuna.tenant):
        give(recovery, bob)
        monkeypatch.setattr("helpdesk.lib.clock.now", lambda: datetime(2031, 1, 31, 22, tzinfo=UTC))  # 1 February there
        assert (spending.this_month(lee), spending.of_members(lee)) == ({}, [])
        assert len(spending.page(lee).rows) == 1


def test_pages_follow_one_another_in_both_directions(zaytuna: Desk, alice: Member, lee: Member) -> None:
    with tenant_context(zaytuna.tenant):
        allow(alice, role="lead", kind="gift", purpose="gesture", per_grant=None)
        recovery = make_gesture(lee)
        for number in range(1, 6):
            granting.grant(recovery=recovery, by=lee, kind="gift", currency="SAR", amount=number, key=str(number))
        Grant.objects.update(created_at=datetime(2026, 11, 22, tzinfo=UTC))  # a tie goes by id

        def amounts(page: spending.Page) -> list[int]:
            return [row.amount for row in page.rows]

        first = spending.page(lee, size=2)
        second = spending.page(lee, mark=first.older, size=2)
        third = spending.page(lee, mark=second.older, size=2)
        assert [amounts(page) for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
        assert (first.newer, third.older) == (None, None)
        back = spending.page(lee, mark=third.newer, backwards=True, size=2)
        assert (amounts(back), back.newer) == ([3, 2], back.rows[0].pk)
        assert spending.page(lee, mark=back.newer, backwards=True, size=2).newer is None


def test_a_strange_mark_shows_the_first_page(zaytuna: Desk, lee: Member, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, lee)
    for words in ("after=nonsense", "before=", "after=00000000000000000000000000000000"):
        assert client.get(f"{PAGE}?{words}").status_code == 200


def test_it_costs_the_same_however_much_was_given(
    zaytuna: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    client = browse(zaytuna, lee)

    def queries() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    with tenant_context(zaytuna.tenant):
        give(recovery, bob)
    few = queries()
    with tenant_context(zaytuna.tenant):
        for number in range(4):
            give(make_repair(lee, make_ticket(f"No. {number}")), lee, 10_00, f"k{number}")
    assert queries() == few
    assert few <= 24

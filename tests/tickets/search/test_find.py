"""Found through the definer function, as people write it, in one company only."""

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.search.selectors import find
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def sofa(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        make_ticket("Another matter", "Nothing of the kind.", "other@example.com", "Other")
        return make_ticket("الكَنَبة وصلت ممزّقة", "أرجو الردّ على طلبي رقم ٨٨٢١٤", "noura.q@example.com", "نورة القحطاني")


@pytest.mark.parametrize(
    "query",
    ["#2", "2", "كنبة", "الكنبه", "ممزقة", "88214", "نوره", "القحطاني", "noura.q@example.com", "noura", "نورة كنبة"],
)
def test_by_number_requester_and_words(sofa: Ticket, alice: Member, zaytuna: Desk, query: str) -> None:
    with tenant_context(zaytuna.tenant):
        assert find(alice, query) == [sofa]


@pytest.mark.parametrize("query", ["", "   ", "'", "a & | !", "كرسي", "999", "):*"])
def test_what_is_not_there_is_not_found(sofa: Ticket, alice: Member, zaytuna: Desk, query: str) -> None:
    with tenant_context(zaytuna.tenant):
        assert find(alice, query) == []


def test_hebrew_with_and_without_a_prefix(alice: Member, zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket("ההזמנה לא הגיעה", "כתבתי ביום חמישי.", "yossi@example.com", "יוסי")
        for query in ("הזמנה", "ההזמנה", "וההזמנה", "חמישי"):
            assert find(alice, query) == [ticket], query


def test_another_companys_words_are_not_found(sofa: Ticket, charlie: Member, tapuz: Desk) -> None:
    with tenant_context(tapuz.tenant):
        assert find(charlie, "كنبة") == []
        assert find(charlie, "88214") == []

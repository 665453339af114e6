"""One's own notifications by program: read, choose, rest. A colleague's is not there."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.people import Desk
from tests.tickets.notifications.conftest import breach
from tickets.messages import services as messages
from tickets.notifications import selectors
from tickets.notifications.models import Kind, Notification, NotificationChoice, QuietHours
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def his(zaytuna: Desk, bob: Member, program: Callable[..., Program]) -> Program:
    return program(zaytuna, bob)


@pytest.fixture
def hers(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> Program:
    return program(zaytuna, alice)


@pytest.fixture
def named(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> Notification:
    with tenant_context(zaytuna.tenant):
        messages.note(ticket=ticket, by=alice, body="@Bob SECRET")
        return Notification.objects.get(member=bob)


def unread(desk: Desk, member: Member) -> int:
    with tenant_context(desk.tenant):
        return selectors.own(member).filter(read_at__isnull=True).count()


def test_one_reads_ones_own_and_not_a_word_of_a_note(
    zaytuna: Desk, alice: Member, ticket: Ticket, named: Notification, his: Program, hers: Program
) -> None:
    answer = his.get("/notifications/")
    (row,) = answer.json()["results"]
    assert row == {
        "id": str(named.pk),
        "kind": "mentioned",
        "text": "\u2068Alice\u2069 named you in a note",
        "ticket": {"id": str(ticket.pk), "number": ticket.number},
        "actor": {"id": str(alice.pk), "name": "Alice"},
        "created_at": row["created_at"],
        "read_at": None,
    }
    assert "SECRET" not in answer.content.decode()
    assert his.get(f"/notifications/{named.pk}/").json() == row
    assert hers.get("/notifications/").json()["results"] == []


def test_a_colleagues_is_not_there_and_stays_unread(
    zaytuna: Desk, bob: Member, named: Notification, hers: Program
) -> None:
    assert hers.get(f"/notifications/{named.pk}/").status_code == 404
    assert hers.put(f"/notifications/{named.pk}/reading/").status_code == 404
    refused = hers.post("/notifications/readings/", {"until": str(named.pk)})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "until")
    assert hers.post("/notifications/readings/").json() == {"read": 0}
    assert unread(zaytuna, bob) == 1


def test_one_is_read_and_the_rest_up_to_what_was_seen(
    zaytuna: Desk, bob: Member, ticket: Ticket, named: Notification, his: Program
) -> None:
    read = his.put(f"/notifications/{named.pk}/reading/").json()
    assert read["read_at"]
    assert his.put(f"/notifications/{named.pk}/reading/").json() == read
    with tenant_context(zaytuna.tenant):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
        breach(ticket)
        seen = Notification.objects.filter(member=bob).latest("created_at")
        breach(ticket)
    assert his.post("/notifications/readings/", {"until": str(seen.pk)}).json() == {"read": 1}
    assert len(his.get("/notifications/?unread=true").json()["results"]) == 1
    assert his.post("/notifications/readings/").json() == {"read": 1}


def test_the_list_is_filtered_by_what_is_known(
    zaytuna: Desk, bob: Member, ticket: Ticket, named: Notification, his: Program
) -> None:
    for query, count in (
        ("unread=true", 1), ("unread=false", 0), ("kind=mentioned", 1), ("kind=breached", 0),
        (f"ticket={ticket.pk}", 1),
        ("created_since=2999-01-01T00:00:00Z", 0),
    ):  # fmt: skip
        assert len(his.get(f"/notifications/?{query}").json()["results"]) == count, query
    assert his.get("/notifications/?member=1").status_code == 400


def test_a_choice_changes_what_is_named_and_nothing_else(zaytuna: Desk, bob: Member, his: Program) -> None:
    before = his.get("/notifications/choices/").json()
    assert set(before) == set(Kind.values)
    after = his.patch("/notifications/choices/", {"woken": {"by_mail": True}}).json()
    assert after == {**before, "woken": {"in_app": True, "by_mail": True}}
    with tenant_context(zaytuna.tenant):
        assert list(NotificationChoice.objects.values_list("member", "kind")) == [(bob.pk, "woken")]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"sofa": {"by_mail": True}}, "sofa"),
        ({"woken": {"by_post": True}}, "woken.by_post"),
        ({"woken": {"by_mail": "perhaps"}}, "woken.by_mail"),
        ({"woken": True}, "woken.non_field_errors"),
    ],
)
def test_a_choice_that_is_none_is_refused(zaytuna: Desk, his: Program, sent: dict[str, Any], field: str) -> None:
    answer = his.patch("/notifications/choices/", sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    with tenant_context(zaytuna.tenant):
        assert not NotificationChoice.objects.exists()


def test_quiet_hours_are_set_shown_and_given_up(zaytuna: Desk, bob: Member, his: Program, hers: Program) -> None:
    none = {"starts_at": None, "ends_at": None, "time_zone": "Asia/Riyadh"}
    assert his.get("/notifications/quiet-hours/").json() == none
    there = {**none, "starts_at": "22:00", "ends_at": "07:00"}
    assert his.put("/notifications/quiet-hours/", {"starts_at": "22:00", "ends_at": "07:00"}).json() == there
    assert his.get("/notifications/quiet-hours/").json() == there
    assert hers.get("/notifications/quiet-hours/").json() == none
    for nonsense in ("22:00", "24:00", "7:00", "07:00:30", "07:00\n", "", None, 7):
        refused = his.put("/notifications/quiet-hours/", {"starts_at": "22:00", "ends_at": nonsense})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "ends_at"), nonsense
    assert hers.delete("/notifications/quiet-hours/").status_code == 204
    assert his.get("/notifications/quiet-hours/").json() == there
    assert his.delete("/notifications/quiet-hours/").status_code == 204
    with tenant_context(zaytuna.tenant):
        assert not QuietHours.objects.exists()

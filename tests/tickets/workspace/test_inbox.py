from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.contacts import services as contacts
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.workspace import selectors
from tickets.workspace.segments import Segment, read_mark

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them


def wait(ticket: Ticket, minutes: int) -> None:
    """Since then, for an answer within the hour."""
    since = clock.now() - timedelta(minutes=minutes)
    hour = {"due_at": since + timedelta(minutes=60), "risk_at": since + timedelta(minutes=45)}
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=since, **hour)


def fill(desk: Desk, waiting: int, calm: int, undue: int = 5) -> None:
    """Tickets straight into the table: what is tested here is reading. Every so many wait without a deadline."""
    now = clock.now()
    with tenant_context(desk.tenant):
        contact = contacts.by_email(email="many@example.com", name="Many")
        Ticket.objects.bulk_create(
            Ticket(
                number=1000 + index,
                subject=f"Question {index}",
                requester=contact,
                channel="email",
                status="open" if index < waiting else "waiting",
                waiting_since=now - timedelta(minutes=index // 2) if index < waiting else None,
                due_at=now + timedelta(minutes=60 - index // 2) if index < waiting and index % undue else None,
                last_message_at=now - timedelta(minutes=index // 2),
            )
            for index in range(waiting + calm)
        )


def test_an_empty_inbox_says_that_nobody_waits(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert b"Nobody is waiting" in browse(zaytuna, bob).get("/inbox/").content


def test_who_waits_longest_comes_first_and_late_ones_have_a_group(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        wait(make_ticket(subject="fresh one"), 5)
        wait(make_ticket(subject="late one"), 75)
    page = browse(zaytuna, bob).get("/inbox/")
    assert [group.key for group in page.context["groups"]] == ["late", "hour"]
    assert page.content.index(b"late one") < page.content.index(b"fresh one")


def test_every_ticket_is_seen_once_from_page_to_page_and_back(zaytuna: Desk, bob: Member) -> None:
    fill(zaytuna, waiting=70, calm=60)
    with tenant_context(zaytuna.tenant):
        order = selectors.streams(bob, Segment.ALL)
        pages = [selectors.page(order)]
        while pages[-1].older:
            pages.append(selectors.page(order, mark=read_mark(pages[-1].older)))
        forward = [ticket.number for page in pages for ticket in page.tickets]
        back = pages[-1]
        for page in reversed(pages[:-1]):
            back = selectors.page(order, mark=read_mark(back.newer), backwards=True)
            assert [ticket.number for ticket in back.tickets] == [ticket.number for ticket in page.tickets]
    assert len(pages) == 3
    assert len(forward) == len(set(forward)) == 130
    assert back.newer == ""


@pytest.mark.parametrize(
    ("segment", "subjects"),
    [
        ("all", {"mine", "free", "parked"}),
        ("mine", {"mine"}),
        ("unowned", {"free", "parked"}),
        ("waiting", {"parked"}),
        ("solved", {"done"}),
        ("nonsense", {"mine", "free", "parked"}),
    ],
)
def test_a_segment_shows_its_own(zaytuna: Desk, bob: Member, browse: Browse, segment: str, subjects: set[str]) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket(subject="mine", assignee=bob)
        make_ticket(subject="free")
        tickets.set_status(ticket=make_ticket(subject="parked"), status="waiting", by=bob)
        tickets.set_status(ticket=make_ticket(subject="done"), status="solved", by=bob)
    page = browse(zaytuna, bob).get("/inbox/", {"show": segment})
    assert {row.subject for group in page.context["groups"] for row in group.rows} == subjects


@pytest.mark.parametrize(
    "mark", ["x", "w.1.2", "z.1." + "0" * 32, "w.99999999999999999999." + "0" * 32, "c..", "ملاحظة"]
)
def test_a_mark_nobody_gave_shows_the_first_page(zaytuna: Desk, bob: Member, browse: Browse, mark: str) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket(subject="still here")
    for side in ("after", "before"):
        page = browse(zaytuna, bob).get("/inbox/", {side: mark})
        assert page.status_code == 200
        assert b"still here" in page.content


def test_counters_stop_at_a_hundred(zaytuna: Desk, bob: Member) -> None:
    fill(zaytuna, waiting=130, calm=0)
    with tenant_context(zaytuna.tenant):
        counts = selectors.counts(bob, now=clock.now())
    assert (counts.unanswered, counts.open, counts.unowned, counts.mine) == (100, 100, 100, 0)


def test_the_lights_tell_late_from_at_risk(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for minutes in (5, 50, 59, 61, 300):
            wait(make_ticket(), minutes)
        counts = selectors.counts(bob, now=clock.now())
    assert (counts.late, counts.risk, counts.unanswered) == (2, 2, 5)


def test_a_search_finds_by_words_and_number(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(subject="الكنبة وصلت ممزقة")
    for words in ("كنبه", f"#{ticket.number}", "noura"):
        page = browse(zaytuna, bob).get("/inbox/", {"q": words})
        assert [row.number for group in page.context["groups"] for row in group.rows] == [ticket.number], words


def test_a_search_without_result_says_what_to_try(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert b"Nothing found" in browse(zaytuna, bob).get("/inbox/", {"q": "<script>nothing"}).content


def test_who_may_not_change_tickets_is_not_offered_to_take_one(zaytuna: Desk, browse: Browse) -> None:
    light = add_member(zaytuna, "lou@zaytuna.example", "light")
    page = browse(zaytuna, light).get("/inbox/")
    assert b"/inbox/next/" not in page.content
    assert b"/tickets/new/" not in page.content


def test_the_inbox_costs_the_same_for_one_ticket_and_for_fifty(
    zaytuna: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(zaytuna, waiting=60, calm=20, undue=61)
    client = browse(zaytuna, bob)
    with django_assert_max_num_queries(PREAMBLE + 5):
        assert client.get("/inbox/").status_code == 200


def test_a_stranger_is_asked_to_sign_in(zaytuna: Desk) -> None:
    page = Client(HTTP_HOST=zaytuna.host).get("/inbox/")
    assert page.status_code == 302

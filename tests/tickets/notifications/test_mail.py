"""What leaves by mail: in the member's language, while he does not rest, and of a customer only the subject."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tests.tickets.notifications.conftest import breach, happen
from tickets.messages import services as messages
from tickets.notifications import mailing, services
from tickets.notifications.models import Notification
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
NIGHT = {"starts_at": time(22), "ends_at": time(7)}
# Not before tomorrow: people of the tests are made today. 22:30 in Riyadh.
EVENING = (datetime.now(UTC) + timedelta(days=1)).replace(hour=19, minute=30, second=0, microsecond=0)
MORNING = EVENING + timedelta(hours=8, minutes=30)


@pytest.fixture
def his(zaytuna: Desk, bob: Member, ticket: Ticket) -> Ticket:
    with tenant_context(zaytuna.tenant):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
    return ticket


def items(member: Member) -> list[Item]:
    rows = Item.objects.filter(kind=mailing.KIND).order_by("created_at")
    return [row for row in rows if not row.payload or row.payload["member"] == str(member.pk)]


def leave(member: Member) -> list[Any]:
    """The worker does what is due. Returns the mails to a member about what he should know."""
    outbox.drain()
    news = [one for one in mail.outbox if "notification." in one.extra_headers.get("Message-ID", "")]
    return [one for one in news if one.to == [member.email]]


def test_a_missed_deadline_comes_by_mail_with_a_link(zaytuna: Desk, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        happen(his, "sla.warned", metric="first", due="2026-11-22T12:00:00+00:00", clock="c")
        (letter,) = leave(bob)
    assert letter.to == [bob.email]
    assert f"#{his.number}: Soon due: First answer" in letter.subject
    assert f"http://{zaytuna.host}:8000/tickets/{his.number}/" in letter.body
    assert f"http://{zaytuna.host}:8000/settings/notifications/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_nothing_that_a_customer_wrote_is_in_it_but_the_subject(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket("Win [now](http://evil.example) https://evil.example", "SECRET-BODY", name="SECRET-NAME")
        messages.note(ticket=ticket, by=alice, body="@Bob SECRET-NOTE")
        (letter,) = leave(bob)
    html = letter.alternatives[0][0]
    assert "Win" in letter.body
    assert "SECRET" not in letter.subject + letter.body + html
    assert "//evil" not in letter.body
    assert 'href="http://evil' not in html
    assert 'href="https://evil' not in html


@pytest.mark.parametrize("language", ["ar", "he", "en"])
def test_it_speaks_the_members_language(zaytuna: Desk, bob: Member, his: Ticket, language: str) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=bob.user_id).update(language=language)
        breach(his)
        with pytest.MonkeyPatch.context() as patched:
            spoken: list[str] = []
            sentence = mailing.words.sentence
            patched.setattr(mailing.words, "sentence", lambda row: spoken.append(_language()) or sentence(row))
            leave(bob)
    assert sorted(spoken) == sorted([language, "en"])  # and Alice, who leads


def _language() -> str:
    from django.utils.translation import get_language

    return str(get_language())


def test_who_rests_gets_one_mail_when_his_quiet_hours_end(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant), time_machine.travel(EVENING, tick=True) as watch:
        services.rest(member=bob, **NIGHT)
        tickets_of_bob = [make_ticket(f"Matter {number}", email=f"n{number}@example.com") for number in range(3)]
        Ticket.objects.update(assignee=bob)
        for ticket in tickets_of_bob[:2]:
            breach(ticket)
        watch.move_to(EVENING + timedelta(hours=3, minutes=40))
        breach(tickets_of_bob[2])
        (item,) = items(bob)
        assert item.due_at == MORNING
        assert leave(bob) == []
        services.opened(ticket=tickets_of_bob[0], by=bob)
        watch.move_to(MORNING + timedelta(seconds=1))
        (letter,) = leave(bob)
        assert "2 things to know" in letter.subject
        assert "Matter 0" not in letter.body
        assert letter.body.index("Matter 1") < letter.body.index("Matter 2")
        watch.move_to(MORNING + timedelta(hours=1))
        breach(tickets_of_bob[0])
        assert len(leave(bob)) == 2


def test_quiet_hours_are_the_companys_and_hold_no_news_in_the_console(zaytuna: Desk, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant), time_machine.travel(EVENING):
        services.rest(member=bob, **NIGHT)
        breach(his)
        assert Notification.objects.filter(member=bob, is_shown=True).count() == 1
        assert items(bob)[0].due_at > timezone.now()
        services.rest_no_more(member=bob)
        breach(his)
        assert len(leave(bob)) == 1


def test_what_was_read_before_the_mail_left_is_not_in_it(zaytuna: Desk, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        breach(his)
        services.read_all(by=bob)
        assert leave(bob) == []
        assert not Item.objects.filter(kind=mailing.KIND, state="queued").exists()


def test_who_has_left_gets_no_mail_that_waited(zaytuna: Desk, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        breach(his)
        Member.objects.filter(pk=bob.pk).update(removed_at=timezone.now())
        assert leave(bob) == []


def test_only_who_wants_a_mail_gets_one(zaytuna: Desk, alice: Member, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        tickets.assign(ticket=his, assignee=alice, by=bob)
        assert items(bob) == []  # assigned: in the console
        services.choose(member=bob, kind="assigned", in_app=False, by_mail=True)
        services.choose(member=bob, kind="breached", in_app=True, by_mail=False)
        tickets.assign(ticket=his, assignee=bob, by=alice)
        (letter,) = leave(bob)
        assert letter.to == [bob.email]
        assert "Alice" in letter.subject
        breach(his)
        assert [item for item in items(bob) if item.state == "queued"] == []


def test_told_again_it_is_not_mailed_again(zaytuna: Desk, bob: Member, his: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        for _ in range(3):
            breach(his, "the-same")
        assert len(leave(bob)) == 1

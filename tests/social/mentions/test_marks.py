"""What stands with a customer's words on the ticket's page."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.marks import Said, marks
from social.mentions.models import State
from social.mentions.rules import REASONS as CODES
from social.mentions.sentences import REASONS, SENTENCES
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.tickets import make_ticket
from tickets.messages import selectors as messages
from tickets.messages import services as talking
from tickets.ticket.models import Ticket
from tickets.workspace.sentences import sentence


def _marks(ticket: Ticket | None) -> list[Said]:
    assert ticket is not None
    return [mark.data for mark in marks(ticket, messages.thread(ticket)).values()]


def test_where_it_was_said_and_by_whom(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1", url="https://plaza.example/p1"), is_tagged=True)
    assert mention.ticket is not None
    talking.note(ticket=mention.ticket, by=bob, body="Look")
    (mark,) = _marks(mention.ticket)
    assert (mark.handle, mark.url, mark.followers, mark.is_tagged) == ("noura", "https://plaza.example/p1", 40, True)
    assert (mark.wordings, mark.taken_back_at, mark.is_private) == ([], None, False)


def test_later_wordings_stand_apart(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", "torn"))
    for minute, text in ((3, "torn"), (4, "ممزقة"), (5, "torn!")):
        services.hear(account=account, data=said.post("p1", text, edited=minute))
    (mark,) = _marks(mention.ticket)
    assert [(one.at, one.text, one.direction) for one in mark.wordings] == [
        (said.at(4), "ممزقة", "rtl"),
        (said.at(5), "torn!", "ltr"),
    ]
    page = render_to_string("social/mentions/_mark.html", {"data": mark})
    assert 'dir="rtl"' in page
    assert page.count("Worded anew") == 2


def test_what_was_taken_back_is_said_and_leads_nowhere(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", url="https://plaza.example/p1"))
    services.taken_back(network=said.NETWORK, key="p1", at=said.at(3))
    (mark,) = _marks(mention.ticket)
    page = render_to_string("social/mentions/_mark.html", {"data": mark})
    assert "Taken back by its author" in page
    assert "plaza.example" not in page


def test_no_address_but_the_webs(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", url="javascript:alert(1)"))
    assert _marks(mention.ticket)[0].url == ""


def test_it_asks_twice_however_much_was_said(account: SocialAccount, django_assert_num_queries: Any) -> None:
    for minute in range(4):
        mention = said.opened(account, said.post(f"p{minute}", root_key="r", minutes=minute))
    assert mention.ticket is not None
    thread = messages.thread(mention.ticket)
    with django_assert_num_queries(2):
        assert len(marks(mention.ticket, thread)) == 4


def test_other_tickets_cost_nothing(account: SocialAccount, django_assert_num_queries: Any) -> None:
    ticket = make_ticket()
    thread = messages.thread(ticket)
    with django_assert_num_queries(0):
        assert marks(ticket, thread) == {}


@pytest.mark.parametrize("state", list(State))
def test_every_step_has_its_sentence(state: State) -> None:
    words = str(SENTENCES["mentions.moved"]({"after": state.value, "reason": "spam"}))
    assert words
    assert words != state.value


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(CODES)
    assert "Duplicate" not in str(sentence("mentions.moved", {"after": "dismissed", "reason": "duplicate"}))
    assert "Said twice" in str(sentence("mentions.moved", {"after": "dismissed", "reason": "duplicate"}))
    assert sentence("messages.withdrawn", {}) != "messages.withdrawn"
    assert "Noura" in str(sentence("ticket.requester", {"after": "Noura"}))

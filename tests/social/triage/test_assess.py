"""A mention is read and weighed; a repeat changes nothing; what a person said stands."""

from datetime import timedelta

import pytest

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.connectors.protocol import Kind
from social.mentions import services as mentions
from social.mentions.models import Author, Mention
from social.triage import services
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk

NOW = said.at(30)


@pytest.fixture(autouse=True)
def _at_half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _assessed(account: SocialAccount, key: str, text: str, **facts: object) -> Mention:
    return services.assess(mention=said.noted(account, said.post(key, text, **facts)))


def _codes(mention: Mention) -> dict[str, int]:
    return {code: points for code, points, _ in mention.reasons}


def test_a_complaint_is_read_and_weighed(account: SocialAccount) -> None:
    mention = _assessed(account, "p1", "ابني ينام على الأرض والسرير ما وصل من أسبوعين", minutes=0)
    mention.refresh_from_db()
    assert (mention.language, mention.intent, mention.intent_by) == ("ar", "complaint", None)
    assert _codes(mention) == {"complaint": 30, "severe": 10, "need.child": 25, "waiting": 7, "reach": 1}
    assert mention.priority == sum(_codes(mention).values())
    assert mention.way in ("api", "manual_link", "none")


def test_an_article_is_news_and_weighs_nothing(account: SocialAccount) -> None:
    data = said.post("a1", "It is the worst year of Zaytuna", kind=Kind.ARTICLE, title="Zaytuna loses")
    mention = services.assess(mention=said.noted(account, data))
    assert (mention.intent, mention.priority, mention.reasons) == ("news", 0, [["news", 0, {}]])


def test_who_writes_again_weighs_more_in_whatever_order_we_hear_it(account: SocialAccount) -> None:
    later = _assessed(account, "p2", "Still no sofa!", minutes=10)
    assert "again" not in _codes(later)
    _assessed(account, "p1", "My sofa never arrived", minutes=5)
    later.refresh_from_db()
    assert (_codes(later)["again"], _codes(later)["unanswered"]) == (4, 3)


def test_what_was_said_long_ago_or_by_another_counts_not(account: SocialAccount) -> None:
    _assessed(account, "p1", "My sofa never arrived", minutes=-60 * 24 * 31)
    _assessed(account, "p2", "My sofa never arrived", by="sami")
    assert "again" not in _codes(_assessed(account, "p3", "Still no sofa!", minutes=5))


def test_a_contact_alone_is_no_customer_we_know(account: SocialAccount, bob: Member) -> None:
    mention = _assessed(account, "p1", "My sofa never arrived")
    mentions.open_ticket(mention=mention)
    assert "known" not in _codes(services.assess(mention=mention))
    Author.objects.update(matched_by=bob)
    assert _codes(services.assess(mention=mention))["known"] == 5


def test_a_repeat_changes_nothing(account: SocialAccount) -> None:
    first = _assessed(account, "p1", "My sofa never arrived")
    again = services.assess(mention=first)
    assert (again.priority, again.reasons, again.intent) == (first.priority, first.reasons, first.intent)


def test_what_a_person_said_stands(account: SocialAccount, bob: Member) -> None:
    mention = _assessed(account, "p1", "My sofa never arrived")
    services.correct(mention=mention, by=bob, intent="praise", language="ar-Latn")
    again = services.assess(mention=Mention.objects.get())
    assert (again.intent, again.intent_by, again.language) == ("praise", bob, "ar-Latn")


def test_what_was_taken_back_is_left_alone(account: SocialAccount) -> None:
    mention = _assessed(account, "p1", "My sofa never arrived")
    mentions.taken_back(network=said.NETWORK, key="p1", at=NOW + timedelta(minutes=1))
    before = Mention.objects.values().get()
    services.assess(mention=Mention.objects.get(pk=mention.pk))
    assert Mention.objects.values().get() == before


def test_the_ticket_follows_the_weight_of_what_is_said_later(account: SocialAccount, zaytuna: Desk) -> None:
    mention = _assessed(account, "p1", "My sofa never arrived", minutes=25)
    ticket = mentions.open_ticket(mention=mention)
    assert ticket.priority == "normal"
    for number in range(3):
        _assessed(account, f"older-{number}", "Where is my sofa?", minutes=number)
    ticket.refresh_from_db()
    assert ticket.priority == "high"

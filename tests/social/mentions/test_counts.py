"""How much waits, how late, and how much of what was said was never answered."""

from typing import Any

from social.accounts.models import SocialAccount
from social.mentions import selectors, services
from social.mentions.models import Mention, State
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk


def test_what_waits_and_what_waits_too_long(account: SocialAccount, bob: Member) -> None:
    for minute in (0, 30, 90):
        said.noted(account, said.post(f"p{minute}", minutes=minute))
    assert selectors.counts(bob, now=said.at(100)) == selectors.Counts(open=3, late=2)
    services.dismiss(mention=Mention.objects.get(post__key="p0"), reason="spam", by=bob)
    assert selectors.counts(bob, now=said.at(100)) == selectors.Counts(open=2, late=1)


def test_counting_stops_at_a_hundred(account: SocialAccount, bob: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr(selectors, "MOST_COUNTED", 2)
    for minute in range(4):
        said.noted(account, said.post(f"p{minute}", minutes=minute))
    assert selectors.counts(bob, now=said.at(500)) == selectors.Counts(open=2, late=2)


def test_the_rate_leaves_out_what_called_for_no_word(account: SocialAccount, bob: Member) -> None:
    waiting, answered, spam, gone = (
        said.noted(account, said.post(f"p{number}", minutes=number)) for number in range(4)
    )
    services.move(mention=answered, to=State.ANSWERED, by=bob)
    services.dismiss(mention=spam, reason="spam", by=bob)
    services.taken_back(network=said.NETWORK, key=gone.post.key, at=said.at(9))
    rate = selectors.rate(bob, since=said.at(-1))
    assert (rate.unanswered, rate.total, rate.share) == (1, 2, 0.5)
    assert selectors.rate(bob, since=said.at(60)) == selectors.Rate(0, 0)
    assert selectors.Rate(0, 0).share == 0.0
    assert waiting.settled_at is None


def test_the_weightiest_stands_first_in_the_queue(account: SocialAccount, bob: Member) -> None:
    for number, priority in enumerate((10, 90, 50)):
        mention = said.noted(account, said.post(f"p{number}", minutes=number))
        Mention.objects.filter(pk=mention.pk).update(priority=priority)
    assert [one.priority for one in selectors.waiting_for(bob)] == [90, 50, 10]


def test_the_queue_costs_one_query_however_long_it_is(
    account: SocialAccount, bob: Member, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        said.opened(account, said.post(f"p{number}", by=f"a{number}"))
    with django_assert_num_queries(1):
        rows = list(selectors.waiting_for(bob)[:50])
        assert {(str(one.post.author), str(one.brand), one.ticket_id is None) for one in rows}
    with django_assert_num_queries(2):
        selectors.counts(bob, now=said.at(0))
    with django_assert_num_queries(1):
        selectors.rate(bob, since=said.at(0))


def test_what_is_open_in_a_ticket_the_newest_first(account: SocialAccount, bob: Member) -> None:
    first = said.opened(account, said.post("p1", root_key="r"))
    said.opened(account, said.post("p2", root_key="r", minutes=2))
    assert first.ticket_id is not None
    assert [one.post.key for one in selectors.open_in(first.ticket_id)] == ["p2", "p1"]


def test_every_step_is_remembered_in_its_order(account: SocialAccount, bob: Member) -> None:
    mention = said.noted(account, said.post("p1"))
    services.dismiss(mention=mention, reason="news", by=bob)
    services.reopen(mention=mention, by=bob)
    assert [(step.before, step.after, step.reason) for step in selectors.moves_of(mention)] == [
        ("", "new", ""), ("new", "dismissed", "news"), ("dismissed", "new", ""),
    ]  # fmt: skip


def test_another_company_counts_its_own(account: SocialAccount, bob: Member, tapuz: Desk, charlie: Member) -> None:
    said.noted(account, said.post("p1"))
    with tenant_context(tapuz.tenant):
        assert selectors.counts(charlie, now=said.at(500)) == selectors.Counts(0, 0)
        assert list(selectors.mentions_for(charlie)) == []

"""What becomes of a mention: only what the table knows, each step written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from social.accounts.models import SocialAccount
from social.mentions import rules, services
from social.mentions.errors import IllegalMove, NewerWaits, UnknownReason
from social.mentions.models import OUTCOMES, Mention, Move, State
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.tickets import make_reply
from tickets.messages import registry
from tickets.messages import services as messages
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

EVERY = list(State)


def test_every_state_has_its_moves_and_no_open_one_is_a_dead_end() -> None:
    assert set(rules.MOVES) == set(EVERY)
    for state in set(EVERY) - set(OUTCOMES):
        assert rules.MOVES[state] & set(OUTCOMES), state
        assert State.WITHDRAWN in rules.MOVES[state]


def test_what_was_taken_back_stays_so() -> None:
    assert rules.MOVES[State.WITHDRAWN] == frozenset()


@given(start=some.sampled_from(EVERY), steps=some.lists(some.sampled_from(EVERY), max_size=30))
def test_no_walk_settles_without_an_outcome_or_leaves_one_but_by_reopening(start: State, steps: list[State]) -> None:
    here = start
    for step in steps:
        if not rules.may_move(here, step):
            continue
        assert step != here
        if here in OUTCOMES:
            assert step == State.NEW or (here, step) == (State.MOVED, State.ANSWERED)
        if step == State.NEW:
            assert here in OUTCOMES
        here = step


def _put(mention: Mention, state: str) -> None:
    settled = said.at(1) if state in OUTCOMES else None
    Mention.objects.filter(pk=mention.pk).update(state=state, settled_at=settled)


def test_every_move_of_the_table_is_made_and_written_down(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1"))
    for before in EVERY:
        for after in EVERY:
            _put(mention, before)
            count, told = Move.objects.count(), Event.objects.filter(verb="mentions.moved").count()
            if rules.may_move(before, after):
                moved = services.move(mention=mention, to=after, by=bob, reason="because")
                assert (moved.state, moved.reason, moved.settled_at is not None) == (
                    after,
                    "because",
                    after in OUTCOMES,
                )
                assert moved.settled_by == (bob if after in OUTCOMES else None)
                last = Move.objects.order_by("-id")[0]
                assert (last.before, last.after, last.reason, last.member) == (before, after, "because", bob)
                assert Event.objects.filter(verb="mentions.moved").count() == told + (after != State.WITHDRAWN)
                continue
            with pytest.raises(IllegalMove):
                services.move(mention=mention, to=after, by=bob)
            mention.refresh_from_db()
            assert mention.state == before
            assert Move.objects.count() == count


def test_put_aside_for_a_reason_and_taken_up_again(account: SocialAccount, bob: Member) -> None:
    mention = said.noted(account, said.post("p1"))
    gone = services.dismiss(mention=mention, reason="spam", by=bob)
    assert (gone.state, gone.reason, gone.settled_by) == (State.DISMISSED, "spam", bob)
    back = services.reopen(mention=mention, by=bob)
    assert (back.state, back.settled_at, back.settled_by) == (State.NEW, None, None)


def test_only_reasons_that_are_counted(account: SocialAccount, bob: Member) -> None:
    mention = said.noted(account, said.post("p1"))
    with pytest.raises(UnknownReason):
        services.dismiss(mention=mention, reason="because I say so", by=bob)
    mention.refresh_from_db()
    assert (mention.state, Move.objects.count()) == (State.NEW, 1)


def test_a_ticket_in_which_nothing_else_waits_goes_with_it(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1"))
    services.dismiss(mention=mention, reason="no_reply_needed", by=bob)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.waiting_since) == ("solved", None)
    services.reopen(mention=mention, by=bob)
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert ticket.waiting_since is not None


def test_a_ticket_in_which_something_waits_stays(account: SocialAccount, bob: Member) -> None:
    first = said.opened(account, said.post("p1", root_key="r"))
    second = said.opened(account, said.post("p2", root_key="r", minutes=1))
    services.dismiss(mention=first, reason="duplicate", by=bob)
    assert Ticket.objects.get().solved_at is None
    services.dismiss(mention=second, reason="duplicate", by=bob)
    assert Ticket.objects.get().solved_at is not None


def test_a_ticket_with_a_letter_that_waits_stays(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1"))
    assert mention.ticket is not None
    messages.receive(ticket=mention.ticket, contact=mention.ticket.requester, body="And by mail: it is torn")
    services.dismiss(mention=mention, reason="duplicate", by=bob)
    assert Ticket.objects.get().solved_at is None


def test_an_answer_settles_what_was_said_before_it_there(account: SocialAccount, bob: Member) -> None:
    first = said.opened(account, said.post("p1", root_key="r"))
    second = said.opened(account, said.post("p2", root_key="r", minutes=2))
    later = said.opened(account, said.post("p3", root_key="r", minutes=9))
    elsewhere = said.opened(account, said.post("q1"))
    services.move(mention=second, to=State.PUBLISHING, by=bob)
    settled = services.settle(mention=second, to=State.ANSWERED, by=bob)
    assert [one.pk for one in settled] == [first.pk, second.pk]
    for one, state in ((first, "answered"), (second, "answered"), (later, "new"), (elsewhere, "new")):
        one.refresh_from_db()
        assert one.state == state
    assert services.settle(mention=second, to=State.ANSWERED, by=bob) == []


def test_what_has_an_answer_of_its_own_on_the_way_waits_for_that(account: SocialAccount, bob: Member) -> None:
    first = said.opened(account, said.post("p1", root_key="r"))
    second = said.opened(account, said.post("p2", root_key="r", minutes=2))
    services.move(mention=first, to=State.PUBLISHING, by=bob)
    assert [one.pk for one in services.settle(mention=second, to=State.ANSWERED)] == [second.pk]


def test_solving_the_ticket_closes_no_mention_silently(account: SocialAccount, bob: Member) -> None:
    from tickets.ticket import services as tickets

    mention = said.opened(account, said.post("p1"))
    assert mention.ticket is not None
    tickets.set_status(ticket=mention.ticket, status="solved", by=bob)
    mention.refresh_from_db()
    assert (mention.state, mention.settled_at) == (State.NEW, None)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replies that were given to the network."""
    gone: list[str] = []
    deliver = registry.deliverers.get
    monkeypatch.setattr(
        registry.deliverers,
        "get",
        lambda name: (lambda one: gone.append(one.text)) if name == "social" else deliver(name),
    )
    return gone


def test_praise_is_thanked_where_it_was_said(account: SocialAccount, bob: Member, left: list[str]) -> None:
    mention = said.noted(account, said.post("p1", "The best sofa"))
    message = services.thank(mention=mention, by=bob, body="Thank you, Noura!")
    assert (message.audience, left) == ("public", ["Thank you, Noura!"])
    mention.refresh_from_db()
    assert (mention.intent, mention.intent_by, mention.ticket) == ("praise", bob, message.ticket)
    assert mention.settled_at is None, "only what is published settles it"
    message.ticket.refresh_from_db()
    assert message.ticket.status == "solved"


def test_praise_beside_something_that_waits_leaves_the_ticket_open(
    account: SocialAccount, bob: Member, left: list[str]
) -> None:
    said.opened(account, said.post("p1", root_key="r"))
    praise = said.opened(account, said.post("p2", "You are kind", root_key="r", minutes=2))
    message = services.thank(mention=praise, by=bob, body="Thank you!")
    message.ticket.refresh_from_db()
    assert message.ticket.status == "open"


def test_thanks_do_not_stand_under_something_newer_that_waits(
    account: SocialAccount, bob: Member, left: list[str]
) -> None:
    praise = said.opened(account, said.post("p1", "You are kind", root_key="r"))
    said.opened(account, said.post("p2", "But it is torn", root_key="r", minutes=2))
    with pytest.raises(NewerWaits):
        services.thank(mention=praise, by=bob, body="Thank you!")
    praise.refresh_from_db()
    assert (praise.intent, left) == ("unsure", [])


def test_thanks_settle_praise_and_leave_a_complaint_waiting(account: SocialAccount, bob: Member) -> None:
    complaint = said.opened(account, said.post("p1", root_key="r"))
    kind, kinder = (said.opened(account, said.post(key, root_key="r", minutes=3)) for key in ("p2", "p3"))
    Mention.objects.filter(pk__in=[kind.pk, kinder.pk]).update(intent="praise")
    settled = services.settle(mention=kinder, to=State.THANKED, by=bob)
    assert [one.pk for one in settled] == [kind.pk, kinder.pk]
    complaint.refresh_from_db()
    assert complaint.state == State.NEW


def test_what_has_its_outcome_is_not_thanked_again(account: SocialAccount, bob: Member, left: list[str]) -> None:
    mention = said.noted(account, said.post("p1"))
    gone = services.dismiss(mention=mention, reason="spam", by=bob)
    with pytest.raises(IllegalMove):
        services.thank(mention=gone, by=bob, body="Thank you!")
    assert left == []
    assert not Ticket.objects.exists()


def test_a_reply_is_nothing_that_waits(account: SocialAccount, bob: Member, left: list[str]) -> None:
    mention = said.opened(account, said.post("p1", root_key="r"))
    assert mention.ticket is not None
    make_reply(mention.ticket, bob)
    second = said.opened(account, said.post("p2", root_key="r", minutes=3))
    services.dismiss(mention=second, reason="no_reply_needed", by=bob)
    assert Ticket.objects.get().solved_at is not None

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from helpdesk.lib import clock
from tenants.membership.models import Member
from tests.tickets.followups.words import answer, give_word, told, write
from tickets.followups import chasers, chasing
from tickets.followups.models import Chaser
from tickets.messages import registry, rewording
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket import mending
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[tuple[str, str, bool]]:
    lists: dict[str, Any] = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    return [
        (code, text, kind == "asks") for code, one in lists.items() for kind in ("asks", "not") for text in one[kind]
    ]


@pytest.mark.parametrize(("language", "text", "asks"), _cases("known"))
def test_what_asks_again_is_known_and_what_only_looks_so_is_not(language: str, text: str, asks: bool) -> None:
    found = chasers.asks(text)
    assert (found is not None) == asks, found
    assert found is None or found.language == language


def test_words_that_the_lists_have_not_seen_are_known_too() -> None:
    """Of thirty-six, two may be missed and one may be wrong."""
    cases = _cases("held")
    missed = [text for _, text, asks in cases if asks and chasers.asks(text) is None]
    wrong = [text for _, text, asks in cases if not asks and chasers.asks(text) is not None]
    assert len(cases) >= 36
    assert (len(missed) <= 2, len(wrong) <= 1) == (True, True), (missed, wrong)


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert chasers.asks("x" * 10_000 + " any news?") is None


@pytest.mark.django_db
class TestOnATicket:
    def test_who_waits_and_asks_again_is_counted_and_marked(self, ticket: Ticket, bob: Member) -> None:
        asked = write(ticket, "Any news?")
        ticket.refresh_from_db()
        assert ticket.chased_at == asked.created_at
        assert Chaser.objects.get().language == "en"
        assert told("chased") == [{"message": str(asked.pk), "to": [str(bob.pk)]}]

    def test_the_first_time_is_what_counts(self, ticket: Ticket, now: Any) -> None:
        first = write(ticket, "Any news?")
        now.shift(600)
        write(ticket, "Hello? Any update?")
        ticket.refresh_from_db()
        assert (ticket.chased_at, Chaser.objects.count()) == (first.created_at, 2)

    def test_an_answer_clears_it_and_one_that_fails_does_not(self, ticket: Ticket, bob: Member) -> None:
        asked = write(ticket, "Any news?")
        reply = answer(ticket, bob, sent=False)
        ticket.refresh_from_db()
        assert ticket.chased_at is None
        messages.undeliverable(message_id=str(reply.pk), reason="550")
        ticket.refresh_from_db()
        assert ticket.chased_at == asked.created_at

    def test_after_an_answer_the_count_begins_anew(self, ticket: Ticket, bob: Member) -> None:
        write(ticket, "Any news?")
        answer(ticket, bob)
        write(ticket, "It has a scratch too.")
        ticket.refresh_from_db()
        assert ticket.chased_at is None

    def test_a_first_word_is_no_second_one(self, inside: Any) -> None:
        from tests.factories.tickets import make_ticket

        first = make_ticket(body="Any news about my order?")
        assert (first.chased_at, Chaser.objects.count()) == (None, 0)

    def test_who_answers_our_question_is_no_chaser(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob, "Which number is it?")
        write(ticket, "Any news of the other one?")
        assert Chaser.objects.count() == 0

    def test_while_we_promised_it_counts_though_it_is_his_turn(self, ticket: Ticket, bob: Member) -> None:
        give_word(ticket, bob)
        write(ticket, "هل من جديد؟")
        ticket.refresh_from_db()
        assert ticket.chased_at is not None

    def test_what_we_left_open_counts(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob, then="open")
        write(ticket, "יש חדש?")
        assert Chaser.objects.get().language == "he"

    def test_nothing_of_his_words_is_kept_twice(self, ticket: Ticket) -> None:
        write(ticket, "Any news? My card is 4111 1111 1111 1111")
        assert "4111" not in Chaser.objects.get().phrase

    def test_solved_by_hand_it_is_no_mark_any_more(self, ticket: Ticket, bob: Member) -> None:
        write(ticket, "Any news?")
        tickets.set_status(ticket=ticket, status="solved", by=bob)
        ticket.refresh_from_db()
        assert ticket.chased_at is None


@pytest.mark.django_db
class TestInAnyOrder:
    """Networks tell late what was said early."""

    def test_what_was_said_before_it_and_heard_later_makes_it_a_second_word(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob)
        asked = write(ticket, "Any news?", minutes=9)
        assert _marked(ticket) == (None, 0)
        write(ticket, "It has a scratch.", minutes=6)
        assert _marked(ticket) == (asked.created_at, 1)
        assert told("chased") == [{"message": str(asked.pk), "to": [str(bob.pk)]}]

    def test_a_first_word_heard_last_is_no_second_one(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob)
        write(ticket, "It has a scratch.", minutes=9)
        write(ticket, "Any news?", minutes=6)
        assert _marked(ticket) == (None, 0)

    def test_two_in_one_moment_are_each_other_s_first(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob)
        asked = write(ticket, "Any news?", minutes=6)
        write(ticket, "It has a scratch.", minutes=6)
        assert _marked(ticket) == (asked.created_at, 1)

    def test_what_was_taken_back_was_not_asked(self, ticket: Ticket) -> None:
        asked = write(ticket, "Any news?")
        rewording.withdraw(message=asked, at=asked.created_at)
        assert _marked(ticket) == (None, 0)

    def test_who_took_back_his_first_word_asked_nothing_again(self, ticket: Ticket, bob: Member) -> None:
        answer(ticket, bob)
        first = write(ticket, "It has a scratch.", minutes=6)
        write(ticket, "Any news?", minutes=9)
        rewording.withdraw(message=first, at=first.created_at)
        assert _marked(ticket) == (None, 0)

    def test_an_earlier_wording_that_asks_is_heard(self, ticket: Ticket) -> None:
        said = write(ticket, "Hello.")
        rewording.correct(message=said, body="Any news?")
        assert _marked(ticket) == (said.created_at, 1)
        rewording.correct(message=said, body="Good morning.")
        assert _marked(ticket) == (None, 0)

    def test_what_our_answer_on_the_network_left_over_is_a_first_word(self, ticket: Ticket, there: "There") -> None:
        asked = write(ticket, "Any news?", minutes=9)
        assert _marked(ticket) == (asked.created_at, 1)
        there.answer(ticket, minutes=6, waits_since=asked.created_at)
        assert _marked(ticket) == (None, 0)

    def test_what_was_answered_on_the_network_does_not_come_back(self, ticket: Ticket, there: "There") -> None:
        write(ticket, "Any news?", minutes=6)
        there.answer(ticket, minutes=7)
        write(ticket, "It has a scratch.", minutes=9)
        assert _marked(ticket) == (None, 1)

    def test_what_was_asked_before_our_answer_and_heard_after_it_counts(self, ticket: Ticket, there: "There") -> None:
        there.answer(ticket, minutes=9)
        write(ticket, "Any news?", minutes=6)
        assert Chaser.objects.count() == 1

    def test_an_answer_heard_last_takes_the_mark_from_what_was_asked_after_it(
        self, ticket: Ticket, there: "There"
    ) -> None:
        write(ticket, "Any news?", minutes=6)
        there.answer(ticket, minutes=9)
        there.answer(ticket, minutes=3)
        assert Chaser.objects.count() == 0

    def test_an_answer_that_settles_nothing_more_clears_the_row_too(self, ticket: Ticket, there: "There") -> None:
        asked = write(ticket, "Any news?", minutes=6)
        assert _marked(ticket) == (asked.created_at, 1)
        there.tell(ticket, minutes=3)
        assert _marked(ticket) == (None, 0)


def _marked(ticket: Ticket) -> tuple[Any, int]:
    """Since when the row says that he asks again, and how often he did."""
    return Ticket.objects.get(pk=ticket.pk).chased_at, Chaser.objects.filter(ticket=ticket).count()


class There:
    """A network on which we answer. It knows when; what the customer said before that waits no more."""

    def __init__(self) -> None:
        self.times: list[datetime] = []

    def excuse(self, said: QuerySet[Message], at: datetime | None) -> QuerySet[Message]:
        known = [time for time in self.times if at is None or time <= at]
        return said.filter(created_at__gt=max(known)) if known else said

    def tell(self, ticket: Ticket, *, minutes: int) -> datetime:
        """We hear of an answer; what waits stays as it is."""
        self.times.append(clock.now() + timedelta(minutes=minutes))
        locked = tickets.lock(ticket)
        chasing.reconsider(ticket=locked, since=self.times[-1])
        mending.replied_at(ticket=locked, at=self.times[-1])
        return self.times[-1]

    def answer(self, ticket: Ticket, *, minutes: int, waits_since: datetime | None = None) -> None:
        at = self.tell(ticket, minutes=minutes)
        tickets.answered_elsewhere(ticket=tickets.lock(ticket), at=at, waits_since=waits_since)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> There:
    network = There()
    monkeypatch.setattr(registry.excuses, "_entries", {"there": network.excuse})
    return network

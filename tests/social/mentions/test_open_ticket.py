"""One ticket for what one author says to one brand in one place."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from social.accounts.models import SocialAccount
from social.mentions import rules, services
from social.mentions.models import Conversation, Mention
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.tickets import make_ticket
from tickets.contacts.models import Contact
from tickets.messages.models import Message
from tickets.search import selectors as search
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


def _solve(ticket: Ticket | None, by: Member, *, days: int = 0) -> None:
    assert ticket is not None
    with time_machine.travel(said.at(0) - timedelta(days=days), tick=False):
        tickets.set_status(ticket=ticket, status="solved", by=by)


def test_a_post_becomes_the_first_message_of_a_ticket(account: SocialAccount) -> None:
    mention = said.noted(account, said.post("p1"))
    Mention.objects.update(priority=45, language="ar-Latn")
    mention.refresh_from_db()
    ticket = services.open_ticket(mention=mention)
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.channel, ticket.priority, ticket.language) == (
        "The sofa from Zaytuna arrived torn.", "social", "high", "ar",
    )  # fmt: skip
    assert (ticket.status, ticket.waiting_since, ticket.number) == ("new", said.at(0), 1)
    message = Message.objects.get()
    assert (message.kind, message.audience, message.created_at, message.ticket) == (
        "customer",
        "public",
        said.at(0),
        ticket,
    )
    found = Mention.objects.get()
    assert (found.ticket, found.message) == (ticket, message)
    assert (ticket.requester.name, ticket.requester) == ("Noura", message.contact)


def test_words_that_say_no_language_have_ours_in_whatever_order_they_are_heard(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", "وصلت الكنبة ممزقة", minutes=5, edited=5, root_key="p1"))
    Mention.objects.update(language="ar")
    services.open_ticket(mention=mention)
    said.noted(account, said.post("p1", "🔥🔥", minutes=0, root_key="p1"))
    Mention.objects.update(language="")  # as triage reads the first words
    services.open_ticket(mention=Mention.objects.get())
    assert (Message.objects.get().text, Message.objects.get().language) == ("🔥🔥", "en")


def test_a_direct_message_is_for_one_person(account: SocialAccount) -> None:
    said.opened(account, said.direct("d1"))
    assert Message.objects.get().audience == "person"


def test_who_opens_tickets_without_end_goes_on_in_his_newest(
    account: SocialAccount, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FLOOD", 2)

    def ticket(key: str, **facts: Any) -> Ticket | None:
        return said.opened(account, said.post(key, f"Torn {key}", root_key=key, **facts)).ticket

    with time_machine.travel(said.at(0), tick=False) as now:
        first, second = ticket("p1"), ticket("p2", minutes=1)
        third = said.opened(account, said.post("p3", "Torn p3", root_key="p3", minutes=2))
        assert (third.ticket, third.conversation.ticket) == (second, second)
        assert list(Message.objects.filter(ticket=second).values_list("text", flat=True)) == ["Torn p2", "Torn p3"]
        assert ticket("q1", by="sami", minutes=3) not in (first, second)
        assert said.opened(account, said.direct("d1", minutes=4)).ticket not in (first, second)
        _solve(second, bob)
        assert ticket("p4", minutes=5) == first
        now.shift(3601)
        assert ticket("p5", minutes=62) not in (first, second)


def test_opened_again_it_is_the_same_ticket(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1"))
    assert services.open_ticket(mention=mention) == mention.ticket
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_author_goes_on_in_the_same_thread(account: SocialAccount, bob: Member) -> None:
    first = said.opened(account, said.post("p1", root_key="root"))
    _solve(first.ticket, bob, days=300)
    second = said.opened(account, said.post("p2", "Still torn", root_key="root", minutes=2))
    assert second.ticket == first.ticket
    assert second.ticket is not None
    assert (second.ticket.status, second.ticket.preview, second.ticket.waiting_since) == (
        "open",
        "Still torn",
        said.at(2),
    )
    assert Message.objects.filter(ticket=first.ticket).count() == 2


def test_two_strangers_under_one_post_are_two_tickets(account: SocialAccount) -> None:
    first = said.opened(account, said.post("p1", root_key="root"))
    second = said.opened(account, said.post("p2", root_key="root", by="sami"))
    assert first.ticket != second.ticket


def test_another_thread_is_another_ticket_of_the_same_person(account: SocialAccount) -> None:
    first = said.opened(account, said.post("p1"))
    second = said.opened(account, said.post("p2"))
    assert first.ticket is not None
    assert second.ticket is not None
    assert first.ticket != second.ticket
    assert first.ticket.requester == second.ticket.requester
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("days, is_same", [(0, True), (6, True), (8, False)])
def test_in_private_a_solved_matter_goes_on_for_a_week(
    account: SocialAccount, bob: Member, days: int, is_same: bool
) -> None:
    first = said.opened(account, said.direct("d1", minutes=-60 * 24 * 30))
    _solve(first.ticket, bob, days=days)
    second = said.opened(account, said.direct("d2", "Again", minutes=1))
    assert (second.ticket == first.ticket) is is_same
    assert Conversation.objects.get().ticket == second.ticket
    assert second.ticket is not None
    assert second.ticket.solved_at is None


def test_what_was_said_first_names_the_ticket_whatever_comes_first(account: SocialAccount) -> None:
    second = said.opened(account, said.post("p2", "And it is late", root_key="r", minutes=5))
    said.opened(account, said.post("p1", "The sofa is torn", root_key="r"))
    assert second.ticket is not None
    second.ticket.refresh_from_db()
    assert (second.ticket.subject, second.ticket.preview) == ("The sofa is torn", "And it is late")
    assert second.ticket.waiting_since == said.at(0)


def test_an_earlier_wording_that_comes_late_corrects_the_message(account: SocialAccount, alice: Member) -> None:
    mention = said.opened(account, said.post("p1", "purplewombat", edited=5))
    services.hear(account=account, data=said.post("p1", "greenwombat"))
    assert mention.message is not None
    mention.message.refresh_from_db()
    assert mention.message.text == "greenwombat"
    assert mention.ticket is not None
    mention.ticket.refresh_from_db()
    assert (mention.ticket.subject, mention.ticket.preview) == ("greenwombat", "greenwombat")
    assert search.find(alice, "greenwombat") == [mention.ticket]
    assert search.find(alice, "purplewombat") == []


def test_a_later_wording_leaves_the_message_as_it_is(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", "first"))
    services.hear(account=account, data=said.post("p1", "second", edited=5))
    assert mention.message is not None
    mention.message.refresh_from_db()
    assert mention.message.text == "first"


def test_the_weightiest_mention_gives_the_priority_unless_somebody_did(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1", root_key="r"))
    assert mention.ticket is not None
    assert mention.ticket.priority == "low"
    second = said.noted(account, said.post("p2", root_key="r", minutes=1))
    Mention.objects.filter(pk=second.pk).update(priority=70)
    assert services.open_ticket(mention=second).pk == mention.ticket.pk
    mention.ticket.refresh_from_db()
    assert mention.ticket.priority == "urgent"
    tickets.set_priority(ticket=mention.ticket, priority="normal", by=bob)
    said.opened(account, said.post("p3", root_key="r", minutes=2))
    mention.ticket.refresh_from_db()
    assert mention.ticket.priority == "normal"


def test_it_joins_the_ticket_that_is_given(account: SocialAccount) -> None:
    known = make_ticket()
    mention = said.noted(account, said.direct("d1"))
    assert services.open_ticket(mention=mention, ticket=known) == known
    known.refresh_from_db()
    assert (known.subject, known.channel) == ("The sofa arrived torn", "email")
    assert Conversation.objects.get().ticket == known
    assert Ticket.objects.count() == 1


def test_without_words_it_has_a_name_all_the_same(account: SocialAccount) -> None:
    mention = said.opened(account, said.direct("d1", ""))
    assert mention.ticket is not None
    assert mention.ticket.subject == "A message without words"


def test_a_title_goes_before_the_words(account: SocialAccount) -> None:
    mention = said.opened(account, said.post("p1", "Stars for the sofa", title="Review"))
    assert mention.message is not None
    assert mention.message.text == "Review\n\nStars for the sofa"

"""Two workers hear the same at once: the database decides, and nothing is there twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Author, Conversation, Mention, Post, Revision
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tickets.contacts.models import Contact
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def page(zaytuna: Desk) -> SocialAccount:
    """Committed, so that every connection sees it."""
    with tenant_context(zaytuna.tenant):
        return said.make_account(said.make_brand())


def _at_once(desk: Desk, deeds: list[Callable[[], Any]]) -> list[BaseException]:
    """Each in a connection and a transaction of its own, all let go at one moment. Returns what went wrong."""
    start, wrong = threading.Barrier(len(deeds)), []

    def do(deed: Callable[[], Any]) -> None:
        try:
            start.wait()
            with tenant_context(desk.tenant):
                deed()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def _counts(desk: Desk) -> list[int]:
    with tenant_context(desk.tenant):
        return [model.objects.count() for model in (Author, Post, Conversation, Mention, Ticket, Message, Contact)]


def test_the_same_post_heard_at_once_is_there_once(zaytuna: Desk, page: SocialAccount) -> None:
    assert _at_once(zaytuna, [lambda: said.opened(page, said.post("p1"))] * 6) == []
    assert _counts(zaytuna) == [1, 1, 1, 1, 1, 1, 1]


def test_without_the_locks_two_tickets_would_stand_there(zaytuna: Desk, page: SocialAccount) -> None:
    """The control: the same reads and writes, one after the other's commit held back, do double."""
    with tenant_context(zaytuna.tenant):
        mention = said.noted(page, said.post("p1"))
    both_read = threading.Barrier(2)

    def check_then_act() -> None:
        talk = Conversation.objects.get(pk=mention.conversation_id)
        both_read.wait()
        if talk.ticket is None:
            contact = Contact.objects.create(name="Noura")
            ticket = Ticket.objects.create(
                number=hash(threading.get_ident()) % 10**9, subject="x", requester=contact, channel="social",
                last_message_at=said.at(0),
            )  # fmt: skip
            Conversation.objects.filter(pk=talk.pk).update(ticket=ticket)

    assert _at_once(zaytuna, [check_then_act] * 2) == []
    assert _counts(zaytuna)[4] == 2


def test_posts_of_one_thread_heard_at_once_are_one_ticket(zaytuna: Desk, page: SocialAccount) -> None:
    def hear(number: int) -> Callable[[], Any]:
        return lambda: said.opened(page, said.post(f"p{number}", f"word {number}", root_key="r", minutes=number))

    assert _at_once(zaytuna, [hear(number) for number in range(6)]) == []
    assert _counts(zaytuna) == [1, 6, 1, 6, 1, 6, 1]
    with tenant_context(zaytuna.tenant):
        ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.preview, ticket.waiting_since) == ("word 0", "word 5", said.at(0))


def test_two_people_in_one_thread_are_two_tickets_with_numbers_in_a_row(zaytuna: Desk, page: SocialAccount) -> None:
    def hear(number: int) -> Callable[[], Any]:
        return lambda: said.opened(page, said.post(f"p{number}", root_key="r", by=f"author-{number}"))

    assert _at_once(zaytuna, [hear(number) for number in range(6)]) == []
    with tenant_context(zaytuna.tenant):
        assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_wordings_and_a_deletion_at_once_leave_no_words(zaytuna: Desk, page: SocialAccount) -> None:
    for round_ in range(4):
        key = f"p{round_}"
        deeds: list[Callable[[], Any]] = [
            lambda minute=minute, key=key: said.opened(page, said.post(key, f"secret {minute}", edited=minute))  # type: ignore[misc]
            for minute in range(3)
        ]
        deeds.append(lambda key=key: services.taken_back(network=said.NETWORK, key=key, at=said.at(9)))  # type: ignore[misc]
        assert _at_once(zaytuna, deeds) == []
    with tenant_context(zaytuna.tenant), transaction.atomic():
        assert {post.text for post in Post.objects.all()} == {""}
        assert {one.text for one in Message.objects.all()} == {""}
        assert {one.state for one in Mention.objects.all()} == {"withdrawn"}
        assert not Revision.objects.exists()
        assert {one.waiting_since for one in Ticket.objects.all()} == {None}


def test_dismissed_and_taken_back_at_once_have_one_outcome(zaytuna: Desk, page: SocialAccount, bob: Member) -> None:
    for round_ in range(4):
        with tenant_context(zaytuna.tenant):
            mention = said.opened(page, said.post(f"p{round_}"))

        def dismiss(mention: Mention = mention) -> None:
            services.dismiss(mention=mention, reason="spam", by=bob)

        def take_back(key: str = f"p{round_}") -> None:
            services.taken_back(network=said.NETWORK, key=key, at=said.at(9))

        wrong = _at_once(zaytuna, [dismiss, take_back])
        assert {type(one).__name__ for one in wrong} <= {"IllegalMove"}
        with tenant_context(zaytuna.tenant):
            mention.refresh_from_db()
            assert mention.state == ("withdrawn" if wrong else "dismissed")
            assert Message.objects.get(pk=mention.message_id).text == ""

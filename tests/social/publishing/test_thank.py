"""Praise is thanked when the words stand there, not before."""

from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.mentions import services
from tenants.membership.models import Member
from tests.factories import said
from tests.social.publishing.acts import state, work
from tests.social.publishing.network import InTest, refused
from tickets.ticket.models import Ticket


def test_thanked_when_the_words_are_published(account: SocialAccount, network: InTest, bob: Member) -> None:
    mention = said.noted(account, said.post("p1", "The best sofa", url="https://in.test/p1"))
    services.thank(mention=mention, by=bob, body="Thank you, Noura!")
    assert state(mention) == "publishing"
    work()
    assert state(mention) == "thanked"
    assert any("Thank you, Noura!" in text for text in network.texts())
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.waiting_since) == ("solved", None)


def test_thanks_that_do_not_leave_thank_nobody(account: SocialAccount, network: InTest, bob: Member) -> None:
    mention = said.noted(account, said.post("p1", "The best sofa", url="https://in.test/p1"))
    network.before = [refused(Code.REPLIES_RESTRICTED)]
    services.thank(mention=mention, by=bob, body="Thank you, Noura!")
    work()
    assert state(mention) == "failed"
    ticket = Ticket.objects.get()
    assert ticket.status == "open"
    assert ticket.waiting_since is not None


def test_praise_that_was_taken_back_meanwhile_stays_so(account: SocialAccount, network: InTest, bob: Member) -> None:
    mention = said.noted(account, said.post("p1", "The best sofa", url="https://in.test/p1"))
    services.thank(mention=mention, by=bob, body="Thank you, Noura!")
    services.taken_back(network=said.NETWORK, key="p1", at=said.at(9))
    work()
    assert state(mention) == "withdrawn"

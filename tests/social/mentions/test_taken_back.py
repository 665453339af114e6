"""What its author takes back is gone: from the post, the ticket, the search, and everything read out of it."""

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Intent, Mention, Post, Revision, State
from tenants.membership.models import Member
from tests.factories import said
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.search import selectors as search
from tickets.search.models import Entry
from tickets.timeline.models import Event


def _take_back(key: str = "p1", minutes: float = 30) -> Post:
    return services.taken_back(network=said.NETWORK, key=key, at=said.at(minutes))


def test_no_words_are_left(account: SocialAccount) -> None:
    services.hear(
        account=account, data=said.post("p1", "a secret", title="hidden", links=["https://x.example"], likes=4)
    )
    services.hear(account=account, data=said.post("p1", "another secret", edited=3))
    post = _take_back()
    post.refresh_from_db()
    assert (post.text, post.title, post.links, post.likes, post.deleted_at) == ("", "", [], 4, said.at(30))
    assert not Revision.objects.exists()
    services.hear(account=account, data=said.post("p1", "a third secret", edited=5))
    assert said.stored("p1").text == ""
    assert not Revision.objects.exists()


def test_what_was_taken_back_before_it_was_heard_stays_empty(account: SocialAccount) -> None:
    _take_back()
    heard = services.hear(account=account, data=said.post("p1", "a secret", url="https://x.example/1"))
    assert heard.is_new
    post = said.stored("p1")
    assert (post.text, post.url, post.created_at, post.deleted_at) == (
        "", "https://x.example/1", said.at(0), said.at(30),
    )  # fmt: skip


def test_its_ticket_forgets_the_words_and_stops_waiting(account: SocialAccount, alice: Member) -> None:
    mention = said.opened(account, said.post("p1", "purplewombat is torn"))
    Mention.objects.update(reasons=[["anger", 20, {}]], hits=[["zaytuna", 0, 3]], priority=50, intent="complaint")
    assert search.find(alice, "purplewombat") == [mention.ticket]
    _take_back()
    found = Mention.objects.select_related("ticket", "message").get()
    assert (found.state, found.reasons, found.hits, found.priority, found.intent) == (
        State.WITHDRAWN, [], [], 0, Intent.UNSURE,
    )  # fmt: skip
    assert found.settled_at is not None
    assert found.message is not None
    assert found.ticket is not None
    assert (found.message.text, found.message.withdrawn_at) == ("", said.at(30))
    assert (found.ticket.subject, found.ticket.preview) == ("Taken back by its author", "")
    assert found.ticket.waiting_since is None
    assert search.find(alice, "purplewombat") == []
    assert "purplewombat" not in str(Entry.objects.values_list("words", flat=True))
    assert Event.objects.filter(verb="messages.withdrawn").count() == 1


def test_what_else_was_said_still_waits(account: SocialAccount) -> None:
    first = said.opened(account, said.post("p1", "torn", root_key="p1"))
    said.opened(account, said.post("p2", "and late", root_key="p1", minutes=4))
    _take_back("p1")
    assert first.ticket is not None
    first.ticket.refresh_from_db()
    assert (first.ticket.subject, first.ticket.preview, first.ticket.waiting_since) == (
        "and late",
        "and late",
        said.at(4),
    )


def test_the_last_words_are_those_that_are_left(account: SocialAccount) -> None:
    first = said.opened(account, said.post("p1", "torn", root_key="p1"))
    said.opened(account, said.post("p2", "and late", root_key="p1", minutes=4))
    _take_back("p2")
    assert first.ticket is not None
    first.ticket.refresh_from_db()
    assert (first.ticket.preview, first.ticket.waiting_since) == ("torn", said.at(0))


def test_an_outcome_stays(account: SocialAccount, bob: Member) -> None:
    mention = said.noted(account, said.post("p1"))
    services.dismiss(mention=mention, reason="no_reply_needed", by=bob)
    _take_back()
    found = Mention.objects.get()
    assert (found.state, found.settled_by) == (State.DISMISSED, bob)


def test_our_own_words_and_other_tickets_stay(account: SocialAccount, bob: Member) -> None:
    mention = said.opened(account, said.post("p1", "torn"))
    other = said.opened(account, said.post("q1", "another matter", by="sami"))
    assert mention.ticket is not None
    messages.note(ticket=mention.ticket, by=bob, body="Look at the sofa")
    _take_back()
    assert Message.objects.get(kind="note").text == "Look at the sofa"
    assert other.message is not None
    other.message.refresh_from_db()
    assert other.message.text == "another matter"


def test_told_twice_it_is_taken_back_once(account: SocialAccount) -> None:
    said.opened(account, said.post("p1"))
    _take_back()
    before = Mention.objects.values().get(), Message.objects.values().get(), Event.objects.count()
    _take_back()
    _take_back(minutes=45)
    assert (Mention.objects.values().get(), Message.objects.values().get(), Event.objects.count()) == before


def test_a_clock_that_was_started_by_hand_runs_on(account: SocialAccount, bob: Member) -> None:
    """Somebody reopened the ticket for a reason of his own: it is not for the deletion to stop that."""
    from tickets.ticket import services as tickets

    mention = said.opened(account, said.post("p1"))
    assert mention.ticket is not None
    tickets.set_status(ticket=mention.ticket, status="solved", by=bob)
    now = clock.now()
    tickets.set_status(ticket=mention.ticket, status="open", by=bob)
    _take_back()
    mention.ticket.refresh_from_db()
    assert mention.ticket.waiting_since is not None
    assert mention.ticket.waiting_since >= now

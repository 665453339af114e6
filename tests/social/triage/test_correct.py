"""One click says what it is: kept, weighed anew, by the console and by the API."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from social.accounts.models import Brand, SocialAccount
from social.mentions import services as mentions
from social.mentions.models import Mention
from social.triage import services
from social.triage.errors import NotALanguage, NotAnIntent
from social.triage.models import Correction
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.contracts.test_permissions import add_member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event
from tickets.workspace.sentences import sentence


@pytest.fixture
def mention(account: SocialAccount) -> Mention:
    """A complaint with its ticket, to a brand that gives itself weeks."""
    Brand.objects.update(target_minutes=30_000)
    account.brand.refresh_from_db()
    mention = services.assess(mention=said.noted(account, said.post("p1", "My sofa arrived broken")))
    mentions.open_ticket(mention=mention)
    return Mention.objects.select_related("ticket").get()


def test_a_correction_is_kept_and_weighs_anew(mention: Mention, bob: Member) -> None:
    before = mention.priority
    found = services.correct(mention=mention, by=bob, intent="praise")
    assert (found.intent, found.intent_by) == ("praise", bob)
    assert found.priority < before
    kept = Correction.objects.get()
    assert (kept.field, kept.before, kept.after, kept.rules, kept.member) == ("intent", "complaint", "praise", "1", bob)
    event = Event.objects.get(verb="triage.corrected")
    assert sentence(event.verb, event.data) == "Corrected what was said in public: Praise instead of Complaint"


@time_machine.travel(said.at(60))  # weeks after it was said, nothing is low any more
def test_the_ticket_s_priority_follows_unless_somebody_set_it(mention: Mention, bob: Member) -> None:
    for intent, priority in (("praise", "low"), ("complaint", "normal")):
        services.correct(mention=mention, by=bob, intent=intent)
        assert Ticket.objects.get().priority == priority
    tickets.set_priority(ticket=Ticket.objects.get(), priority="urgent", by=bob)
    services.correct(mention=mention, by=bob, intent="spam")
    assert Ticket.objects.get().priority == "urgent"


def test_the_same_twice_is_kept_once(mention: Mention, bob: Member) -> None:
    services.correct(mention=mention, by=bob, intent="praise")
    services.correct(mention=mention, by=bob, intent="praise", language="en")
    assert Correction.objects.count() == 1


def test_spam_with_a_ticket_keeps_it(mention: Mention, bob: Member) -> None:
    found = services.correct(mention=mention, by=bob, intent="spam")
    assert (found.intent, found.ticket, found.priority) == ("spam", mention.ticket, 0)


def test_what_is_no_spam_after_all_gets_a_ticket(account: SocialAccount, bob: Member) -> None:
    words = "Win a free iPhone! Click https://x.example #giveaway #win #free #prize"
    mention = services.assess(mention=said.noted(account, said.post("p1", words)))
    assert (mention.intent, mention.ticket) == ("spam", None)
    found = services.correct(mention=mention, by=bob, intent="question")
    assert found.ticket == Ticket.objects.get()


@pytest.mark.parametrize(
    ("said_of_it", "error"), [({"intent": "rage"}, NotAnIntent), ({"language": "xx"}, NotALanguage)]
)
def test_what_we_do_not_know_is_refused(
    mention: Mention, bob: Member, said_of_it: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        services.correct(mention=mention, by=bob, **said_of_it)
    assert not Correction.objects.exists()


def test_one_click_in_the_console(
    mention: Mention, zaytuna: Desk, bob: Member, browse: Callable[[Desk, Member], Client]
) -> None:
    client = browse(zaytuna, bob)
    answer = client.post(f"/mentions/{mention.pk}/triage/", {"intent": "praise"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'value="praise" aria-pressed="true"' in answer.content.decode()
    again = client.post(f"/mentions/{mention.pk}/triage/", {"language": "ar"})
    assert again.headers["Location"] == f"/tickets/{Ticket.objects.get().number}/"
    assert client.post(f"/mentions/{mention.pk}/triage/", {"intent": "rage"}).status_code == 422
    mention.refresh_from_db()
    assert (mention.intent, mention.language) == ("praise", "ar")


def test_a_stranger_and_a_colleague_who_only_reads_change_nothing(
    mention: Mention, zaytuna: Desk, tapuz: Desk, charlie: Member, browse: Callable[[Desk, Member], Client]
) -> None:
    light = add_member(zaytuna, "dana@zaytuna.example", "light")
    before = snapshot(zaytuna)
    url = f"/mentions/{mention.pk}/triage/"
    assert browse(zaytuna, light).post(url, {"intent": "praise"}).status_code == 403
    assert browse(tapuz, charlie).post(url, {"intent": "praise"}).status_code == 404
    assert snapshot(zaytuna) == before


def test_the_ticket_page_says_why(
    mention: Mention, zaytuna: Desk, bob: Member, browse: Callable[[Desk, Member], Client]
) -> None:
    page = browse(zaytuna, bob).get(f"/tickets/{Ticket.objects.get().number}/").content.decode()
    assert "Why is it on top?" in page
    assert "Reach: 40 followers" in page


def test_a_program_reads_and_corrects(
    mention: Mention, zaytuna: Desk, bob: Member, program: Callable[..., Program]
) -> None:
    shop = program(zaytuna, bob)
    path = f"/mentions/{mention.pk}/triage/"
    read = shop.ask("GET", path).json()
    assert (read["intent"], read["corrected_by"]) == ("complaint", None)
    assert sum(reason["points"] for reason in read["reasons"]) == read["priority"]
    assert {"code": "complaint", "points": 30, "text": "Complaint"} in read["reasons"]
    told = shop.ask("PATCH", path, {"intent": "request"}).json()
    assert (told["intent"], told["corrected_by"]["name"]) == ("request", "Bob")
    assert shop.ask("PATCH", path, {"intent": "rage"}).status_code == 400
    assert shop.ask("PATCH", path, {"intnt": "praise"}).status_code == 400
    with tenant_context(zaytuna.tenant):
        assert Correction.objects.count() == 1

"""What a guard finds does not leave: by the console's service and by the API; who lets it leave says why."""

from collections.abc import Callable, Iterator

import pytest

from social.accounts.models import SocialAccount
from social.mentions.models import Mention
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tickets.messages import registry
from tickets.messages import services as messages
from tickets.messages.errors import GuardStopped
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

OFFER = "رامي، سنعيد لك 300 ر.س"


@pytest.fixture
def ticket(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticket]:
    """Somebody complained in public. What leaves reaches no network here."""
    monkeypatch.setitem(registry.deliverers._entries, "social", lambda message: None)
    with tenant_context(zaytuna.tenant):
        mention: Mention = said.opened(_account(), said.post("p1", "وين طلبي؟"))
        assert mention.ticket is not None
        yield mention.ticket


def _account() -> SocialAccount:
    return said.make_account(said.make_brand())


def test_an_offer_in_public_is_stopped(ticket: Ticket, bob: Member, zaytuna: Desk) -> None:
    before = snapshot(zaytuna)
    with pytest.raises(GuardStopped) as stopped:
        messages.reply(ticket=ticket, by=bob, body=OFFER, audience="public")
    (finding,) = stopped.value.findings
    assert (finding.kind, finding.words) == ("compensation", "سنعيد لك 300 ر.س")
    assert snapshot(zaytuna) == before


def test_the_same_words_to_one_person_leave(ticket: Ticket, bob: Member) -> None:
    assert messages.reply(ticket=ticket, by=bob, body=OFFER).text == OFFER


def test_who_lets_it_leave_says_why(ticket: Ticket, bob: Member) -> None:
    messages.reply(ticket=ticket, by=bob, body=OFFER, audience="public", despite="Agreed with the lead")
    entry = Entry.objects.get(verb="guard.override")
    assert entry.after == {"kinds": ["compensation"], "reason": "Agreed with the lead"}


def test_a_program_is_told_before_and_stopped_after(
    ticket: Ticket, zaytuna: Desk, bob: Member, program: Callable[..., Program]
) -> None:
    shop = program(zaytuna, bob)
    before = snapshot(zaytuna)
    read = shop.ask("POST", "/guard/", {"text": OFFER})
    assert read.status_code == 200
    (finding,) = read.json()["findings"]
    assert (finding["kind"], finding["start"], finding["end"]) == ("compensation", 6, 22)
    assert finding["title"] == "Offers money in public"
    assert snapshot(zaytuna) == before
    sent = shop.ask("POST", f"/tickets/{ticket.pk}/messages/", {"text": OFFER, "audience": "public"})
    assert (sent.status_code, sent.json()["code"]) == (422, "guard_stopped")
    assert not Message.objects.filter(kind="reply").exists()


def test_a_program_that_says_nothing_harmful_hears_nothing(
    zaytuna: Desk, bob: Member, program: Callable[..., Program]
) -> None:
    assert program(zaytuna, bob).ask("POST", "/guard/", {"text": "We are sorry."}).json() == {"findings": []}
    assert program(zaytuna, bob).ask("POST", "/guard/", {"txt": "x"}).status_code == 400

"""It ends where it began: in public words, or without them for a reason."""

import pytest

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.handoffs import panel, rules, services
from social.handoffs.errors import AlreadyEnded, NoReason
from social.handoffs.models import HandOff
from social.mentions.models import Mention
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.social.handoffs.acts import invite, now, writes
from tests.social.handoffs.test_accept import after
from tests.social.publishing.acts import state, work
from tests.social.publishing.network import InTest
from tickets.messages.errors import GuardStopped
from tickets.portal.addresses import url_of
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


@pytest.fixture
def handoff(network: InTest, account: SocialAccount, mention: Mention, bob: Member) -> HandOff:
    """Invited, accepted, solved in private."""
    found = invite(mention, bob)
    work()
    writes(account, said.direct("d1", minutes=after()))
    tickets.set_status(ticket=now(mention.ticket), status="solved", by=bob)
    return HandOff.objects.get(pk=found.pk)


def test_the_circle_is_closed_in_public_and_the_ticket_stays_solved(
    network: InTest, mention: Mention, handoff: HandOff, bob: Member
) -> None:
    services.close(handoff=handoff, words="Solved. Thank you, Noura.", by=bob)
    work()
    assert network.texts()[-1] == "@noura Solved. Thank you, Noura."
    assert network.posts[-1][0].parent_key == "p1"
    handoff.refresh_from_db()
    assert (rules.state(handoff, clock.now()), handoff.ended_by, handoff.end_reason) == ("ended", bob, "")
    assert handoff.closing is not None
    assert handoff.closing.delivery == "sent"
    assert (now(mention.ticket).status, state(mention)) == ("solved", "moved_private")
    assert Event.objects.get(verb="handoffs.closed").member == bob


def test_without_words_it_ends_for_a_reason(inside: Desk, network: InTest, handoff: HandOff, bob: Member) -> None:
    sent = len(network.posts)
    before = snapshot(inside)
    with pytest.raises(NoReason):
        services.end_without_words(handoff=handoff, reason="  ", by=bob)
    assert snapshot(inside) == before
    services.end_without_words(handoff=handoff, reason="The customer asked us not to", by=bob)
    work()
    handoff.refresh_from_db()
    assert (handoff.closing, handoff.end_reason, len(network.posts)) == (None, "The customer asked us not to", sent)
    assert Event.objects.get(verb="handoffs.ended").data["reason"] == "The customer asked us not to"


def test_what_ended_ends_once(inside: Desk, handoff: HandOff, bob: Member) -> None:
    services.close(handoff=handoff, words="Solved.", by=bob)
    before = snapshot(inside)
    with pytest.raises(AlreadyEnded):
        services.close(handoff=handoff, words="Solved.", by=bob)
    with pytest.raises(AlreadyEnded):
        services.end_without_words(handoff=handoff, reason="x", by=bob)
    assert snapshot(inside) == before


def test_the_guard_reads_the_closing_words(inside: Desk, handoff: HandOff, bob: Member) -> None:
    url = url_of(Link.objects.create(ticket=handoff.ticket), Purpose.GIVEN)
    before = snapshot(inside)
    with pytest.raises(GuardStopped):
        services.close(handoff=handoff, words=f"Solved: {url}", by=bob)
    assert snapshot(inside) == before


def bridge(member: Member) -> panel.Bridge:
    found = panel.section(member, Ticket.objects.get())
    assert found is not None
    return found[1]


def looks(member: Member) -> list[str]:
    return [step.look for step in bridge(member).steps]


def test_the_bridge_shows_the_step_that_comes_next(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    assert looks(bob) == ["here", "", "", ""]
    handoff = invite(mention, bob)
    assert looks(bob) == ["done", "here", "", ""]
    work()
    writes(account, said.direct("d1", minutes=after()))
    assert looks(bob) == ["done", "done", "here", ""]
    assert not bridge(bob).asks
    tickets.set_status(ticket=now(mention.ticket), status="solved", by=bob)
    assert looks(bob) == ["done", "done", "done", "here"]
    assert bridge(bob).asks
    services.close(handoff=HandOff.objects.get(pk=handoff.pk), words="Solved.", by=bob)
    assert looks(bob) == ["done"] * 4
    assert (bridge(bob).may_open, bridge(bob).may_close, bridge(bob).said) == (True, False, "Closed in public")


def test_who_may_not_invite_sees_the_bridge_without_a_button(inside: Desk, mention: Mention) -> None:
    shown = bridge(add_member(inside, "light@zaytuna.example", "light"))
    assert (shown.may_open, shown.may_close) == (False, False)


def test_a_ticket_that_came_by_mail_has_no_bridge(inside: Desk, bob: Member) -> None:
    assert panel.section(bob, make_ticket()) is None

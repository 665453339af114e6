"""The pages of a hand-off: what is written there leaves, what is stopped says why, and strangers find nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from social.connectors.errors import Code
from social.connectors.protocol import Audience, Permit, Way
from social.handoffs.models import HandOff
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.social.handoffs.acts import LETTER, WORDS, invite
from tests.social.publishing.acts import connected
from tests.social.publishing.network import InTest
from tickets.messages import registry
from tickets.messages.models import Message
from tickets.messages.registry import Finding
from tickets.ticket import services as tickets

Browse = Callable[[Desk, Member], Client]
OPEN = "/tickets/1/hand-offs/"


@pytest.fixture
def desk(zaytuna: Desk, network: InTest, alice: Member) -> Desk:
    """Noura complains in public on ticket 1."""
    with tenant_context(zaytuna.tenant):
        said.opened(connected(said.make_brand(), alice), said.post("p1", "وصلت الكنبة ممزقة"), is_first=True)
    return zaytuna


def handoff_of(desk: Desk, by: Member) -> str:
    with tenant_context(desk.tenant):
        return f"{OPEN}{invite(Mention.objects.select_related('ticket').get(), by).pk}/"


def test_the_page_begins_with_words_in_the_customers_language(desk: Desk, bob: Member, browse: Browse) -> None:
    shown = browse(desk, bob).get(OPEN).content.decode()
    assert "شكرًا على إخبارنا" in shown


def test_a_private_page_is_offered_where_we_may_write_first(
    desk: Desk, bob: Member, browse: Browse, network: InTest
) -> None:
    client = browse(desk, bob)
    assert 'value="link"' in client.get(OPEN).content.decode()
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    shown = client.get(OPEN).content.decode()
    assert 'value="link"' not in shown
    assert 'value="direct"' in shown


def test_the_bridge_leads_to_it_and_shows_where_it_stands(desk: Desk, bob: Member, browse: Browse) -> None:
    client = browse(desk, bob)
    assert f'href="{OPEN}"' in client.get("/tickets/1/").content.decode()
    answer = client.post(OPEN, {"kind": "direct", "words": WORDS}, follow=True)
    shown = answer.content.decode()
    assert "Invited, not there yet" in shown
    assert 'aria-current="step"' in shown
    with tenant_context(desk.tenant):
        assert Message.objects.get(kind="reply").text == WORDS


def test_a_link_needs_words_above_it(desk: Desk, bob: Member, browse: Browse) -> None:
    before = snapshot(desk)
    assert browse(desk, bob).post(OPEN, {"kind": "link", "words": WORDS}).status_code == 422
    assert snapshot(desk) == before
    assert browse(desk, bob).post(OPEN, {"kind": "link", "words": WORDS, "letter": LETTER}).status_code == 302


def test_what_a_guard_stops_is_shown_and_leaves_with_a_reason(
    desk: Desk, bob: Member, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("favour", "VIP", 0, 3, "A favour", "Others read it")
    monkeypatch.setitem(registry.guards._entries, "favour", lambda text: [found] if "VIP" in text else [])
    client, before = browse(desk, bob), snapshot(desk)
    form = {"kind": "direct", "words": "VIP care awaits you."}
    stopped = client.post(OPEN, form)
    assert stopped.status_code == 422
    assert "Others read it" in stopped.content.decode()
    assert "VIP care awaits you." in stopped.content.decode()
    assert snapshot(desk) == before
    assert client.post(OPEN, form | {"despite": "It is the product's name"}).status_code == 302


@pytest.mark.parametrize(("words", "why"), [("", "Write something first"), ("x" * 300, "307 characters")])
def test_words_that_cannot_leave_say_why(desk: Desk, bob: Member, browse: Browse, words: str, why: str) -> None:
    before = snapshot(desk)
    refused = browse(desk, bob).post(OPEN, {"kind": "direct", "words": words})
    assert refused.status_code == 422
    assert why in refused.content.decode()
    assert snapshot(desk) == before


def test_a_second_invitation_says_that_there_is_one(desk: Desk, bob: Member, browse: Browse) -> None:
    handoff_of(desk, bob)
    before = snapshot(desk)
    refused = browse(desk, bob).post(OPEN, {"kind": "direct", "words": WORDS})
    assert refused.status_code == 422
    assert "invited already" in refused.content.decode()
    assert snapshot(desk) == before


def test_a_solved_ticket_asks_for_the_closing_words_and_publishes_them(desk: Desk, bob: Member, browse: Browse) -> None:
    path, client = handoff_of(desk, bob), browse(desk, bob)
    with tenant_context(desk.tenant):
        tickets.set_status(ticket=Mention.objects.select_related("ticket").get().ticket, status="solved", by=bob)
    assert "does not know yet" in client.get("/tickets/1/").content.decode()
    assert "حُلّ الأمر" in client.get(f"{path}closing/").content.decode()
    assert client.post(f"{path}closing/", {"words": "حُلّ الأمر. شكرًا."}).status_code == 302
    with tenant_context(desk.tenant):
        assert HandOff.objects.get().closing is not None
    assert client.post(f"{path}closing/", {"words": "Again"}).status_code == 422


def test_it_ends_without_words_for_a_reason(desk: Desk, bob: Member, browse: Browse) -> None:
    path, client = handoff_of(desk, bob), browse(desk, bob)
    assert client.get(f"{path}end/").status_code == 200
    assert client.post(f"{path}end/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}end/", {"reason": "Called by phone"}).status_code == 302
    assert "Called by phone" in client.get("/tickets/1/").content.decode()


def test_light_members_and_strangers_change_nothing(
    desk: Desk, bob: Member, tapuz: Desk, charlie: Member, browse: Browse
) -> None:
    path = handoff_of(desk, bob)
    light = add_member(desk, "light@zaytuna.example", "light")
    before = snapshot(desk)
    for asked, form in (
        (OPEN, {"kind": "direct", "words": WORDS}),
        (f"{path}closing/", {"words": "Solved."}),
        (f"{path}end/", {"reason": "x"}),
    ):
        assert browse(desk, light).post(asked, form).status_code == 403
        assert browse(tapuz, charlie).post(asked, form).status_code == 404
    assert snapshot(desk) == before


def test_another_tickets_hand_off_is_not_found(desk: Desk, bob: Member, browse: Browse) -> None:
    path = handoff_of(desk, bob)
    with tenant_context(desk.tenant):
        account = Mention.objects.get().post.account
        assert account is not None
        said.opened(account, said.post("p2", by="yossi"))
    before = snapshot(desk)
    assert browse(desk, bob).post(path.replace("/1/", "/2/") + "end/", {"reason": "x"}).status_code == 404
    assert snapshot(desk) == before


def test_a_page_costs_a_few_queries(
    desk: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse(desk, bob)
    with django_assert_max_num_queries(18):
        client.get(OPEN)

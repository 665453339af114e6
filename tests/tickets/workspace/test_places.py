"""What other rooms add to the console: a figure on the front page, a place in the rail, a settings page, sentences."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.timeline import services as timeline
from tickets.workspace import registry
from tickets.workspace.registry import Figure, Place

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


def alone(monkeypatch: pytest.MonkeyPatch, entries: Any, entry: Callable[..., Any]) -> None:
    monkeypatch.setattr(entries, "_entries", {"test": entry})


def test_a_figure_of_another_room_calls_from_the_front_page(
    zaytuna: Desk, bob: Member, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Member] = []

    def count(viewer: Member, _now: object) -> list[Figure]:
        asked.append(viewer)
        return [
            Figure("Unanswered in public", 6, "/there/", "megaphone", is_late=True),
            Figure("Calm", 0, "/calm/", "megaphone", is_late=True),
        ]

    alone(monkeypatch, registry.figures, count)
    page = browse(zaytuna, bob).get("/").content.decode()
    assert asked == [bob]
    assert '<a class="call call--late" href="/there/">' in page
    assert 'Unanswered in public</span><b class="num">6</b>' in page
    assert '<a class="call" href="/calm/">' in page
    monkeypatch.setattr(registry.figures, "_entries", {})
    assert 'class="calls"' not in browse(zaytuna, bob).get("/").content.decode()


def test_a_place_of_another_room_stands_in_the_rail_and_is_marked_when_one_is_there(
    zaytuna: Desk, bob: Member, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(monkeypatch, registry.rail, lambda viewer: [Place("square", "Square", "megaphone", "/there/", 4)])
    page = browse(zaytuna, bob).get("/frame/?here=square").content.decode()
    assert 'href="/there/" class="" aria-current="page" title="Square"' in page
    assert '<span class="n">4</span>' in page


def test_a_settings_page_of_another_room_stands_before_those_of_programs_and_operators(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages(viewer: Member) -> list[Place]:
        return [Place("accounts", "Social accounts", "plug", "/there/")] if viewer.may("accounts.change") else []

    alone(monkeypatch, registry.settings_pages, pages)
    page = browse(zaytuna, alice).get("/settings/you/").content.decode()
    assert page.index("Web form") < page.index("Social accounts") < page.index("API tokens")
    assert "Social accounts" not in browse(zaytuna, bob).get("/settings/you/").content.decode()


def test_a_verb_of_another_room_has_its_own_sentence_and_an_unknown_one_is_not_hidden(
    zaytuna: Desk, bob: Member, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.sentences, "_entries", {"test.said": lambda data: f"Somebody said {data['what']}"})
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        timeline.record(ticket_id=ticket.pk, verb="test.said", what="<b>")
        timeline.record(ticket_id=ticket.pk, verb="test.unknown")
        timeline.record(ticket_id=ticket.pk, verb="messages.withdrawn")
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()
    assert "Somebody said &lt;b&gt;" in page
    assert "test.unknown" in page
    assert "The author took a message back" in page

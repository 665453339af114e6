"""Hand-offs for programs: the same verbs, and no private link."""

from collections.abc import Callable
from typing import Any

import pytest

from social.handoffs.models import HandOff
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.social.handoffs.acts import WORDS, invite
from tests.social.publishing.acts import connected
from tests.social.publishing.network import InTest
from tickets.portal import keys
from tickets.portal.addresses import url_of
from tickets.portal.rules.keys import Purpose

Programs = Callable[..., Program]


@pytest.fixture
def path(zaytuna: Desk, network: InTest, alice: Member) -> str:
    with tenant_context(zaytuna.tenant):
        mention = said.opened(connected(said.make_brand(), alice), said.post("p1"))
        return f"/tickets/{mention.ticket_id}/hand-offs/"


def test_it_is_opened_listed_and_closed(zaytuna: Desk, bob: Member, program: Programs, path: str) -> None:
    asking = program(zaytuna, bob)
    made = asking.ask("POST", path, {"kind": "direct", "text": WORDS})
    assert made.status_code == 201, made.content
    opened: Any = made.json()
    assert (opened["state"], opened["kind"], opened["closing"]) == ("open", "direct", None)
    assert asking.ask("GET", path).json()["results"] == [opened]
    closed = asking.ask("PUT", f"{path}{opened['id']}/closing/", {"text": "Solved. Thank you."})
    assert closed.status_code == 200, closed.content
    assert (closed.json()["state"], closed.json()["ended_by"]["name"]) == ("ended", "Bob")
    again = asking.ask("PUT", f"{path}{opened['id']}/closing/", {"text": "Solved. Thank you."})
    assert (again.status_code, again.json()["code"]) == (409, "handoff_ended")


def test_without_words_it_needs_a_reason(zaytuna: Desk, bob: Member, program: Programs, path: str) -> None:
    asking = program(zaytuna, bob)
    pk = asking.ask("POST", path, {"kind": "direct", "text": WORDS}).json()["id"]
    refused = asking.ask("PUT", f"{path}{pk}/closing/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_reason")
    ended = asking.ask("PUT", f"{path}{pk}/closing/", {"reason": "Called by phone"})
    assert (ended.json()["state"], ended.json()["end_reason"]) == ("ended", "Called by phone")


def test_a_program_never_reads_the_private_link(zaytuna: Desk, bob: Member, program: Programs, path: str) -> None:
    asking = program(zaytuna, bob)
    made = asking.ask("POST", path, {"kind": "link", "text": WORDS, "private_text": "Here:"})
    assert made.status_code == 201, made.content
    messages = asking.ask("GET", path.replace("hand-offs", "messages"))
    with tenant_context(zaytuna.tenant):
        for answer in (made, asking.ask("GET", path), messages):
            assert keys.found_in(answer.content.decode()) == []


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"kind": "link", "text": WORDS}, 400, "required"),
        ({"kind": "fax", "text": WORDS}, 400, "invalid_choice"),
        ({"kind": "direct", "text": WORDS, "link": "x"}, 400, "unknown_field"),
        ({"kind": "direct", "text": "x" * 300}, 422, "too_long"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    zaytuna: Desk, bob: Member, program: Programs, path: str, sent: dict[str, str], status: int, code: str
) -> None:
    asking = program(zaytuna, bob)
    asking.ask("GET", path)
    before = snapshot(zaytuna)
    refused = asking.ask("POST", path, sent)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert snapshot(zaytuna) == before


def test_the_guard_reads_what_programs_say_in_public(zaytuna: Desk, bob: Member, program: Programs, path: str) -> None:
    asking = program(zaytuna, bob)
    pk = asking.ask("POST", path, {"kind": "link", "text": WORDS, "private_text": "Here:"}).json()["id"]
    with tenant_context(zaytuna.tenant):
        link = HandOff.objects.select_related("link").get().link
        assert link is not None
        url = url_of(link, Purpose.GIVEN)
    before = snapshot(zaytuna)
    stopped = asking.ask("PUT", f"{path}{pk}/closing/", {"text": f"Solved: {url}"})
    assert stopped.json()["code"] == "guard_stopped"
    assert "private_page" in [finding["kind"] for finding in stopped.json()["findings"]]
    forced = asking.ask("PUT", f"{path}{pk}/closing/", {"text": f"Solved: {url}", "despite": "I may"})
    assert (forced.status_code, forced.json()["code"]) == (409, "no_reply")
    assert snapshot(zaytuna) == before


def test_another_companys_hand_offs_are_not_found(
    zaytuna: Desk, bob: Member, tapuz: Desk, charlie: Member, program: Programs, path: str
) -> None:
    with tenant_context(zaytuna.tenant):
        pk = invite(Mention.objects.select_related("ticket").get(), bob).pk
    asking, before = program(tapuz, charlie), snapshot(zaytuna)
    assert asking.ask("GET", path).status_code == 404
    assert asking.ask("POST", path, {"kind": "direct", "text": WORDS}).status_code == 404
    assert asking.ask("PUT", f"{path}{pk}/closing/", {"reason": "x"}).status_code == 404
    assert snapshot(zaytuna) == before

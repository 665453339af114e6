"""The settings pages of deadlines: policies in their order and in words, changed, moved and archived."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.calendars import services as calendars
from tickets.calendars.models import Calendar
from tickets.sla import policies
from tickets.sla.models import SlaPolicy
from tickets.ticket import services as tickets
from tickets.ticket.models import Tag as TicketTag

pytestmark = pytest.mark.django_db
LIST = "/settings/deadlines/"
PREAMBLE = 7
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def client(zaytuna: Desk, alice: Member, browse: Browse) -> Client:
    return browse(zaytuna, alice)


@pytest.fixture
def usual(zaytuna: Desk) -> dict[str, SlaPolicy]:
    """The two that a desk begins with, by channel."""
    with tenant_context(zaytuna.tenant):
        return {one.channel: one for one in policies.current()}


def _form(hours: Calendar, **values: str) -> dict[str, str]:
    """Urgent mail in an hour and a half, written in the digits of Riyadh."""
    whom = {"name": "Urgent mail", "channel": "email", "priority": "urgent"}
    times = {"first_minutes_0": "١", "first_minutes_1": "٣٠", "next_minutes_0": "4", "warn_percent": "٦٠"}
    return {**whom, **times, "calendar": str(hours.pk), **values}


def _kept(desk: Desk) -> list[Any]:
    """Every policy and what the audit says of them."""
    with tenant_context(desk.tenant):
        rows = [SlaPolicy.objects.order_by("pk").values(), Entry.objects.filter(verb__startswith="sla.").values()]
        return [list(row) for row in rows]


def _page(client: Client, path: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(LIST + path).content, "lxml")


def _texts(page: BeautifulSoup) -> list[str]:
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select(".policy")]


def _order(desk: Desk) -> list[str]:
    with tenant_context(desk.tenant):
        return [str(one) for one in policies.current()]


def _verbs(desk: Desk) -> list[str]:
    with tenant_context(desk.tenant):
        rows = Entry.objects.filter(verb__startswith="sla.").order_by("created_at", "id")
        return list(rows.values_list("verb", flat=True))


def test_the_list_says_each_policy_in_words_and_in_its_order(client: Client, usual: Any) -> None:
    page = _page(client)
    first, second = _texts(page)
    assert "from the top, the first policy that fits a ticket holds" in page.select_one(".set__head").text  # type: ignore[union-attr]
    assert first.startswith("1 Social networks Channel: Social network")
    assert "First answer within 1 h Next answer within 1 h Solution no deadline" in first.replace("\xa0", " ")
    assert second.startswith("2 Everything else every ticket")
    assert "First answer within 4 h Next answer within 8 h Solution within 72 h" in second.replace("\xa0", " ")
    assert "Working hours Working hours · around the clock" in second
    assert "when 75 percent of the time has passed" in second


def test_whom_a_policy_is_for_and_whose_hours_count_is_named(zaytuna: Desk, alice: Member, client: Client) -> None:
    with tenant_context(zaytuna.tenant):
        tickets.set_tags(ticket=make_ticket(), names=["كنب"], by=alice)
        week = {"7": [["09:00", "17:00"]]}
        office = calendars.create(name="Office", timezone="Asia/Riyadh", week=week, by=alice)
        named = {"team": zaytuna.team, "tag": TicketTag.objects.get(), "calendar": office}
        policies.create(by=alice, name="Sofas", priority="high", first_minutes=90, **named)
    text = _texts(_page(client))[2].replace("\xa0", " ")
    assert "Priority: High Team: Support Tag: كنب" in text
    assert "First answer within 1 h 30 min" in text
    assert "Office Warning" in text  # nothing of a clock that runs around


def test_a_policy_behind_one_that_fits_all_its_tickets_is_pointed_out(
    zaytuna: Desk, alice: Member, client: Client
) -> None:
    with tenant_context(zaytuna.tenant):
        policies.create(by=alice, name="Too late", priority="urgent", first_minutes=15)
    *others, last = _texts(_page(client))
    assert "It never counts here: Everything else , further up" in last
    assert not any("never counts" in text for text in others)


def test_what_holds_when_none_matches_is_said(zaytuna: Desk, alice: Member, client: Client, usual: Any) -> None:
    assert "What fits no other policy falls to Everything else" in _page(client).select_one(".policies__rest").text  # type: ignore[union-attr]
    with tenant_context(zaytuna.tenant):
        policies.archive(policy=usual[""], by=alice)
    assert "has no deadline" in _page(client).select_one(".policies__rest").text  # type: ignore[union-attr]
    with tenant_context(zaytuna.tenant):
        policies.archive(policy=usual["social"], by=alice)
    empty = _page(client).select_one(".empty")
    assert empty is not None
    assert "nobody is warned" in empty.text
    assert empty.select_one("a")["href"] == f"{LIST}new/"  # type: ignore[index]


def test_a_policy_is_added_behind_the_others_and_written_in_any_digits(
    zaytuna: Desk, client: Client, usual: Any
) -> None:
    answer = client.post(f"{LIST}new/", _form(usual[""].calendar))
    with tenant_context(zaytuna.tenant):
        made = SlaPolicy.objects.get(name="Urgent mail")
    assert answer["Location"] == f"{LIST}#policy-{made.pk}"
    assert (made.channel, made.priority, made.team, made.tag) == ("email", "urgent", None, None)
    assert (made.first_minutes, made.next_minutes, made.resolution_minutes, made.warn_percent) == (90, 240, None, 60)
    assert _order(zaytuna) == ["Social networks", "Everything else", "Urgent mail"]
    assert _verbs(zaytuna) == ["sla.create"]


def test_the_form_shows_a_policy_as_it_is_and_keeps_what_was_changed(zaytuna: Desk, client: Client, usual: Any) -> None:
    page = _page(client, f"{usual[''].pk}/")
    filled = {tag["name"]: tag.get("value", "") for tag in page.select(".form input[name]:not([type=hidden])")}
    assert (filled["first_minutes_0"], filled["first_minutes_1"], filled["resolution_minutes_0"]) == ("4", "0", "72")
    assert _verbs(zaytuna) == []
    kept = {**filled, "channel": "", "priority": "", "team": str(zaytuna.team.pk), "calendar": usual[""].calendar_id}
    assert client.post(f"{LIST}{usual[''].pk}/", {**kept, "first_minutes_0": "2"}).status_code == 302
    with tenant_context(zaytuna.tenant):
        policy = SlaPolicy.objects.get(pk=usual[""].pk)
        entry = Entry.objects.get(verb="sla.change")
    assert (policy.first_minutes, policy.resolution_minutes, policy.team_id) == (120, 72 * 60, zaytuna.team.pk)
    assert set(entry.before) == {"first_minutes", "team"}


def test_hours_that_are_archived_stay_where_they_count(
    zaytuna: Desk, alice: Member, client: Client, usual: Any
) -> None:
    with tenant_context(zaytuna.tenant):
        old = calendars.create(name="Old", timezone="Asia/Riyadh", week={"1": [["09:00", "17:00"]]}, by=alice)
        policies.change(policy=usual[""], by=alice, calendar=old)
        calendars.archive(calendar=old, by=alice)
    assert client.post(f"{LIST}{usual[''].pk}/", _form(old)).status_code == 302
    assert client.post(f"{LIST}new/", _form(old)).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"name": " "}, "id_name_error", "Give it a name."),
        ({"first_minutes_0": "soon"}, "id_first_minutes_error", "in digits"),
        ({"first_minutes_0": "4.5"}, "id_first_minutes_error", "in digits"),
        ({"first_minutes_0": "-1"}, "id_first_minutes_error", "from one minute to a year"),
        ({"next_minutes_0": "0"}, "id_next_minutes_error", "from one minute to a year"),
        ({"resolution_minutes_0": "9000"}, "id_resolution_minutes_error", "from one minute to a year"),
        (
            dict.fromkeys(("first_minutes_0", "first_minutes_1", "next_minutes_0"), ""),
            "id_first_minutes_error",
            "one of",
        ),
        ({"warn_percent": "100"}, "id_warn_percent_error", "1 to 99 percent"),
        ({"warn_percent": ""}, "id_warn_percent_error", "1 to 99 percent"),
        ({"calendar": ""}, "id_calendar_error", "Choose whose hours count."),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "id_team_error", "Choose another one."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    zaytuna: Desk, client: Client, usual: Any, wrong: dict[str, str], field: str, said: str
) -> None:
    before = _kept(zaytuna)
    for url in (f"{LIST}new/", f"{LIST}{usual[''].pk}/"):
        answer = client.post(url, _form(usual[""].calendar, **wrong))
        page = BeautifulSoup(answer.content, "lxml")
        told = page.find(id=field)
        assert answer.status_code == 422
        assert isinstance(told, Tag)
        assert said in told.text
        for name, text in wrong.items():
            if "minutes" in name and text:
                assert page.find(id=f"id_{name}")["value"] == text  # type: ignore[index]
    assert _kept(zaytuna) == before


def test_a_policy_moves_up_and_down_and_stays_at_the_ends(zaytuna: Desk, client: Client, usual: Any) -> None:
    up = _page(client).select(".policy")[1].select_one("button[name=up]")
    assert up is not None
    assert (up["aria-label"], up.has_attr("disabled")) == ("Move Everything else up", False)
    where = f"{LIST}{usual[''].pk}/position/"
    assert client.post(where, {"up": "1"})["Location"] == f"{LIST}#policy-{usual[''].pk}"
    assert _order(zaytuna) == ["Everything else", "Social networks"]
    client.post(where, {"up": "1"})
    assert _order(zaytuna) == ["Everything else", "Social networks"]
    client.post(where, {"down": "1"})
    assert _order(zaytuna) == ["Social networks", "Everything else"]
    assert _verbs(zaytuna) == ["sla.order", "sla.order"]


def test_before_it_is_archived_it_is_said_what_becomes_of_open_clocks(
    zaytuna: Desk, client: Client, usual: Any
) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    page = _page(client, f"{usual[''].pk}/archival/").select_one(".dial")
    assert page is not None
    assert "Open clocks by it 2" in page.get_text(" ", strip=True)
    assert "by the next policy that fits" in page.text
    assert _order(zaytuna) == ["Social networks", "Everything else"]
    client.post(f"{LIST}{usual[''].pk}/archival/")
    assert _order(zaytuna) == ["Social networks"]
    assert "there is no other policy" in _page(client, f"{usual['social'].pk}/archival/").text
    client.post(f"{LIST}{usual['social'].pk}/archival/")
    assert f"{usual[''].pk}/restoration/" in str(_page(client))
    client.post(f"{LIST}{usual[''].pk}/restoration/")
    assert _order(zaytuna) == ["Everything else"]
    assert _verbs(zaytuna) == ["sla.archive", "sla.archive", "sla.restore"]


def test_one_too_many_is_refused_in_words(
    zaytuna: Desk, client: Client, usual: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(f"{LIST}{usual[''].pk}/archival/")
    monkeypatch.setattr(policies, "MOST", 1)
    said = "At most 100 policies count at a time. Archive one first."
    assert said in client.post(f"{LIST}{usual[''].pk}/restoration/", follow=True).content.decode()
    assert _order(zaytuna) == ["Social networks"]


@pytest.mark.parametrize("role", ["lead", "agent"])
def test_who_may_only_see_reads_and_changes_nothing(
    zaytuna: Desk, alice: Member, usual: Any, browse: Browse, role: str
) -> None:
    with tenant_context(zaytuna.tenant):
        policies.archive(policy=usual["social"], by=alice)
        policies.create(by=alice, name="Urgent", priority="urgent", first_minutes=15)
    reader = browse(zaytuna, add_member(zaytuna, f"{role}2@zaytuna.example", role))
    page = _page(reader)
    assert len(_texts(page)) == 2
    assert page.select(".set__main form, .set__main button, .set__main .btn:not(summary)") == []
    assert bool(page.select(".policy a")) == (role == "lead")  # whose hours: a page of leads
    before = snapshot(zaytuna)
    for path in ("new/", *(f"{usual[''].pk}/{verb}" for verb in ("", "position/", "archival/", "restoration/"))):
        assert reader.post(LIST + path, {**_form(usual[""].calendar), "up": "1"}).status_code == 403
    assert snapshot(zaytuna) == before


def test_a_light_member_does_not_see_them(zaytuna: Desk, browse: Browse) -> None:
    light = browse(zaytuna, add_member(zaytuna, "light@zaytuna.example", "light"))
    assert light.get(LIST).status_code == 403
    assert LIST not in light.get("/settings/you/").content.decode()


def test_nobody_else_reaches_them(zaytuna: Desk, tapuz: Desk, charlie: Member, usual: Any, browse: Browse) -> None:
    before = snapshot(zaytuna)
    stranger = browse(tapuz, charlie)
    for path in ("", "position/", "archival/", "restoration/"):
        assert stranger.post(f"{LIST}{usual[''].pk}/{path}", _form(usual[""].calendar)).status_code == 404
    assert stranger.get(f"{LIST}{usual[''].pk}/archival/").status_code == 404
    with tenant_context(tapuz.tenant):
        own = policies.current()[0]
    foreign = {"calendar": str(usual[""].calendar_id), "team": str(zaytuna.team.pk)}
    assert stranger.post(f"{LIST}new/", _form(own.calendar, **foreign)).status_code == 422
    assert snapshot(zaytuna) == before


def test_a_desk_that_has_none_finds_the_usual_ones(zaytuna: Desk, client: Client) -> None:
    with tenant_context(zaytuna.tenant):
        SlaPolicy.objects.all().delete()
    assert len(_texts(_page(client))) == 2


def test_pages_cost_the_same_for_one_and_for_many(
    zaytuna: Desk, alice: Member, client: Client, usual: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        for number in range(8):
            policies.create(by=alice, name=f"No {number}", team=zaytuna.team, first_minutes=30)
    client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 7):
        client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 8):
        client.get(f"{LIST}{usual[''].pk}/")
    with django_assert_max_num_queries(PREAMBLE + 6):
        client.get(f"{LIST}{usual[''].pk}/archival/")

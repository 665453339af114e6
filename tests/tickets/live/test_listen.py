"""Who may open a stream, what it says, and when it ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership import rules as membership
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.tickets.live.conftest import House, cookie_of, settle
from tickets.live import door as doors
from tickets.live import hub as hubs
from tickets.live import selectors
from tickets.live.rules import News
from tickets.messages import services as messages
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db

CANARY = "NOTE-1f6ad0"
Play = Callable[[Callable[..., object]], None]


def event_of(ticket: Ticket) -> News:
    with tenant_context(ticket.tenant_id):
        found = Event.objects.filter(ticket_id=ticket.pk).latest("id")
    return News(found.pk, found.ticket_id, found.verb)


# -- what is heard ------------------------------------------------------------------------------------------------


def test_a_colleague_hears_of_a_note_and_not_a_word_of_it(
    play: Play, zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, django_capture_on_commit_callbacks: Callable
) -> None:
    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        with django_capture_on_commit_callbacks(execute=True), tenant_context(zaytuna.tenant):
            messages.note(ticket=ticket, by=bob, body=CANARY)
            tickets.set_priority(ticket=ticket, priority="urgent", by=bob)
        changes = await stream.hears("change")
        assert [change["verb"] for change in changes] == ["messages.noted", "ticket.priority"]
        assert {change["ticket"] for change in changes} == {str(ticket.pk)}
        assert {change["number"] for change in changes} == {ticket.number}
        assert {key for change in changes for key in change} == {"id", "ticket", "number", "verb"}
        assert CANARY not in stream.said
        assert "sofa" not in stream.said

    play(story)


def test_another_company_hears_nothing(
    play: Play, zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member, ticket: Ticket, foreign_ticket: Ticket
) -> None:
    async def story(house: House) -> None:
        ours, theirs = await house.listen(zaytuna, alice), await house.listen(tapuz, charlie)
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))
        await ours.hears("change")
        assert theirs.events("change") == []

    play(story)


def test_a_ticket_of_another_company_on_our_channel_is_not_passed_on(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, foreign_ticket: Ticket
) -> None:
    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        house.hub.hear(zaytuna.tenant.pk, event_of(foreign_ticket))
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))
        (change,) = await stream.hears("change")
        assert change["ticket"] == str(ticket.pk)

    play(story)


def test_a_quiet_stream_shows_that_it_lives(
    play: Play, zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "BEAT_SECONDS", 0.001)

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        await stream.until(lambda: "\n\n:\n\n" in stream.said)

    play(story)


def test_nothing_on_the_way_may_keep_the_stream(play: Play, zaytuna: Desk, alice: Member) -> None:
    async def story(house: House) -> None:
        origin = f"http://{zaytuna.host}:8000"
        stream = await house.listen(zaytuna, alice, origin=origin)
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store, no-transform"
        assert stream.headers["x-accel-buffering"] == "no"
        assert stream.headers["access-control-allow-origin"] == origin
        assert stream.headers["access-control-allow-credentials"] == "true"
        assert stream.said.startswith("retry: 2000\n")

    play(story)


# -- who is refused -----------------------------------------------------------------------------------------------


def test_strangers_are_refused(
    play: Play, zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member, ticket: Ticket
) -> None:
    ours, theirs = cookie_of(zaytuna, alice), cookie_of(tapuz, charlie)

    async def story(house: House) -> None:
        for host, cookie, status in [
            (zaytuna.host, "", 401),
            (zaytuna.host, "nonsense", 401),
            (zaytuna.host, theirs, 401),
            (tapuz.host, ours, 401),
            ("nobody.localhost:9000", ours, 404),
            ("localhost:9000", ours, 404),
            ("foreign.example", ours, 404),
            ("", ours, 404),
        ]:
            stream = await house.ask(host, cookie)
            assert (stream.status, stream.said) == (status, ""), host
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))

    play(story)


def test_a_page_of_another_origin_is_refused(play: Play, zaytuna: Desk, tapuz: Desk, alice: Member) -> None:
    cookie = cookie_of(zaytuna, alice)

    async def story(house: House) -> None:
        for headers in [
            {"origin": f"http://{tapuz.host}:8000"},
            {"origin": "null"},
            {"origin": f"http://{zaytuna.host}:9999"},
            {"sec_fetch_site": "same-site"},
            {"sec_fetch_site": "cross-site"},
        ]:
            stream = await house.ask(zaytuna.host, cookie, **headers)
            assert (stream.status, stream.said) == (403, ""), headers
            assert "access-control-allow-origin" not in stream.headers

    play(story)


@pytest.mark.parametrize("role", list(membership.Role))
def test_every_role_that_sees_tickets_may_listen_and_no_other(
    play: Play, zaytuna: Desk, alice: Member, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(zaytuna.tenant):
        Member.objects.filter(pk=alice.pk).update(role=role)
    cookie = cookie_of(zaytuna, alice)

    async def story(house: House) -> None:
        assert (await house.ask(zaytuna.host, cookie)).status == 200
        table = {**membership.PERMISSIONS, membership.Role.OWNER: membership.PERMISSIONS[membership.Role.OWNER]}
        seeing = membership.PERMISSIONS[membership.Role(role)]
        monkeypatch.setitem(table, membership.Role(role), seeing - {selectors.PERMISSION})
        monkeypatch.setattr(membership, "may", lambda of, what: what in table[membership.Role(of)])
        assert (await house.ask(zaytuna.host, cookie)).status == 403

    play(story)


def test_a_question_of_many_parts_is_refused_before_anything_is_asked(play: Play, zaytuna: Desk, alice: Member) -> None:
    cookie = cookie_of(zaytuna, alice)

    async def story(house: House) -> None:
        assert (await house.ask(zaytuna.host, cookie, query="&".join("since=1" for _ in range(9)))).status == 400

    play(story)


def test_only_a_get_of_the_stream_is_answered(play: Play, zaytuna: Desk, alice: Member) -> None:
    async def story(house: House) -> None:
        assert (await house.ask(zaytuna.host, path="/livez")).said == "ok"
        assert (await house.ask(zaytuna.host, path="/")).status == 404

    play(story)


def test_one_member_may_hold_a_few_streams_and_the_house_many(
    play: Play, zaytuna: Desk, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_OF_A_MEMBER", 2)
    cookie, other = cookie_of(zaytuna, alice), cookie_of(zaytuna, bob)

    async def story(house: House) -> None:
        statuses = [(await house.ask(zaytuna.host, cookie)).status for _ in range(3)]
        assert statuses == [200, 200, 429]
        house.hub._most = 2
        assert (await house.ask(zaytuna.host, other)).status == 503

    play(story)


# -- when it ends -------------------------------------------------------------------------------------------------


def _leave(desk: Desk, member: Member) -> None:
    with tenant_context(desk.tenant):
        Member.objects.filter(pk=member.pk).update(removed_at=timezone.now())


def _sign_out(desk: Desk, member: Member) -> None:
    Session.objects.all().delete()


def _let_expire(desk: Desk, member: Member) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def _suspend(desk: Desk, member: Member) -> None:
    with tenant_context(desk.tenant):
        Tenant.objects.filter(pk=desk.tenant.pk).update(state=Tenant.State.SUSPENDED)


def _change_password(desk: Desk, member: Member) -> None:
    user = User.objects.get(pk=member.user_id)
    user.set_password("another-horse-battery")
    user.save()


def _lock(desk: Desk, member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(is_active=False)


ENDINGS = [_leave, _sign_out, _let_expire, _suspend, _change_password, _lock]


@pytest.mark.parametrize("ending", ENDINGS)
def test_who_may_no_longer_listen_hears_nothing_more(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, ending: Callable[[Desk, Member], None]
) -> None:
    cookie = cookie_of(zaytuna, alice)

    async def story(house: House) -> None:
        stream = await house.ask(zaytuna.host, cookie)
        ending(zaytuna, alice)
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))
        await stream.until(lambda: stream.over)
        assert stream.events("bye") == [{}]
        assert stream.events("change") == []
        assert (await house.ask(zaytuna.host, cookie)).status in (401, 404)

    play(story)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_ends_without_news_too(
    play: Play, zaytuna: Desk, alice: Member, ending: Callable[[Desk, Member], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hubs.SWEEP_SECONDS <= 4

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        sweep = hubs.asyncio.create_task(house.hub.sweep())
        await settle()
        assert not stream.over
        sweep.cancel()
        ending(zaytuna, alice)
        sweep = hubs.asyncio.create_task(house.hub.sweep())
        await stream.until(lambda: stream.over)
        sweep.cancel()
        assert stream.events("bye") == [{}]

    play(story)


def test_of_two_only_the_one_who_left_hears_nothing(
    play: Play, zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket
) -> None:
    async def story(house: House) -> None:
        hers, his = await house.listen(zaytuna, alice), await house.listen(zaytuna, bob)
        _leave(zaytuna, bob)
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))
        await hers.hears("change")
        await his.until(lambda: his.over)
        assert his.events("change") == []

    play(story)


def test_while_the_database_is_silent_nobody_hears_anything(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise OperationalError

    news = event_of(ticket)

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        monkeypatch.setattr(selectors, "check", silent)
        house.hub.hear(zaytuna.tenant.pk, news)
        await stream.until(lambda: stream.over)
        assert stream.events("change") == []
        assert stream.events("resync") == [{}]
        monkeypatch.setattr(selectors, "seat_for", silent)
        assert (await house.ask(zaytuna.host, cookie_of(zaytuna, alice))).status == 503

    play(story)


def test_who_reads_too_slowly_is_sent_away_to_look_at_everything(play: Play, zaytuna: Desk, alice: Member) -> None:
    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        (listener,) = house.hub.rooms[zaytuna.tenant.pk].listeners()
        for _ in range(hubs.MOST_FRAMES + 1):
            listener.put(b"event: change\ndata: {}\n\n")
        await stream.until(lambda: stream.over)
        assert stream.events("change") == []
        assert stream.events("resync") == [{}]

    play(story)


# -- who was away -------------------------------------------------------------------------------------------------


def test_who_comes_back_hears_what_he_missed_and_only_of_his_company(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, foreign_ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        keys = [str(key) for key in Event.objects.order_by("pk").values_list("pk", flat=True)]

    async def story(house: House) -> None:
        for stream in [
            await house.listen(zaytuna, alice, last_event_id=keys[-1]),
            await house.listen(zaytuna, alice, query=f"last={keys[-1]}"),
            await house.listen(zaytuna, alice, query=f"since={int(timezone.now().timestamp())}"),
        ]:
            assert [change["id"] for change in await stream.hears("change")] == keys
            assert stream.events("resync") == []
        silent = await house.listen(zaytuna, alice)
        assert silent.events("change") == []

    play(story)


@pytest.mark.parametrize("told", ["last=nonsense", "last=01890000-0000-7000-8000-000000000000", "since=1"])
def test_who_was_away_too_long_looks_at_everything(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, told: str
) -> None:
    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice, query=told)
        assert await stream.hears("resync") == [{}]
        assert stream.events("change") == []

    play(story)


def test_who_missed_too_much_looks_at_everything(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_MISSED", 1)

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice, query=f"since={int(timezone.now().timestamp())}")
        assert await stream.hears("resync") == [{}]

    play(story)


def test_the_stream_says_that_the_broker_is_away_and_makes_good_what_it_kept(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket
) -> None:
    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        assert stream.events("hello") == [{"away": False}]
        house.hub.lost()
        assert await stream.hears("away") == [{}]
        assert (await house.listen(zaytuna, alice)).events("hello") == [{"away": True}]
        with tenant_context(zaytuna.tenant):
            tickets.set_priority(ticket=ticket, priority="high", by=alice)
        assert stream.events("change") == []
        await house.hub.back()
        assert (await stream.hears("change"))[-1]["verb"] == "ticket.priority"
        assert await stream.hears("back") == [{}]

    play(story)


def test_what_the_broker_was_never_told_is_told_all_the_same_and_once(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LOOK_EVERY", 1)

    async def sweeps_once(house: House) -> None:
        sweep = hubs.asyncio.create_task(house.hub.sweep())
        await settle()
        sweep.cancel()

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        house.hub.hear(zaytuna.tenant.pk, event_of(ticket))
        before = len(await stream.hears("change"))
        with tenant_context(zaytuna.tenant):
            tickets.set_priority(ticket=ticket, priority="high", by=alice)  # no broker hears of it here
        assert len(stream.events("change")) == before
        await sweeps_once(house)
        told = [change["verb"] for change in stream.events("change")]
        assert told.count("ticket.priority") == 1
        assert len({change["id"] for change in stream.events("change")}) == len(told)
        await sweeps_once(house)
        assert [change["verb"] for change in stream.events("change")] == told

    play(story)


def test_while_the_broker_is_away_nobody_looks_twice(
    play: Play, zaytuna: Desk, alice: Member, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LOOK_EVERY", 1)

    async def story(house: House) -> None:
        stream = await house.listen(zaytuna, alice)
        house.hub.lost()
        with tenant_context(zaytuna.tenant):
            tickets.set_priority(ticket=ticket, priority="high", by=alice)
        sweep = hubs.asyncio.create_task(house.hub.sweep())
        await settle()
        sweep.cancel()
        assert stream.events("change") == []

    play(story)


def test_a_look_for_all_listeners_of_a_company_costs_the_same_as_for_one(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, django_assert_num_queries: Callable
) -> None:
    seats = [selectors.seat_for(zaytuna.host, cookie_of(zaytuna, member)) for member in (alice, bob)]
    for group in (seats[:1], seats * 20):
        with django_assert_num_queries(4):  # SAVEPOINT, seats, tickets, RELEASE
            checked = selectors.check(zaytuna.tenant.pk, group, [ticket.pk])
        assert checked.seats == frozenset(group)
        assert checked.numbers == {ticket.pk: ticket.number}


def test_the_cookie_is_the_pages_own() -> None:
    assert settings.SESSION_COOKIE_NAME == "session"

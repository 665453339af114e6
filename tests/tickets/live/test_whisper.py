"""News of one's own is told to that member, in each of his windows, and to nobody else."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.tickets.live.conftest import House, settle
from tickets.live import rules, services
from tickets.live.rules import Notice
from tickets.messages import services as messages
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
Play = Callable[[Callable[..., object]], None]
NOTICE = Notice(UUID(int=7 << 76 | 2 << 62), UUID(int=2))


def test_who_is_named_hears_that_he_has_news_and_his_colleague_does_not(
    play: Play, zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, django_capture_on_commit_callbacks: Callable
) -> None:
    async def story(house: House) -> None:
        hers = await house.listen(zaytuna, alice)
        his = [await house.listen(zaytuna, bob) for _ in range(2)]
        with django_capture_on_commit_callbacks(execute=True), tenant_context(zaytuna.tenant):
            messages.note(ticket=ticket, by=alice, body="@Bob CANARY")
        for stream in his:
            (notice,) = await stream.hears("notice")
            assert notice.keys() == {"id"}
            assert "CANARY" not in stream.said
        await hers.hears("change")
        await settle()
        assert hers.events("notice") == []

    play(story)


def test_another_company_hears_nothing_of_it(
    play: Play, zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member
) -> None:
    async def story(house: House) -> None:
        his, theirs = await house.listen(zaytuna, bob), await house.listen(tapuz, charlie)
        for tenant in (zaytuna.tenant, tapuz.tenant):
            house.hub.hear(tenant.pk, Notice(UUID(int=1), bob.pk))
        await his.hears("notice")
        await settle()
        assert theirs.events("notice") == []

    play(story)


def test_who_was_removed_hears_nothing_of_it(play: Play, zaytuna: Desk, bob: Member) -> None:
    async def story(house: House) -> None:
        his = await house.listen(zaytuna, bob)
        with tenant_context(zaytuna.tenant):
            Member.objects.filter(pk=bob.pk).update(removed_at=bob.created_at)
        house.hub.hear(zaytuna.tenant.pk, Notice(UUID(int=1), bob.pk))
        await his.until(lambda: his.over)
        assert his.events("notice") == []

    play(story)


def test_many_at_once_are_one(play: Play, zaytuna: Desk, bob: Member) -> None:
    async def story(house: House) -> None:
        his = await house.listen(zaytuna, bob)
        for number in range(200):
            house.hub.hear(zaytuna.tenant.pk, Notice(UUID(int=number), bob.pk))
        assert len(await his.hears("notice")) == 1

    play(story)


def test_nobody_asks_the_database_for_who_is_not_listening(
    play: Play, zaytuna: Desk, alice: Member, bob: Member
) -> None:
    async def story(house: House) -> None:
        await house.listen(zaytuna, alice)
        house.hub.hear(zaytuna.tenant.pk, Notice(UUID(int=1), bob.pk))
        assert house.hub.rooms[zaytuna.tenant.pk].task is None

    play(story)


def test_it_is_told_after_the_commit_only(
    zaytuna: Desk, bob: Member, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable
) -> None:
    said: list[tuple[str, str]] = []

    class Line:
        def say(self, channel: str, text: str) -> None:
            said.append((channel, text))

    monkeypatch.setattr(services, "line", Line)
    with django_capture_on_commit_callbacks() as callbacks, tenant_context(zaytuna.tenant):
        services.whisper([bob.pk])
        assert said == []
    for callback in callbacks:
        callback()
    ((channel, text),) = said
    assert channel == rules.channel(zaytuna.tenant.pk)
    assert json.loads(text).keys() == {"id", "member"}


def test_what_is_packed_is_unpacked() -> None:
    assert rules.unpack(rules.pack(NOTICE)) == NOTICE


@pytest.mark.parametrize("said", ['{"id": 7, "member": 8}', '{"member": null}', '{"id": "x", "member": "y"}'])
def test_nothing_but_ids_passes_on(said: str) -> None:
    assert rules.unpack(said) is None

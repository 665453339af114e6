"""Whom a note names: whole names as they stand on the desk, in any script."""

from uuid import UUID

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.messages import naming
from tickets.messages import services as messages
from tickets.timeline.models import Event

ALI, HASSAN, NOURA, NOAM, JOSE, TWIN = (UUID(int=number) for number in range(1, 7))
PEOPLE = [
    (ALI, "Ali"),
    (HASSAN, "Ali Hassan"),
    (NOURA, "نورة القحطاني"),
    (NOAM, "נועם בן-דוד"),
    (JOSE, "José Ñuñez"),
    (TWIN, "ali"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ali please look", [ALI, TWIN]),
        ("@ali, please", [ALI, TWIN]),
        ("@Ali Hassan please look", [HASSAN]),
        ("@Ali  \n Hassan", [HASSAN]),
        ("(@Ali Hassan)", [HASSAN]),
        ("@Alice", []),
        ("@Ali_2", []),
        ("mail ali@Ali.example", []),
        ("@ali@zaytuna.example", []),
        ("Ali Hassan", []),
        ("@ Ali", []),
        ("@نورة القحطاني انظري", [NOURA]),
        ("\u2067@نورة القحطاني\u2069، انظري", [NOURA]),
        ("@نورة", []),
        ("תסתכל @נועם בן-דוד?", [NOAM]),
        ("@josé ñuñez", [JOSE]),
        ("@JOSE\u0301 N\u0303UN\u0303EZ", [JOSE]),
        ("\uff20Ali Hassan", [HASSAN]),
        ("@Ali Hassan and @נועם בן-דוד and @Ali Hassan", [HASSAN, NOAM]),
        ("", []),
    ],
)
def test_a_name_behind_an_at(text: str, named: list[UUID]) -> None:
    assert naming.named_in(text, PEOPLE) == named


def test_a_wall_of_signs_is_read_in_no_time() -> None:
    crowd = [(UUID(int=number), f"Member Number {number}") for number in range(1, 2000)]
    assert naming.named_in("@" * 100_000, crowd) == []
    assert naming.named_in("@Member Number " * 7000, crowd) == []
    assert naming.named_in("@Member Number 1999", crowd) == [UUID(int=1999)]


def test_nobody_is_named_where_nobody_has_a_name() -> None:
    assert naming.named_in("@ @\u200f", [(ALI, ""), (NOAM, " \u200f")]) == []


@pytest.mark.django_db
def test_a_note_that_names_colleagues_is_written_down_with_them(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        note = messages.note(ticket=ticket, by=alice, body="@Bob and @Alice: see the photo")
        event = Event.objects.get(verb="messages.named")
        assert (event.ticket_id, event.member) == (ticket.pk, alice)
        assert event.data == {"message": str(note.pk), "members": [str(bob.pk)]}


@pytest.mark.django_db
def test_only_colleagues_who_are_here_are_named_and_only_in_notes(
    zaytuna: Desk, tapuz: Desk, alice: Member, bob: Member, charlie: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        gone = add_member(zaytuna, "gil@zaytuna.example", "light", "Gil")
        Member.objects.filter(pk=gone.pk).update(removed_at=gone.created_at)
        ticket = make_ticket(body="@Bob I am angry")
        messages.note(ticket=ticket, by=alice, body="@Charlie @Gil @Alice bob@zaytuna.example")
        messages.reply(ticket=ticket, by=alice, body="@Bob will call you")
        assert not Event.objects.filter(verb="messages.named").exists()

"""Whom the composer offers behind an @."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def office(zaytuna: Desk) -> Desk:
    bob = zaytuna.members["agent"]
    for email, name in (("nq", "نورة القحطاني"), ("ah", "Ali Hassan"), ("ab", "Hala <b>Bold</b>"), ("gil", "Gil Bar")):
        add_member(zaytuna, f"{email}@zaytuna.example", "agent", name)
    zaytuna.members["agent"] = bob
    return zaytuna


def offered(client: Client, words: str) -> list[str]:
    page = client.get("/colleagues/", {"words": words}).content.decode()
    return re.findall(r'data-name="([^"]*)"', page)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ali", ["Ali Hassan", "Alice"]),
        ("ALI H", ["Ali Hassan"]),
        ("ha", ["Ali Hassan", "Hala &lt;b&gt;Bold&lt;/b&gt;"]),
        ("نوره", ["نورة القحطاني"]),
        ("القح", ["نورة القحطاني"]),
        ("bob", []),
        ("nobody", []),
        ("charlie", []),
    ],
)
def test_names_that_go_on_like_that_are_offered(
    office: Desk, tapuz: Desk, charlie: Member, bob: Member, browse: Browse, words: str, names: list[str]
) -> None:
    assert sorted(offered(browse(office, bob), words)) == sorted(names)


def test_who_has_left_is_not_offered(office: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    with tenant_context(office.tenant):
        Member.objects.filter(pk=alice.pk).update(removed_at=timezone.now())
    assert "Alice" not in offered(browse(office, bob), "")


def test_the_composer_asks_here(office: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(office.tenant):
        number = make_ticket().number
    page = browse(office, bob).get(f"/tickets/{number}/").content.decode()
    assert 'data-names="/colleagues/"' in page
    assert "js/names.js" in page

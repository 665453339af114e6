"""No route shows or changes another company's rows: with the wall whole, and with either half of it gone."""

import contextlib
from collections.abc import Callable

import pytest
from django.test import Client

from tenants.membership.models import Member
from tests.contracts.fuzz import belt_removed, leaks, learn, row_security_removed
from tests.factories.canaries import make_canary_desk
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def client_of_alice(zaytuna: Desk, alice: Member, browse: Browse) -> Client:
    client = browse(zaytuna, alice)
    client.raise_request_exception = False
    return client


def test_without_both_the_fuzz_finds_leaks(client_of_alice: Client, zaytuna: Desk) -> None:
    """The control: a fuzz that finds nothing here could find nothing anywhere. First: the others learn from it."""
    foreign = make_canary_desk()
    with row_security_removed(), belt_removed():
        learn(client_of_alice, zaytuna, foreign)
        found = leaks(client_of_alice, zaytuna, foreign)
    assert any("words" in leak for leak in found), found
    assert any(" /admin/" in leak for leak in found), found
    assert any("were changed" in leak for leak in found), found


def test_the_whole_wall_leaks_nothing(client_of_alice: Client, zaytuna: Desk) -> None:
    assert leaks(client_of_alice, zaytuna, make_canary_desk()) == []


def test_without_the_belt_nothing_leaks(client_of_alice: Client, zaytuna: Desk) -> None:
    foreign = make_canary_desk()
    with belt_removed():
        assert leaks(client_of_alice, zaytuna, foreign) == []


def test_without_row_security_nothing_leaks(client_of_alice: Client, zaytuna: Desk) -> None:
    foreign = make_canary_desk()
    with row_security_removed():
        assert leaks(client_of_alice, zaytuna, foreign) == []


def test_a_session_is_nobody_on_another_host(zaytuna: Desk, alice: Member, tapuz: Desk, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    assert client.get("/", HTTP_HOST=zaytuna.host).status_code == 200
    with contextlib.suppress(KeyError):
        del client.defaults["HTTP_HOST"]
    assert client.get("/", HTTP_HOST=tapuz.host).status_code == 302

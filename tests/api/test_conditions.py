"""If-Match: nobody overwrites what he has not read, not even when two come at once."""

import threading
from typing import Any

import pytest
from django.db import connections

from tenants.isolation.context import tenant_context
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket


@pytest.mark.django_db
@pytest.mark.parametrize("match", ['"x"', "x", 'W/"x"', "", '"a", "b"'])
def test_another_state_is_not_changed(zaytuna: Desk, shop: Program, ticket: Ticket, match: str) -> None:
    here = f"/tickets/{ticket.pk}/"
    etag = shop.get(here).headers["ETag"]
    refused = shop.patch(here, {"priority": "low"}, If_Match=match)
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert shop.get(here).headers["ETag"] == etag
    assert shop.patch(here, {"priority": "low"}, If_Match=f'"other", {etag}').status_code == 200
    assert shop.patch(here, {"priority": "high"}, If_Match="*").status_code == 200


@pytest.mark.django_db
def test_what_is_known_is_not_sent_again(shop: Program, ticket: Ticket) -> None:
    for path in f"/tickets/{ticket.pk}/", f"/contacts/{ticket.requester_id}/":
        read = shop.get(path)
        known = shop.get(path, If_None_Match=read.headers["ETag"])
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["ETag"] == read.headers["ETag"]
        assert shop.get(path, If_None_Match='"other"').status_code == 200


def _race(shop: Program, ticket: Ticket, **headers: str) -> list[int]:
    start, answers = threading.Barrier(4), []

    def change(priority: str) -> None:
        program: Any = Program(shop.host, shop.key)
        start.wait()
        try:
            answers.append(program.patch(f"/tickets/{ticket.pk}/", {"priority": priority}, **headers).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=(word,)) for word in ("low", "high", "urgent", "low")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_those_who_change_one_state_at_once_one_succeeds(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    etag = shop.get(f"/tickets/{ticket.pk}/").headers["ETag"]
    assert _race(shop, ticket, If_Match=etag) == [200, 412, 412, 412]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_without_a_condition_the_last_one_stays(zaytuna: Desk, shop: Program) -> None:
    """The control: nothing but If-Match holds them."""
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    assert _race(shop, ticket) == [200] * 4

"""Idempotency-Key: a POST that is sent twice is done once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from helpdesk.lib import clock
from tenants.idempotency import services
from tenants.idempotency.models import Answer
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.program import Program
from tests.factories.people import Desk
from tickets.ticket.models import Ticket

NEW = {"subject": "Torn", "text": "It is torn.", "requester": {"email": "noura.q@example.com"}}


def _tickets(desk: Desk) -> int:
    with tenant_context(desk.tenant):
        return Ticket.objects.count()


@pytest.mark.django_db
def test_the_second_answer_is_the_first_byte_for_byte(zaytuna: Desk, shop: Program) -> None:
    first = shop.post("/tickets/", NEW, Idempotency_Key="k", Accept_Language="ar")
    shop.patch(f"/tickets/{first.json()['id']}/", {"priority": "low"})
    again = shop.post("/tickets/", NEW, Idempotency_Key="k", Accept_Language="he")
    assert (again.status_code, again.content) == (201, first.content)
    for header in "ETag", "Location", "Content-Type", "Content-Language":
        assert again.headers[header] == first.headers[header], header
    assert "Idempotent-Replayed" not in first.headers
    assert _tickets(zaytuna) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"subject": "Other"}, {"priority": "low"}])
def test_another_request_under_the_same_key_is_refused(zaytuna: Desk, shop: Program, other: dict[str, str]) -> None:
    shop.post("/tickets/", NEW, Idempotency_Key="k")
    refused = shop.post("/tickets/", NEW | other, Idempotency_Key="k")
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_mismatch")
    elsewhere = shop.post("/contacts/", {"name": "x"}, Idempotency_Key="k")
    assert elsewhere.status_code == 409
    assert _tickets(zaytuna) == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(zaytuna: Desk, shop: Program) -> None:
    assert shop.post("/tickets/", {"subject": "x"}, Idempotency_Key="k").status_code == 400
    with tenant_context(zaytuna.tenant):
        assert not Answer.objects.exists()
    assert shop.post("/tickets/", NEW, Idempotency_Key="k").status_code == 201


@pytest.mark.django_db
def test_after_a_day_a_key_is_new_again(zaytuna: Desk, shop: Program) -> None:
    shop.post("/tickets/", NEW, Idempotency_Key="k")
    with tenant_context(zaytuna.tenant):
        assert Answer.objects.get().expires_at - clock.now() > timedelta(hours=23, minutes=59)
        Answer.objects.update(expires_at=clock.now())
    assert shop.post("/tickets/", NEW | {"subject": "Another"}, Idempotency_Key="k").status_code == 201
    assert _tickets(zaytuna) == 2
    with tenant_context(zaytuna.tenant):
        Answer.objects.update(expires_at=clock.now())
        assert services.forget_expired() == 1
        assert not Answer.objects.exists()


@pytest.mark.django_db
def test_a_form_with_a_file_is_known_again_by_its_content(zaytuna: Desk, shop: Program) -> None:
    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("a.txt", content)
        form = {"subject": "Torn", "text": "x", "requester.email": "n@example.com", "attachments": file}
        return shop.form("/tickets/", form, Idempotency_Key="k")

    first = send(b"one")
    assert first.status_code == 201, first.content
    assert send(b"one").content == first.content
    assert send(b"two").status_code == 409
    assert _tickets(zaytuna) == 1


@pytest.mark.django_db
def test_a_key_belongs_to_its_member(
    zaytuna: Desk, bob: Member, shop: Program, program: Callable[..., Program]
) -> None:
    bobs = program(zaytuna, bob)
    assert shop.post("/tickets/", NEW, Idempotency_Key="k").status_code == 201
    assert bobs.post("/tickets/", NEW, Idempotency_Key="k").status_code == 201
    assert _tickets(zaytuna) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 256, "ключ", "a\x7fb"])
def test_a_key_that_is_none_is_refused(zaytuna: Desk, shop: Program, key: str) -> None:
    assert shop.post("/tickets/", NEW, Idempotency_Key=key).status_code == 400
    assert _tickets(zaytuna) == 0


def _together(shop: Program, *keys: str) -> list[Any]:
    start, answers = threading.Barrier(len(keys)), []

    def send(key: str) -> None:
        start.wait()
        try:
            answers.append(Program(shop.host, shop.key).post("/tickets/", NEW, Idempotency_Key=key))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_at_once_one_is_done(zaytuna: Desk, shop: Program) -> None:
    answers = _together(shop, "same", "same", "same", "same")
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert _tickets(zaytuna) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_at_once_with_their_own_keys_both_are_done(zaytuna: Desk, shop: Program) -> None:
    """The control: without a common key nothing holds them."""
    assert [answer.status_code for answer in _together(shop, "one", "two")] == [201, 201]
    assert _tickets(zaytuna) == 2

"""Which keys open the API. One that is wrong in any way is answered alike, as a problem."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership import services as membership
from tenants.membership.models import Member
from tenants.tokens import services
from tenants.tokens.models import Token
from tests.api.program import Program
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def _refused(program: Program, status: int = 401, code: str = "authentication_failed") -> None:
    for response in program.get("/tickets/"), program.post("/contacts/", {"name": "x"}):
        assert response.status_code == status, response.content
        assert response.json()["code"] == code, response.content
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_revoked_token_ends_at_once(zaytuna: Desk, alice: Member, shop: Program) -> None:
    assert shop.get("/tickets/").status_code == 200
    with tenant_context(zaytuna.tenant):
        services.revoke(token=Token.objects.get(), by=alice)
    _refused(shop)


def test_an_expired_token_opens_nothing(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        Token.objects.update(expires_at=clock.now() + timedelta(minutes=1))
        assert shop.get("/tickets/").status_code == 200
        Token.objects.update(expires_at=clock.now())
    _refused(shop)


def test_the_tokens_of_somebody_who_left_end_with_him(
    zaytuna: Desk, alice: Member, bob: Member, program: Callable[..., Program]
) -> None:
    bobs = program(zaytuna, bob)
    assert bobs.get("/tickets/").status_code == 200
    with tenant_context(zaytuna.tenant):
        membership.remove(member=bob, by=alice)
    _refused(bobs)


def test_a_token_may_never_do_more_than_its_member(zaytuna: Desk, bob: Member, program: Callable[..., Program]) -> None:
    bobs = program(zaytuna, bob)
    assert bobs.post("/teams/", {"name": "x"}).json()["code"] == "permission_denied"
    with tenant_context(zaytuna.tenant):
        Member.objects.filter(pk=bob.pk).update(role="light")
    assert bobs.get("/tickets/").status_code == 200
    assert bobs.post("/contacts/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize(
    "written",
    ["hrd_zaytuna_", "hrd_zaytuna", "hrd__{secret}", "{secret}", "hrd_zaytuna_{secret}x", "hrd_zaytuna_wrong", "", "é"],
)
def test_a_key_that_is_none_opens_nothing(shop: Program, written: str) -> None:
    shop.key = written.format(secret=shop.key.split("_", 2)[2]) or " "
    _refused(shop)


def test_the_word_bearer_is_read_in_any_case(shop: Program) -> None:
    for word in "bearer", "BEARER":
        assert shop.get("/tickets/", authorization=f"{word} {shop.key}").status_code == 200


def test_without_a_token_or_another_kind_of_it_one_is_asked_for(zaytuna: Desk, shop: Program) -> None:
    _refused(Program(zaytuna.host), code="not_authenticated")
    basic = shop.get("/tickets/", authorization="Basic YTpi")
    assert (basic.status_code, basic.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Heard"')


def test_a_token_is_no_session_and_opens_no_page(shop: Program) -> None:
    response = shop.client.get("/inbox/", headers={"host": shop.host, "authorization": f"Bearer {shop.key}"})
    assert response.status_code == 302


def test_on_the_platforms_host_the_token_names_its_company(
    zaytuna: Desk, tapuz: Desk, shop: Program, ticket: Ticket
) -> None:
    shop.host = "localhost"
    assert shop.get(f"/tickets/{ticket.pk}/").status_code == 200
    shop.key = shop.key.replace("hrd_zaytuna_", "hrd_tapuz_")
    _refused(shop)
    shop.key = shop.key.replace("hrd_tapuz_", "hrd_nowhere_")
    _refused(shop)


def test_a_token_on_another_companys_host_changes_nothing(tapuz: Desk, shop: Program) -> None:
    before, shop.host = snapshot(tapuz), tapuz.host
    _refused(shop)
    shop.key = shop.key.replace("hrd_zaytuna_", "hrd_tapuz_")
    _refused(shop)
    assert snapshot(tapuz) == before


def test_a_suspended_company_is_told_so_as_a_problem(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        assert Tenant.objects.filter(pk=zaytuna.tenant.pk).update(state=Tenant.State.SUSPENDED) == 1
    _refused(shop, 404, "suspended")
    shop.host = "localhost"
    _refused(shop)
    _refused(Program("nobody.localhost"), 404, "no_desk")


def test_the_last_use_is_written_down_once_a_minute(
    zaytuna: Desk, shop: Program, django_capture_on_commit_callbacks: Callable
) -> None:
    def used() -> object:
        with tenant_context(zaytuna.tenant):
            return Token.objects.get().last_used_at

    assert used() is None
    with django_capture_on_commit_callbacks() as done:
        shop.get("/tickets/")
    assert used() is None  # nothing is held while the request runs
    for write in done:
        write()
    first = used()
    with django_capture_on_commit_callbacks(execute=True):
        shop.get("/tickets/")
    assert used() == first is not None


def test_no_answer_or_row_holds_the_secret(zaytuna: Desk, shop: Program) -> None:
    secret = shop.key.split("_", 2)[2]
    with tenant_context(zaytuna.tenant):
        assert secret not in repr(list(Token.objects.values_list()))
    assert secret.encode() not in shop.get("/nowhere/").content


def test_a_session_opens_the_api_and_a_change_needs_its_csrf_token(
    zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client], ticket: Ticket
) -> None:
    client = browse(zaytuna, alice)
    client.handler.enforce_csrf_checks = True
    here = f"/api/v1/tickets/{ticket.pk}/"
    assert client.get(here).status_code == 200
    denied = client.patch(here, {"priority": "low"}, content_type="application/json")
    assert (denied.status_code, denied.headers["Content-Type"]) == (403, "application/problem+json")
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().priority == "normal"
    client.get("/inbox/")
    csrf = {"x-csrftoken": client.cookies["csrf"].value}
    allowed = client.patch(here, {"priority": "low"}, content_type="application/json", headers=csrf)
    assert allowed.status_code == 200, allowed.content


def test_a_session_is_nobody_on_another_host(
    zaytuna: Desk, alice: Member, tapuz: Desk, browse: Callable[[Desk, Member], Client]
) -> None:
    client = browse(zaytuna, alice)
    for host in tapuz.host, "localhost":
        assert client.get("/api/v1/tickets/", HTTP_HOST=host).status_code == 401

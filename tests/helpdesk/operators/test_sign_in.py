"""Password and second step, together or not at all."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from helpdesk.lib import clock
from tenants.membership.models import Member
from tenants.operators import services, sessions, totp
from tenants.operators.models import Operator, OperatorSession, PlatformEntry
from tests.factories.operators import EMAIL, PASSWORD, office, operating
from tests.factories.people import Desk, sign_in
from tests.helpdesk.operators.conftest import Office

COOKIE = "heard_platform"


def _code(at_office: Office) -> str:
    return totp.code_at(at_office.ada.secret, int(clock.now().timestamp()) // 30)


def _try(client: Client, code: str, **changed: str) -> int:
    form = {"email": EMAIL, "password": PASSWORD, "code": code, **changed}
    return client.post("/sign-in/", form).status_code


def test_with_both_steps_she_is_in(at_office: Office) -> None:
    with operating():
        client = at_office.browser(signed_in=False)
        answer = client.post(
            "/sign-in/?next=/tenants/route/", {"email": EMAIL.upper(), "password": PASSWORD, "code": _code(at_office)}
        )
        assert (answer.status_code, answer.headers["Location"]) == (302, "/tenants/route/")
        cookie = client.cookies[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
        assert client.get("/").status_code == 200
        assert at_office.log() == [("operators.sign_in", "Ada", "")]


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "000000"},
        {"code": ""},
        {"code": "recovery"},
        {"password": "not-her-password"},
        {"password": ""},
        {"email": "eve@platform.example"},
    ],
)
def test_without_one_of_them_nobody_is(at_office: Office, changed: dict[str, str]) -> None:
    with operating():
        client = at_office.browser(signed_in=False)
        assert _try(client, **{"code": _code(at_office), **changed}) == 422
        assert COOKIE not in client.cookies
        assert OperatorSession.objects.count() == 0
        assert client.get("/").headers["Location"] == "/sign-in/?next=/"
        filled = all(changed.values())
        assert [verb for verb, *_ in at_office.log()] == (["operators.refuse"] if filled else [])
        assert _try(client, _code(at_office)) == 302, "a wrong try used up nothing"


def test_nobody_learns_which_part_was_wrong(at_office: Office) -> None:
    with operating():
        answers = {
            office().post("/sign-in/", {"email": email, "password": password, "code": code}).context["form"]
            .errors.as_json()
            for email, password, code in (
                (EMAIL, PASSWORD, "000000"), (EMAIL, "wrong", "000000"), ("eve@x.example", "wrong", "000000")
            )
        }  # fmt: skip
    assert len(answers) == 1


def test_a_code_is_good_once(at_office: Office) -> None:
    with operating():
        code = _code(at_office)
        assert _try(at_office.browser(signed_in=False), code) == 302
        assert _try(at_office.browser(signed_in=False), code) == 422
        assert OperatorSession.objects.count() == 1


def test_a_recovery_code_is_good_once(at_office: Office) -> None:
    code = at_office.ada.recovery_codes[3]
    with operating():
        assert code.replace("-", "") not in str(Operator.objects.values())
        assert _try(at_office.browser(signed_in=False), code.upper()) == 302
        assert _try(at_office.browser(signed_in=False), code) == 422
        assert len(Operator.objects.get().recovery_hashes) == 9


def test_after_five_tries_even_the_right_ones_wait(at_office: Office) -> None:
    with operating():
        client = at_office.browser(signed_in=False)
        assert [_try(client, "000000") for _ in range(5)] == [422] * 5
        answer = client.post("/sign-in/", {"email": EMAIL, "password": PASSWORD, "code": _code(at_office)})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert COOKIE not in client.cookies
        assert len(at_office.log()) == 5


def test_a_disabled_operator_is_out_at_once(at_office: Office) -> None:
    with operating():
        client = at_office.browser()
        assert client.get("/").status_code == 200
        services.disable(email=EMAIL)
        assert client.get("/").status_code == 302
        assert _try(at_office.browser(signed_in=False), _code(at_office)) == 422


def test_new_secrets_end_old_sessions_and_old_codes(at_office: Office) -> None:
    with operating():
        client, old = at_office.browser(), _code(at_office)
        services.renew(email=EMAIL, password=PASSWORD)
        assert client.get("/").status_code == 302
        assert _try(at_office.browser(signed_in=False), old) == 422


def test_a_session_ends_after_eight_hours_whatever_she_does(at_office: Office) -> None:
    with operating(), time_machine.travel(time.time(), tick=False) as moved:
        client = at_office.browser()
        for _ in range(7):
            moved.shift(timedelta(hours=1))
            assert client.get("/").status_code == 200
        moved.shift(timedelta(hours=1))
        assert client.get("/").status_code == 302


def test_who_signs_out_is_out_in_the_database_too(at_office: Office) -> None:
    with operating():
        client = at_office.browser()
        assert client.get("/sign-out/").status_code == 405
        assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
        assert OperatorSession.objects.count() == 0
        assert PlatformEntry.objects.latest("created_at").verb == "operators.sign_out"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_stays_here(at_office: Office, target: str) -> None:
    with operating():
        form = {"email": EMAIL, "password": PASSWORD, "code": _code(at_office)}
        answer = at_office.browser(signed_in=False).post("/sign-in/", form, query_params={"next": target})
        assert answer.headers["Location"] == "/"


def test_a_form_of_another_site_is_refused(at_office: Office) -> None:
    with operating():
        form = {"email": EMAIL, "password": PASSWORD, "code": _code(at_office)}
        assert at_office.browser(signed_in=False, strict=True).post("/sign-in/", form).status_code == 403
        assert OperatorSession.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_desks_session_opens_nothing_here_and_an_operators_nothing_there(
    at_office: Office, zaytuna: Desk, alice: Member
) -> None:
    agent = sign_in(Client(), zaytuna, alice)
    assert agent.get("/").status_code == 200
    with operating():
        stranger = office()
        for name in ("session", COOKIE):
            stranger.cookies[name] = agent.cookies["session"].value
        assert stranger.get("/").headers["Location"].startswith("/sign-in/")
        store = sessions.SessionStore()
        sessions.start(store, at_office.ada.operator)
        store.save()
    intruder = Client(headers={"host": zaytuna.host})
    for name in ("session", COOKIE):
        intruder.cookies[name] = str(store.session_key)
    assert intruder.get("/").headers["Location"].startswith("/accounts/login/")


def test_the_pages_answer_on_this_machines_address_only_and_are_kept_nowhere(at_office: Office) -> None:
    with operating():
        for host in ("localhost:10000", "zaytuna.localhost", "platform.example"):
            assert at_office.browser().get("/", headers={"host": host}).status_code == 400
        answer = at_office.browser().get("/")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"

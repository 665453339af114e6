from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from tenants.audit.models import Entry
from tenants.identity.models import User
from tenants.identity.tokens import ResetTokens
from tenants.isolation.context import tenant_context
from tenants.membership import invitations, services
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tests.factories.letters import browser, deliver, links, page, path_of
from tests.factories.people import PASSWORD, Desk, make_user

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
ASK = "/accounts/password/reset/"
NEW = "quiet-lemon-harbour"


def _user(member: Member) -> User:
    return User.objects.get(pk=member.user_id)


def _link(desk: Desk, email: str, **headers: str) -> str:
    """The path of the one link that was mailed."""
    browser(desk.host).post(ASK, {"email": email}, **headers)
    [letter] = deliver(desk.tenant)
    assert letter.to == [email]
    [url] = links(letter)
    return path_of(url, desk)


def _set(client: Client, path: str, password: str = NEW) -> int:
    """Open the link, send the form behind it; returns the last status."""
    opened = client.get(path)
    target = opened["Location"] if opened.status_code == 302 else path
    return client.post(target, {"password1": password}).status_code


def test_a_member_sets_a_new_password_by_a_link_from_the_mail(zaytuna: Desk, alice: Member) -> None:
    path = _link(zaytuna, alice.email)

    assert _set(browser(zaytuna.host), path) == 302

    user = _user(alice)
    assert user.check_password(NEW)
    [notice] = deliver(zaytuna.tenant)
    assert (notice.to, links(notice)) == ([alice.email], [f"http://{zaytuna.host}:8000"])
    with tenant_context(zaytuna.tenant):
        assert Entry.objects.get(verb="identity.renew_password").actor_id == user.pk


def test_every_session_ends_with_the_old_password(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    laptop, phone, other = browse(zaytuna, alice), browse(zaytuna, alice), browse(zaytuna, bob)

    _set(browser(zaytuna.host), _link(zaytuna, alice.email))

    assert [laptop.get("/").status_code, phone.get("/").status_code] == [302, 302]
    assert other.get("/").status_code == 200


def test_the_page_is_the_same_for_known_and_unknown(zaytuna: Desk, alice: Member, charlie: Member) -> None:
    emails = [alice.email, charlie.email, "unknown@example.com"]
    answers = [browser(zaytuna.host).post(ASK, {"email": email}, follow=True) for email in emails]

    assert len({(answer.status_code, page(answer)) for answer in answers}) == 1
    with tenant_context(zaytuna.tenant):
        assert Item.objects.count() == len(emails)  # the same work for each, done out of sight
    assert [letter.to for letter in deliver(zaytuna.tenant)] == [[alice.email]]


def test_who_was_removed_gets_no_link(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)
    browser(zaytuna.host).post(ASK, {"email": bob.email})

    assert deliver(zaytuna.tenant) == []


def test_a_link_sent_before_a_removal_is_dead_after_it(zaytuna: Desk, alice: Member, bob: Member) -> None:
    path = _link(zaytuna, bob.email)
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)

    assert _set(browser(zaytuna.host), path) == 200
    assert _user(bob).check_password(PASSWORD)


def test_somebody_invited_may_have_forgotten_an_old_password(zaytuna: Desk, alice: Member, charlie: Member) -> None:
    with tenant_context(zaytuna.tenant):
        invitations.invite(email=charlie.email, role="agent", by=alice)
    deliver(zaytuna.tenant)

    assert _set(browser(zaytuna.host), _link(zaytuna, charlie.email)) == 302
    assert _user(charlie).check_password(NEW)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "zaytuna.localhost:1234"},
        {"HTTP_HOST": "ZAYTUNA.localhost"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_SERVER": "evil.example", "HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_X_HOST": "evil.example", "HTTP_X_ORIGINAL_URL": "http://evil.example/"},
        {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_PORT": "666"},
        {"HTTP_ORIGIN": "http://evil.example", "HTTP_REFERER": "http://evil.example/"},
    ],
)
def test_no_header_moves_the_link(zaytuna: Desk, alice: Member, headers: dict[str, str]) -> None:
    assert _link(zaytuna, alice.email, **headers).startswith("/accounts/password/reset/key/")


def test_a_host_that_is_not_ours_sends_nothing(zaytuna: Desk, alice: Member) -> None:
    for host in ("evil.example", "zaytuna.localhost.evil.example", "zaytuna.localhost@evil.example", "x y"):
        assert browser(host).post(ASK, {"email": alice.email}).status_code in (400, 404)

    assert deliver(zaytuna.tenant) == []


def test_a_link_is_good_once(zaytuna: Desk, alice: Member) -> None:
    path = _link(zaytuna, alice.email)
    _set(browser(zaytuna.host), path)

    assert _set(browser(zaytuna.host), path, "another-lemon-harbour") == 200
    assert _user(alice).check_password(NEW)


def test_a_link_dies_with_the_next_sign_in(zaytuna: Desk, alice: Member) -> None:
    path = _link(zaytuna, alice.email)
    browser(zaytuna.host).post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    assert _set(browser(zaytuna.host), path) == 200
    assert _user(alice).check_password(PASSWORD)


def test_a_link_is_good_for_a_day(zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _link(zaytuna, alice.email)
    now = datetime.now()  # noqa: DTZ005 as Django does it
    monkeypatch.setattr(ResetTokens, "_now", lambda self: now + timedelta(hours=24, minutes=1))

    assert _set(browser(zaytuna.host), path) == 200
    assert _user(alice).check_password(PASSWORD)


def test_a_link_is_good_on_the_desk_that_sent_it(zaytuna: Desk, tapuz: Desk, alice: Member) -> None:
    user = _user(alice)
    with tenant_context(tapuz.tenant):
        services.enrol(user=user, role="agent")
    path = _link(zaytuna, alice.email)

    assert _set(browser(tapuz.host), path) == 200
    assert _user(alice).check_password(PASSWORD)
    assert _set(browser(zaytuna.host), path) == 302


@pytest.mark.parametrize("token", ["", " ", "null", "None", "[]", "0", "set-password", "abc-" + "0" * 32, "%00", "é"])
def test_a_made_up_token_changes_nothing(zaytuna: Desk, alice: Member, token: str) -> None:
    before = _user(alice).password
    client = browser(zaytuna.host)
    path = f"/accounts/password/reset/key/{_user(alice).pk.hex}.{token}/"

    assert client.get(path).status_code in (200, 404)
    assert client.post(path, {"password1": NEW}).status_code in (200, 404)
    assert _user(alice).password == before


def test_somebody_elses_token_changes_nothing(zaytuna: Desk, alice: Member, bob: Member) -> None:
    path = _link(zaytuna, bob.email).replace(_user(bob).pk.hex, _user(alice).pk.hex)

    assert _set(browser(zaytuna.host), path) == 200
    assert _user(alice).check_password(PASSWORD)
    assert _user(bob).check_password(PASSWORD)


def test_a_mail_that_proves_an_address_resets_no_password(zaytuna: Desk, alice: Member) -> None:
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC

    key = EmailConfirmationHMAC.create(EmailAddress.objects.get(email=alice.email)).key

    assert _set(browser(zaytuna.host), f"/accounts/password/reset/key/{_user(alice).pk.hex}.{key}/") == 200
    assert _user(alice).check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["", "short", "password12", "alice@zaytuna.example", "x" * 5000])
def test_a_weak_password_is_refused_with_the_reason(zaytuna: Desk, alice: Member, weak: str) -> None:
    client = browser(zaytuna.host)
    form = client.get(_link(zaytuna, alice.email))["Location"]

    answer = client.post(form, {"password1": weak})

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert check_password(PASSWORD, _user(alice).password)


def test_looking_at_a_link_changes_nothing(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    signed_in, before = browse(zaytuna, alice), _user(alice).password
    path = _link(zaytuna, alice.email)

    for _ in range(3):
        assert browser(zaytuna.host).get(path, follow=True).status_code == 200

    assert _user(alice).password == before
    assert signed_in.get("/").status_code == 200


def test_one_address_is_not_flooded(zaytuna: Desk, alice: Member) -> None:
    answers = [browser(zaytuna.host).post(ASK, {"email": alice.email}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert 800 <= int(answers[-1]["Retry-After"]) <= 900
    assert len(deliver(zaytuna.tenant)) == 5


def test_a_repeated_wish_is_one_mail(zaytuna: Desk, alice: Member) -> None:
    from tenants.identity import services as identity

    with tenant_context(zaytuna.tenant):
        for _ in range(2):  # the worker was killed before it could say that it was done
            identity.send_reset("one-wish", {"email": alice.email})

    assert len(deliver(zaytuna.tenant)) == 1


def test_a_new_password_proves_the_address(zaytuna: Desk) -> None:
    user = make_user("new@zaytuna.example")
    user.emailaddress_set.update(verified=False)
    with tenant_context(zaytuna.tenant):
        services.enrol(user=user, role="agent")

    _set(browser(zaytuna.host), _link(zaytuna, user.email))

    assert user.emailaddress_set.get().verified

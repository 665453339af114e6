from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.identity.errors import WrongPassword
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import invitations, selectors, services
from tenants.membership.errors import InvitationGone
from tenants.membership.models import Invitation, Member, Role
from tests.factories.letters import browser
from tests.factories.people import PASSWORD, Desk, make_user
from tests.tenants.membership.test_invite import EMAIL, token_in

pytestmark = pytest.mark.django_db
NEW = "quiet-lemon-harbour"


def _invite(desk: Desk, by: Member, email: str = EMAIL, role: str = "agent") -> str:
    with tenant_context(desk.tenant):
        invitations.invite(email=email, role=role, by=by)
    return token_in(desk)


@pytest.fixture
def token(zaytuna: Desk, alice: Member) -> str:
    return _invite(zaytuna, alice)


@pytest.fixture
def guest(zaytuna: Desk) -> Client:
    return browser(zaytuna.host)


def _people() -> tuple[int, int]:
    return User.objects.count(), Session.objects.count()


def test_a_newcomer_comes_in_with_a_name_and_a_password(zaytuna: Desk, guest: Client, token: str) -> None:
    guest.cookies["language"] = "he"

    response = guest.post(f"/invitations/{token}/", {"name": "Dana Levi", "password": NEW})

    assert response["Location"] == "/"
    assert guest.get("/").status_code == 200
    user = User.objects.get(email=EMAIL)
    assert (user.name, user.language, user.check_password(NEW)) == ("Dana Levi", "he", True)
    assert user.emailaddress_set.get().verified  # the token came by mail
    with tenant_context(zaytuna.tenant):
        member = Member.objects.get(user_id=user.pk)
        assert (member.name, member.email, member.role) == ("Dana Levi", EMAIL, "agent")
        assert Invitation.objects.get().accepted_at is not None
        assert Entry.objects.get(verb="membership.join").actor_id == member.pk
    assert [place.slug for place in selectors.companies_of(user.pk)] == ["zaytuna"]


def test_somebody_with_an_account_comes_in_with_its_password(
    zaytuna: Desk, alice: Member, charlie: Member, guest: Client
) -> None:
    token = _invite(zaytuna, alice, charlie.email, "light")

    shown = guest.get(f"/invitations/{token}/").content.decode()
    response = guest.post(f"/invitations/{token}/", {"name": "Mallory", "password": PASSWORD})

    assert 'name="name"' not in shown
    assert response["Location"] == "/"
    assert guest.get("/").status_code == 200
    places = {place.slug: place.role for place in selectors.companies_of(charlie.user_id)}
    assert places == {"tapuz": "owner", "zaytuna": "light"}
    assert User.objects.get(email=charlie.email).name == "Charlie"


def test_a_wrong_password_lets_nobody_in(zaytuna: Desk, alice: Member, charlie: Member, guest: Client) -> None:
    token = _invite(zaytuna, alice, charlie.email)
    before = _people()

    response = guest.post(f"/invitations/{token}/", {"password": NEW})

    assert response.status_code == 422
    assert 'class="err"' in response.content.decode()
    assert _people() == before
    assert User.objects.get(email=charlie.email).check_password(PASSWORD)
    with tenant_context(zaytuna.tenant):
        assert Invitation.objects.get().accepted_at is None
        assert not Member.objects.filter(email=charlie.email).exists()


def test_a_link_is_no_place_to_guess_passwords(zaytuna: Desk, alice: Member, charlie: Member, guest: Client) -> None:
    token = _invite(zaytuna, alice, charlie.email)
    tries = [guest.post(f"/invitations/{token}/", {"password": f"guess-number-{n}"}) for n in range(5)]

    assert {answer.status_code for answer in tries} == {422}
    refused = guest.post(f"/invitations/{token}/", {"password": PASSWORD})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 200
    with tenant_context(zaytuna.tenant):
        assert not Member.objects.filter(email=charlie.email).exists()


def test_an_account_that_nobody_proved_is_taken_over(zaytuna: Desk, guest: Client, token: str) -> None:
    """Somebody opened an account with Dana's address before her: his password must not be hers."""
    squatter = make_user(EMAIL, "Mallory")
    EmailAddress.objects.filter(user=squatter).update(verified=False)

    response = guest.post(f"/invitations/{token}/", {"name": "Dana", "password": NEW})

    assert response["Location"] == "/"
    dana = User.objects.get(email=EMAIL)
    assert (dana.pk, dana.name, dana.check_password(NEW)) == (squatter.pk, "Dana", True)
    assert not dana.check_password(PASSWORD)
    assert dana.emailaddress_set.get().verified


def test_looking_at_a_link_records_nothing(zaytuna: Desk, guest: Client, token: str) -> None:
    before = _people()
    for method in (guest.get, guest.head, guest.get):
        assert method(f"/invitations/{token}/").status_code == 200

    assert _people() == before
    with tenant_context(zaytuna.tenant):
        assert Invitation.objects.get().accepted_at is None
        assert [entry.verb for entry in Entry.objects.all()] == ["membership.invite"]


@pytest.mark.parametrize(
    "bad", ["", None, " ", "\t", "null", "None", "[]", "0", "\x00", "é" * 43, "a" * 43, "a" * 9000]
)
def test_a_made_up_token_is_refused(zaytuna: Desk, token: str, bad: str | None) -> None:
    before = _people()
    with tenant_context(zaytuna.tenant):
        with pytest.raises(InvitationGone):
            services.accept(token=bad, name="Dana", password=NEW, language="en")  # type: ignore[arg-type]
        with pytest.raises(InvitationGone):
            invitations.find(token=bad)  # type: ignore[arg-type]
        assert Member.objects.count() == 2
    assert _people() == before


@pytest.mark.parametrize("change", ["upper", "short", "long", "space"])
def test_a_token_is_taken_to_the_letter(zaytuna: Desk, token: str, change: str) -> None:
    changed = {"upper": token.swapcase(), "short": token[:-1], "long": f"{token}A", "space": f" {token}"}[change]

    with tenant_context(zaytuna.tenant), pytest.raises(InvitationGone):
        services.accept(token=changed, name="Dana", password=NEW, language="en")


@pytest.mark.parametrize("fate", ["used", "taken back", "expired"])
def test_a_dead_link_shows_a_clear_page_and_changes_nothing(
    zaytuna: Desk, alice: Member, guest: Client, token: str, fate: str
) -> None:
    with tenant_context(zaytuna.tenant):
        if fate == "used":
            services.accept(token=token, name="Dana", password=NEW, language="en")
        elif fate == "taken back":
            invitations.revoke(invitation=Invitation.objects.get(), by=alice)
        else:
            Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    before = _people()

    for answer in (
        guest.get(f"/invitations/{token}/"),
        guest.post(f"/invitations/{token}/", {"name": "M", "password": NEW}),
    ):
        assert answer.status_code == 404
        assert "no longer good" in answer.content.decode()
        assert EMAIL not in answer.content.decode()

    assert _people() == before


def test_another_desk_knows_nothing_of_the_link(zaytuna: Desk, tapuz: Desk, token: str) -> None:
    before = _people()

    answer = browser(tapuz.host).post(f"/invitations/{token}/", {"name": "Dana", "password": NEW})

    assert answer.status_code == 404
    assert EMAIL not in answer.content.decode()
    assert _people() == before


@pytest.mark.parametrize(
    "typed", [{}, {"name": "Dana"}, {"name": "Dana", "password": "short"}, {"name": "Dana", "password": EMAIL}]
)
def test_what_is_missing_is_said_and_nothing_is_made(
    zaytuna: Desk, guest: Client, token: str, typed: dict[str, str]
) -> None:
    before = _people()

    answer = guest.post(f"/invitations/{token}/", typed)

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert _people() == before


def test_who_was_removed_comes_back_by_an_invitation(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)
    token = _invite(zaytuna, alice, bob.email, "lead")

    with tenant_context(zaytuna.tenant):
        member = services.accept(token=token, name="", password=PASSWORD, language="en")
        assert (member.pk, member.role, member.removed_at, member.name) == (bob.pk, Role.LEAD, None, "Bob")


def test_a_second_desk_takes_the_name_of_the_account(zaytuna: Desk, alice: Member, charlie: Member) -> None:
    token = _invite(zaytuna, alice, charlie.email)

    with tenant_context(zaytuna.tenant):
        with pytest.raises(WrongPassword):
            services.accept(token=token, name="X", password="wrong-wrong-wrong", language="en")
        assert services.accept(token=token, name="X", password=PASSWORD, language="ar").name == "Charlie"
    assert User.objects.get(pk=charlie.user_id).language == "en"

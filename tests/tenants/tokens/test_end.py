"""A token ends when it is revoked, when its time is over, and when its member goes."""

from datetime import timedelta

import pytest
from django.http import Http404

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import invitations
from tenants.membership import services as membership
from tenants.membership.models import Member
from tenants.tokens import selectors, services
from tenants.tokens.errors import NotOwn
from tenants.tokens.models import Token
from tenants.tokens.rules import Key
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


def make(by: Member) -> tuple[Token, Key]:
    return services.create(name="Shop", scopes=["tickets:read"], expires_at=clock.now() + timedelta(days=1), by=by)


def test_a_revoked_token_opens_nothing_and_stays_revoked(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        token, key = make(bob)
        first = services.revoke(token=token, by=bob)
        again = services.revoke(token=token, by=bob)
        assert selectors.live(key.secret) is None
        assert (again.revoked_at, again.revoked_by) == (first.revoked_at, bob)
        assert Entry.objects.filter(verb="tokens.revoke").count() == 1


def test_an_admin_ends_somebody_elses_and_an_agent_does_not(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        hers, key = make(alice)
        with pytest.raises(NotOwn):
            services.revoke(token=hers, by=bob)
        with pytest.raises(Http404):
            selectors.get_for(bob, pk=hers.pk)
        assert selectors.live(key.secret) == hers
        his, _key = make(bob)
        assert services.revoke(token=his, by=alice).revoked_by == alice


def test_an_expired_token_opens_nothing(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        token, key = make(bob)
        Token.objects.update(expires_at=clock.now())
        assert selectors.live(key.secret) is None
        assert not selectors.living(bob).exists()
        assert list(selectors.ended(bob)) == [token]


def test_whoever_goes_takes_his_keys_with_him_and_does_not_bring_them_back(
    zaytuna: Desk, alice: Member, bob: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        token, key = make(bob)
        hers, her_key = make(alice)
        membership.remove(member=bob, by=alice)
        assert selectors.live(key.secret) is None
        token.refresh_from_db()
        assert token.revoked_by == alice
        invitations.enrol(user=_user(bob), role="agent")
        assert selectors.live(key.secret) is None
        assert selectors.live(her_key.secret) == hers


def _user(member: Member) -> User:
    return User.objects.get(pk=member.user_id)


def test_use_is_noted_once_a_minute(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        token, _key = make(bob)
        services.note_use(token=token)
        token.refresh_from_db()
        assert token.last_used_at is not None
        assert clock.now() - token.last_used_at < timedelta(seconds=5)
        first = token.last_used_at
        services.note_use(token=token)
        token.refresh_from_db()
        assert token.last_used_at == first
        Token.objects.update(last_used_at=first - timedelta(minutes=1))
        token.refresh_from_db()
        services.note_use(token=token)
        token.refresh_from_db()
        assert token.last_used_at > first

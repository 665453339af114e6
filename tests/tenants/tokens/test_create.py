from datetime import timedelta

import pytest

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership import services as membership
from tenants.membership.errors import NotHere
from tenants.membership.models import Member
from tenants.tokens import rules, selectors, services
from tenants.tokens.errors import AlreadyOver, TooMany, UnknownScope
from tenants.tokens.models import Token
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_a_hash_with_its_last_signs(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        token, key = services.create(name=" Shop ", scopes=["tickets:read"], expires_at=None, by=bob)
        assert selectors.live(key.secret) == token
        entry = Entry.objects.get(verb="tokens.create")
    assert (token.name, token.member, token.ends) == ("Shop", bob, key.secret[-4:])
    assert token.secret_hash == rules.digest(key.secret)
    assert (entry.actor_id, entry.after["scopes"]) == (bob.pk, ["tickets:read"])
    assert key.secret not in str(entry.after)


@pytest.mark.parametrize("scopes", [[], ["tickets:own"], ["tickets:read", "nothing:read"]])
def test_a_room_that_is_none_is_refused(zaytuna: Desk, bob: Member, scopes: list[str]) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(UnknownScope):
            services.create(name="Shop", scopes=scopes, expires_at=None, by=bob)
        assert not Token.objects.exists()


def test_an_end_that_is_over_is_refused(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for past in (timedelta(0), timedelta(days=3)):
            with pytest.raises(AlreadyOver):
                services.create(name="Shop", scopes=["tickets:read"], expires_at=clock.now() - past, by=bob)
        assert not Token.objects.exists()


def test_fifty_of_one_member_are_good_at_once(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        made = [services.create(name="S", scopes=["tickets:read"], expires_at=None, by=bob)[0] for _ in range(50)]
        with pytest.raises(TooMany):
            services.create(name="S", scopes=["tickets:read"], expires_at=None, by=bob)
        services.create(name="S", scopes=["tickets:read"], expires_at=None, by=alice)
        services.revoke(token=made[0], by=bob)
        services.create(name="S", scopes=["tickets:read"], expires_at=None, by=bob)


def test_who_was_removed_a_moment_ago_makes_none(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        membership.remove(member=Member.objects.get(pk=bob.pk), by=alice)
        with pytest.raises(NotHere):
            services.create(name="Shop", scopes=["tickets:read"], expires_at=None, by=bob)
        assert not Token.objects.exists()

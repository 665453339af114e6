import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.support import selectors, services
from tenants.support.errors import Ended
from tenants.support.models import SupportGrant
from tests.factories.people import Desk


@pytest.mark.parametrize(("length", "hours"), [("hour", 1), ("day", 24), ("week", 168)])
def test_operators_are_let_in_for_as_long_as_was_said(zaytuna: Desk, alice: Member, length: str, hours: int) -> None:
    with tenant_context(zaytuna.tenant), time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock_:
        grant = services.grant(reason="A lost mail", length=length, by=alice)
        clock_.shift(hours * 3600 - 1)
        assert selectors.current() == grant
        clock_.shift(1)
        assert selectors.current() is None
        assert selectors.earlier() == [grant]


def test_it_is_in_the_companys_audit(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        grant = services.grant(reason="A lost mail", length="hour", by=alice)
        services.revoke(support_grant=grant, by=alice)
        found = Entry.objects.order_by("created_at", "id").values_list("verb", "actor_label", "object_label")
        assert list(found) == [("support.grant", "Alice", "A lost mail"), ("support.revoke", "Alice", "A lost mail")]


def test_a_new_grant_takes_the_place_of_the_one_before(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first = services.grant(reason="One", length="week", by=alice)
        second = services.grant(reason="Two", length="hour", by=alice)
        assert selectors.current() == second
        first.refresh_from_db()
        assert first.revoked_at is not None


def test_what_has_ended_cannot_be_ended(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        grant = services.grant(reason="One", length="hour", by=alice)
        services.revoke(support_grant=grant, by=alice)
        ended = SupportGrant.objects.get().revoked_at
        with pytest.raises(Ended):
            services.revoke(support_grant=grant, by=alice)
        assert SupportGrant.objects.get().revoked_at == ended


def test_the_database_knows_no_grant_of_more_than_seven_days(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.grant(reason="One", length="week", by=alice)
        for statement, why in (
            ("UPDATE tenants_supportgrant SET expires_at = expires_at + interval '1 second'", "check constraint"),
            ("DELETE FROM tenants_supportgrant", "permission denied"),
        ):
            with pytest.raises(DatabaseError, match=why), transaction.atomic():
                _execute(statement)
        assert SupportGrant.objects.get().expires_at > clock.now()


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

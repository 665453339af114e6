"""What giving costs the database: many give from one budget at once, and who is refused must not hold them up."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures, make_gesture
from tests.tickets.recovery.gifts import give
from tickets.recovery import granting
from tickets.recovery.errors import OverLimit
from tickets.recovery.models import Grant, Recovery

GRANT, REFUSAL, REPEAT, REVERSAL = 9, 7, 5, 15
"""Statements, with the savepoint and its end."""


@pytest.fixture
def recovery(zaytuna: Desk, alice: Member, bob: Member) -> Recovery:
    with tenant_context(zaytuna.tenant):
        for kind in ("refund", ""):
            allow_gestures(alice, kind=kind, per_ticket=5000, per_customer=6000, per_period=7000)
        opened = make_gesture(bob)
        give(opened, bob, 100, kind="refund", key="first")
        return opened


def test_a_grant_costs_few_statements_however_many_limits_bind_it(
    zaytuna: Desk, recovery: Recovery, bob: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        with django_assert_num_queries(GRANT):
            give(recovery, bob, 100, kind="refund", key="second")
        with django_assert_num_queries(REPEAT):
            give(recovery, bob, 100, kind="refund", key="second")


def test_a_refusal_costs_fewer_and_writes_nothing(
    zaytuna: Desk, recovery: Recovery, bob: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        with django_assert_num_queries(REFUSAL) as seen, pytest.raises(OverLimit):
            give(recovery, bob, 4901, kind="refund", key="second")
        assert not [query for query in seen.captured_queries if query["sql"].lstrip().startswith(("INSERT", "UPDATE"))]


def test_a_reversal_costs_the_same_however_many_limits_bound_it(
    zaytuna: Desk, recovery: Recovery, alice: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        grant = Grant.objects.get(key="first")
        with django_assert_num_queries(REVERSAL):
            granting.reverse(grant=grant, by=alice, reason="")

"""A process killed at any point of a grant: what it acknowledged is there, and its repeat gives nothing twice."""

import os

import pytest
from django.db import connection, connections

from bench.dying import COMMIT, Point, dying, points
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery
from tickets.recovery import checking
from tickets.recovery.models import Grant, Recovery

pytestmark = pytest.mark.django_db(transaction=True)
DEAD = 137


def _give(desk: Desk, recovery: Recovery, by: Member, key: str) -> Grant:
    with tenant_context(desk.tenant):
        return give(recovery, by, 100, key=key)


def _in_a_child(work: object, *arguments: object) -> int:
    """Run it in a process of its own; gives the exit code: 0 when it was acknowledged."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)  # type: ignore[operator]
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_wherever_a_process_dies_one_grant_is_given(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        recovery = make_recovery(bob)
        allow_gestures(alice, per_period=100)
    every = points(lambda: _give(zaytuna, recovery, bob, "first"))
    assert len(every) > 20
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice, per_period=100 * (len(every) + 1))  # room for each once, and for none twice
    codes = []
    for point in every:

        def die_there() -> None:
            with dying(point, lambda: os._exit(DEAD)):  # noqa: B023
                _give(zaytuna, recovery, bob, str(point))  # noqa: B023

        codes.append(_in_a_child(die_there))
        with tenant_context(zaytuna.tenant):
            kept = Grant.objects.filter(key=str(point)).count()
        assert kept == (1 if str(point) == "after COMMIT" else 0), point
        assert _give(zaytuna, recovery, bob, str(point)).key == str(point)
    assert set(codes) == {DEAD}
    with tenant_context(zaytuna.tenant):
        assert Grant.objects.count() == len(every) + 1
        assert list(checking.check()) == []
        assert_sound()
    connection.close()


def test_who_acknowledges_before_the_commit_loses_it(zaytuna: Desk, alice: Member, bob: Member) -> None:
    """The control: the check would see a loss."""
    with tenant_context(zaytuna.tenant):
        recovery = make_recovery(bob)
        allow_gestures(alice, per_period=100)
    ear, mouth = os.pipe()

    def give_and_say_too_early() -> None:
        with dying(Point(COMMIT, "before"), lambda: os._exit(DEAD)), tenant_context(zaytuna.tenant):
            give(recovery, bob, 100, key="early")
            os.write(mouth, b"given")

    assert _in_a_child(give_and_say_too_early) == DEAD
    os.close(mouth)
    with open(ear, "rb") as said:
        assert said.read() == b"given"
    with tenant_context(zaytuna.tenant):
        assert not Grant.objects.filter(key="early").exists()
    connection.close()

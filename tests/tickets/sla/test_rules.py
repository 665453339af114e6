from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from tickets.calendars.rules import Hours
from tickets.sla import rules
from tickets.sla.rules import Matter, Should, Times

ONE, TWO = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def _rule(channel: str = "", priority: str = "", team_id: UUID | None = None, tag_id: UUID | None = None) -> rules.Rule:
    return SimpleNamespace(channel=channel, priority=priority, team_id=team_id, tag_id=tag_id)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (_rule(), True),
        (_rule(channel="email"), True),
        (_rule(channel="social"), False),
        (_rule(priority="high"), True),
        (_rule(priority="low"), False),
        (_rule(team_id=ONE), True),
        (_rule(team_id=TWO), False),
        (_rule(tag_id=TWO), True),
        (_rule(tag_id=UUID(int=9)), False),
        (_rule(channel="email", priority="high", team_id=ONE, tag_id=ONE), True),
        (_rule(channel="email", priority="high", team_id=ONE, tag_id=UUID(int=9)), False),
    ],
)
def test_a_policy_fits_when_all_that_it_names_does(rule: rules.Rule, fits: bool) -> None:
    matter = Matter("email", "high", ONE, frozenset({ONE, TWO}))
    assert rules.fits(rule, matter) is fits


def test_the_first_that_fits_counts() -> None:
    none, first, second = _rule(channel="social"), _rule(channel="email"), _rule()
    assert rules.first_fit([none, first, second], Matter("email", "low")) is first
    assert rules.first_fit([none], Matter("email", "low")) is None


@pytest.mark.parametrize(
    ("first", "second", "covers"),
    [
        (_rule(), _rule(channel="email", tag_id=ONE), True),
        (_rule(channel="email"), _rule(channel="email", priority="high"), True),
        (_rule(channel="email"), _rule(), False),
        (_rule(priority="high"), _rule(priority="low"), False),
        (_rule(team_id=ONE), _rule(team_id=TWO), False),
        (_rule(team_id=ONE), _rule(team_id=ONE, tag_id=TWO), True),
        (_rule(tag_id=ONE), _rule(team_id=ONE), False),
    ],
)
def test_a_policy_covers_another_when_it_asks_nothing_more(first: rules.Rule, second: rules.Rule, covers: bool) -> None:
    assert rules.covers(first, second) is covers


@pytest.mark.parametrize(
    ("waits", "is_answering", "should"),
    [(True, False, "run"), (True, True, "run"), (False, True, "run"), (False, False, "end")],
)
def test_an_answer_runs_until_it_is_there(waits: bool, is_answering: bool, should: str) -> None:
    assert rules.answer_should(waits=waits, is_answering=is_answering) is Should(should)


@pytest.mark.parametrize(
    ("status", "should"), [("new", "run"), ("open", "run"), ("waiting", "pause"), ("solved", "met")]
)
def test_a_solution_rests_while_we_wait(status: str, should: str) -> None:
    assert rules.resolution_should(status) is Should(should)


@pytest.mark.parametrize(
    ("elapsed", "warn", "due"), [(0, 75, 100), (50, 25, 50), (80, 0, 20), (100, 0, 0), (300, 0, 0)]
)
def test_what_has_passed_is_not_waited_for_again(elapsed: int, warn: int, due: int) -> None:
    times = rules.times(Hours("UTC"), since=NOW, elapsed_s=elapsed * 60, target_s=6000, warn_percent=75)
    assert times == Times(NOW + timedelta(minutes=warn), NOW + timedelta(minutes=due))


@pytest.mark.parametrize(
    ("is_warned", "is_breached", "looks"), [(False, False, "warn"), (True, False, "due"), (True, True, None)]
)
def test_it_is_looked_at_for_the_warning_then_the_end(is_warned: bool, is_breached: bool, looks: str | None) -> None:
    times = Times(NOW, NOW + timedelta(hours=1))
    at = {"warn": times.warn_at, "due": times.due_at, None: None}[looks]
    assert rules.next_look(times, is_warned=is_warned, is_breached=is_breached) == at

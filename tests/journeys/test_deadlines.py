"""Deadlines by real workers that are killed while they write them down, on a broker that forgets."""

import time
from collections.abc import Iterator

import pytest

from tests.journeys.yard import Yard, open_yard, wait_until

DUE = 3000
LEFT = "SELECT count(*) FROM tickets_slaclock WHERE next_at IS NOT NULL AND next_at <= now()"
MISSED = "SELECT count(*) FROM tickets_slaclock WHERE breached_at IS NOT NULL"
TOLD = "SELECT count(*), count(DISTINCT clock_id) FROM tickets_slaevent WHERE verb = 'breached'"
SHOWN = "SELECT count(*), count(DISTINCT data->>'clock') FROM tickets_event WHERE verb = 'sla.breached'"
WRONG = "SELECT count(*) FROM tickets_slaevent e JOIN tickets_slaclock c ON c.id = e.clock_id WHERE e.at <> c.due_at"


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        yard.act("seed", "zaytuna", "tapuz")
        yield yard
        print(yard.logs())


def _missed(yard: Yard) -> int:
    return int(yard.count(MISSED)[0][0])


def test_without_the_sweeper_nobody_hears_of_a_deadline(yard: Yard) -> None:
    """The control: nothing else than the sweeper finds what is due, whatever is flushed."""
    assert yard.act("miss", "tapuz", "5") == 5
    yard.start("worker")
    yard.flush()
    time.sleep(3)
    assert (yard.count(LEFT), _missed(yard)) == ([(5,)], 0)
    yard.start("beat")
    wait_until(lambda: _missed(yard) == 5, seconds=60, what="the sweeper")


def test_each_deadline_is_told_once_whoever_is_killed(yard: Yard) -> None:
    before = _missed(yard)
    assert yard.act("miss", "zaytuna", str(DUE)) == DUE
    kills_in_the_middle = 0
    for share in (1, 2, 3):
        wait_until(lambda share=share: _missed(yard) - before >= DUE * share // 5, seconds=60, what="some of them")
        yard.kill("worker", "beat")
        kills_in_the_middle += yard.count(LEFT) != [(0,)]
        yard.flush()
        yard.start("worker", "beat")
    wait_until(lambda: yard.count(LEFT) == [(0,)], seconds=120, what="all of them")
    assert kills_in_the_middle > 0  # else the kills hit nothing, and this test says nothing
    every = before + DUE
    assert _missed(yard) == every
    assert yard.count(TOLD) == yard.count(SHOWN) == [(every, every)]
    assert yard.count(WRONG) == [(0,)]

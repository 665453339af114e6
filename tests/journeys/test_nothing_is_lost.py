"""Every mail is one ticket and every answer leaves under one Message-ID, whatever is killed or flushed meanwhile.

And the control: without the sweeper, what was rung for on a broker that was flushed stays where it is.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread

import pytest

from tests.factories.mail import write
from tests.journeys.yard import Yard, open_yard, wait_until

SUPPORT, OTHER = "support@zaytuna.localhost", "support@tapuz.localhost"
WAITING = """
SELECT (SELECT count(*) FROM tickets_inbound i JOIN tenants_tenant t ON t.id = i.tenant_id
        WHERE i.state = 'queued' AND t.slug = 'zaytuna'),
       (SELECT count(*) FROM tenants_item WHERE state = 'queued')
"""

UNANSWERED = "SELECT count(*) FROM tickets_ticket WHERE waiting_since IS NOT NULL"


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        assert yard.act("seed", "zaytuna", "tapuz") == [SUPPORT, OTHER]
        yard.start("mail-in", "worker")
        yield yard
        print(yard.logs())


def _letter(number: int) -> bytes:
    words, sender = f"Matter {number}", f"customer-{number}@example.com"
    return write(words, subject=words, sender=sender, message_id=f"<{number}@example.com>")


def _tickets(yard: Yard) -> int:
    return int(yard.count("SELECT count(*) FROM tickets_ticket")[0][0])


def test_without_the_sweeper_what_a_flush_forgot_stays_undone(yard: Yard) -> None:
    yard.hand_over(_letter(1001), SUPPORT)
    wait_until(lambda: _tickets(yard) == 1, seconds=60, what="the first ticket, by its ring alone")
    yard.kill("worker")
    for number in range(1002, 1007):
        yard.hand_over(_letter(number), SUPPORT)
    assert yard.act("answer", "zaytuna") == 1
    yard.flush()
    yard.start("worker")
    yard.hand_over(_letter(1007), OTHER)
    wait_until(lambda: _tickets(yard) == 2, seconds=60, what="a mail that was rung for after the flush")
    time.sleep(1)
    assert yard.count(WAITING) == [(5, 1)]
    assert yard.sink.taken == {}
    yard.start("beat")
    wait_until(lambda: yard.count(WAITING) == [(0, 0)], seconds=60, what="the sweeper's mending")
    assert _tickets(yard) == 7
    assert len(yard.sink.taken) == 1


def test_every_mail_is_one_ticket_and_every_answer_leaves_under_one_id(yard: Yard) -> None:
    if "beat" not in yard.processes:
        yard.start("beat")
    before = _tickets(yard)
    seed = random.randrange(10**6)
    print("seed", seed)
    with _customers(yard) as written:
        forgotten = _kill_and_flush(yard, random.Random(seed))
    wait_until(lambda: yard.count(WAITING)[0][0] == 0, seconds=60, what="reading every mail")
    yard.act("answer", "zaytuna")
    wait_until(lambda: yard.count(WAITING) == [(0, 0)], seconds=60, what="sending every answer")
    assert forgotten > 0  # else the flushes hit nothing, and this test says nothing
    assert sum(map(len, yard.sink.taken.values())) > len(yard.sink.taken)  # nor did the kills
    assert _tickets(yard) - before == len(written)
    _check(yard)


def _kill_and_flush(yard: Yard, chance: random.Random) -> int:
    """Kill a worker that has just handed a mail over, and flush what was rung. Gives how much waited at the flushes."""
    forgotten = 0
    for kills in (["worker"], ["worker", "mail-in"], ["worker"]):
        wait_until(lambda: yard.count(UNANSWERED)[0][0] > 2, seconds=60, what="tickets to answer")
        yard.sink.held, more = True, yard.sink.more()
        yard.act("answer", "zaytuna")
        wait_until(more, seconds=60, what="the first answer to leave")
        yard.kill(*kills)  # the mail is at the other side; the worker does not know it yet
        yard.sink.held = False
        time.sleep(chance.uniform(0.1, 0.6))
        forgotten += sum(yard.count(WAITING)[0])
        yard.flush()
        yard.start(*kills)
    return forgotten


@contextmanager
def _customers(yard: Yard) -> Iterator[list[int]]:
    """Two customers who write all the time; gives the numbers of the mails that were acknowledged."""
    written: list[int] = []
    done = Event()

    def write_on(start: int) -> None:
        for number in count(start, 2):
            yard.hand_over(_letter(number), SUPPORT)
            written.append(number)
            if done.wait(0.4):
                return

    threads = [Thread(target=write_on, args=(start,)) for start in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield written
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _check(yard: Yard) -> None:
    by_ticket = "SELECT count(*) n FROM tickets_message WHERE kind = 'customer' GROUP BY ticket_id"
    assert set(yard.count(by_ticket)) == {(1,)}
    assert yard.count("SELECT DISTINCT state FROM tickets_inbound") == [("done",)]
    assert yard.count("SELECT DISTINCT state FROM tenants_item") == [("done",)]
    answers = yard.count("SELECT delivery, count(*) FROM tickets_message WHERE kind = 'reply' GROUP BY 1")
    [(delivery, number)] = answers
    assert (delivery, number) == ("sent", len(yard.sink.taken))
    ours = {mail_id for (mail_id,) in yard.count("SELECT mail_id FROM tickets_outbound")}
    assert set(yard.sink.taken) == ours
    assert all(len(set(copies)) == 1 for copies in yard.sink.taken.values())

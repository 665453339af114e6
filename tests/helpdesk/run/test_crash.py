"""kill -9 of anything: no process is left, no data is lost, the next start is an ordinary one."""

import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest

from helpdesk.run.folder import CHECKOUT
from tests.helpdesk.run.conftest import Place, wait_for


def running(place: Place) -> subprocess.Popen[str]:
    """Start services around a long command, with one row written and acknowledged."""
    process = place.host()
    place.query("CREATE TABLE kept AS SELECT 41 AS answer")
    return process


def count_kept(place: Place) -> object:
    """The rows of the table, or None while the database recovers."""
    try:
        return place.query("SELECT count(*) FROM kept")
    except psycopg.OperationalError:
        return None


def test_kill_9_of_the_supervisor_ends_everything_and_keeps_the_data(place: Place) -> None:
    supervisor = running(place)

    supervisor.kill()

    place.wait_until_gone(10)
    assert place.sql("SELECT count(*) FROM kept") == "1"


def test_kill_9_of_everything_at_once_is_mended_by_the_next_start(place: Place) -> None:
    running(place)

    place.kill_all()

    assert place.sql("SELECT count(*) FROM kept") == "1"


@pytest.mark.parametrize("program", ["bin/postgres", "valkey-server"])
def test_a_service_that_is_killed_is_started_again(place: Place, program: str) -> None:
    running(place)

    is_back = place.kill(program)

    wait_for(is_back, f"{program} runs again", 20)
    wait_for(lambda: count_kept(place) == 1, "the row is there", 20)


def test_what_valkey_was_told_survives_its_death(place: Place) -> None:
    running(place)
    assert tell(place, "incr('n')") == "1"
    wait_for(lambda: b"incr" in append_only_file(place).lower(), "the command is on disk", 5)

    is_back = place.kill("valkey-server")
    wait_for(is_back, "valkey runs again", 20)

    wait_for(lambda: tell(place, "get('n').decode()") == "1", "valkey says what it was told", 20)


def tell(place: Place, command: str) -> str:
    """What valkey answers, or "" while it is not listening yet or has nothing to say."""
    script = f"import os, redis; print(redis.Redis.from_url(os.environ['CACHE_URL']).{command})"
    status, output = place.run("exec", "--", sys.executable, "-c", script)
    return output.strip() if status == 0 else ""


def append_only_file(place: Place) -> bytes:
    return b"".join(path.read_bytes() for path in place.folder.services.glob("valkey/appendonlydir/*.aof"))


def test_a_start_cut_short_in_the_middle_leaves_nothing_in_the_way(new_place: Place) -> None:
    for delay in (0.05, 0.3, 0.6):
        process = new_place.start("exec", "--", "sleep", "600")
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=delay)
        process.kill()
    new_place.wait_until_gone(10)

    assert new_place.sql("SELECT 1") == "1"


def test_forks_of_a_child_die_with_it(place: Place, tmp_path: Path) -> None:
    """Celery's pool and granian's workers are forks: the tie of the child itself is not inherited."""
    (tmp_path / "forking.py").write_text(
        textwrap.dedent("""
            import os, time
            if os.fork() == 0 and os.fork() == 0:
                print("forked", flush=True)
            time.sleep(600)
        """)
    )
    child = subprocess.Popen(
        [sys.executable, "-m", "helpdesk.run.child", "forking", str(place.folder.root)],
        env=place.env(PYTHONPATH=str(tmp_path)),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "forked\n"
    assert len(place.processes()) == 3

    child.kill()
    child.wait()

    place.wait_until_gone(5)

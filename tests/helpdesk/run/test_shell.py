"""`manage.py` in another shell works on the desk that runs, and says so when none does."""

import subprocess
import sys

from helpdesk.run.folder import CHECKOUT
from tests.helpdesk.run.conftest import Place


def manage(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=place.env(), cwd=CHECKOUT, capture_output=True, text=True, timeout=60)


def test_without_a_running_desk_a_command_says_how_to_start_it(place: Place) -> None:
    done = manage(place, "migrate")

    assert done.returncode == 1
    assert done.stderr == "The desk is not running: start it with `make run`.\n"


def test_a_command_that_needs_no_database_runs_anyway(place: Place) -> None:
    done = manage(place, "compile_po", "--help")

    assert done.returncode == 0, done.stderr


def test_a_command_finds_the_database_of_the_running_desk(place: Place) -> None:
    host = place.host()

    done = manage(place, "shell", "--no-imports", "-c", "import os; print(os.environ['DATABASE_URL'])")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == place.state()["DATABASE_URL"]
    assert place.folder.state.stat().st_mode & 0o777 == 0o600
    host.terminate()
    host.wait()


def test_the_state_a_killed_desk_left_is_not_believed(place: Place) -> None:
    host = place.host()
    host.kill()
    host.wait()
    place.wait_until_gone()

    assert place.folder.state.exists()
    assert manage(place, "migrate").returncode == 1

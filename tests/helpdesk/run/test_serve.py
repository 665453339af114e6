"""`serve`: the whole desk under one command, and what is left of it when it ends, however it ends."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from tests.helpdesk.run.conftest import Place, make_place, wait_for

# What `ps` shows of each process of the desk.
PROGRAMS = {
    "web": "helpdesk.wsgi:application",
    "events": "helpdesk.events:application",
    "worker": "-A helpdesk worker",
    "beat": "-A helpdesk beat",
    "mail-in": "manage mail_in",
}


def is_ready(place: Place) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{place.ports[0]}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def serve(place: Place) -> subprocess.Popen[str]:
    """Start the desk, read its logs to the last line of the start, and leave it running."""
    process = place.start("serve")
    place.pid = process.pid
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Heard is ready: " in line:
            return process
    pytest.fail("the desk did not start:\n" + "".join(lines))


@pytest.fixture(scope="module")
def desk() -> Iterator[Place]:
    """One desk for the tests of this file: they run in order, and the last one stops it."""
    made = make_place(0o711)
    serve(made)
    yield made
    made.close()
    made.folder.root.parent.rmdir()


def test_the_desk_is_ready_when_it_says_so(desk: Place) -> None:
    assert is_ready(desk)
    assert {name for name, words in PROGRAMS.items() if not desk.pids_of(words)} == set()


def test_a_second_start_says_that_the_desk_runs_already(desk: Place) -> None:
    code, output = desk.run("serve")

    assert code == 1
    assert output.strip() == (
        f"The desk runs already at http://localhost:{desk.ports[0]} (process {desk.pid}): "
        "stop it, or set HELPDESK_DATA for a second desk."
    )


def test_a_command_joins_the_desk(desk: Place) -> None:
    code, output = desk.run("exec", "--", "sh", "-c", "echo $DATABASE_URL $PORT")

    assert (code, output.split()) == (0, [desk.state()["DATABASE_URL"], str(desk.ports[0])])


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_process_that_is_killed_comes_back(desk: Place, name: str) -> None:
    is_back = desk.kill(PROGRAMS[name])

    wait_for(is_back, f"{name} runs again and none of its forks is left")
    wait_for(lambda: is_ready(desk), "the desk is ready again")


def test_the_desk_survives_the_death_of_its_database(desk: Place) -> None:
    is_back = desk.kill("bin/postgres")

    wait_for(is_back, "PostgreSQL runs again")
    wait_for(lambda: is_ready(desk), "the desk is ready again")


@pytest.mark.parametrize("variable", ["PORT", "EVENTS_PORT", "MAIL_IN_PORT"])
def test_a_busy_port_is_named_with_the_variable_that_moves_it(place: Place, variable: str) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        code, output = place.run("serve", **{variable: str(port)})

    assert code == 1
    assert output.startswith(f"Port {port} for ")
    assert output.rstrip().endswith(f"set {variable}.")
    assert output.count("\n") == 1


def test_a_port_that_is_no_number_is_refused(place: Place) -> None:
    code, output = place.run("serve", PORT="http")

    assert (code, output) == (1, "PORT must be a number from 1 to 65535, and it is “http”.\n")


def test_without_demo_and_mail_server_the_start_ends_with_one_sentence(place: Place) -> None:
    code, output = place.run("serve", HELPDESK_DEMO="0", EMAIL_URL="")

    assert code == 1
    assert "EMAIL_URL is not set" in output
    assert place.processes() == {}


def test_ctrl_c_before_the_desk_is_ready_leaves_nothing(place: Place) -> None:
    process = place.start("serve")
    wait_for(lambda: place.pids_of("manage migrate"), "the start is under way")

    os.kill(process.pid, signal.SIGINT)

    assert process.wait(timeout=15) == 0
    assert place.processes() == {}


def test_kill_9_of_the_supervisor_leaves_no_process_and_the_next_start_is_ready(desk: Place) -> None:
    os.kill(desk.pid, signal.SIGKILL)
    desk.wait_until_gone(10)

    serve(desk)

    assert is_ready(desk)


def test_sigterm_stops_everything_within_fifteen_seconds(desk: Place) -> None:
    desk.started[-1].terminate()

    assert desk.started[-1].wait(timeout=15) == 0
    assert desk.processes() == {}
    assert not desk.folder.state.exists()

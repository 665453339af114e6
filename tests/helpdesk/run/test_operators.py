"""`platform` and `operator`: beside a desk that runs, as another role, on this machine's own address."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.helpdesk.run.conftest import Place, free_port, make_place, wait_for

PAGES = "helpdesk.wsgi"  # what `ps` shows of the pages' process and of its worker
MIGRATE = (sys.executable, "-m", "django", "migrate", "--database", "owner", "--verbosity", "0")


@pytest.fixture(scope="module")
def desk() -> Iterator[Place]:
    """Services that stay up, with the desk's tables in them."""
    made = make_place(0o711)
    try:
        made.host()
        code, output = made.run("exec", "--", *MIGRATE, DJANGO_SETTINGS_MODULE="helpdesk.settings", HELPDESK_DEMO="1")
        assert code == 0, output
        yield made
    finally:
        made.close()
    made.folder.root.parent.rmdir()


def start(place: Place, port: int, **more: str) -> subprocess.Popen[str]:
    """Start the operators' pages and wait until they say that they are ready."""
    process = place.start("platform", PLATFORM_PORT=str(port), **more)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "are ready: " in line:
            assert f"http://127.0.0.1:{port}" in line
            return process
    pytest.fail("the operators' pages did not start:\n" + "".join(lines))


def test_without_a_desk_it_says_what_to_do(new_place: Place) -> None:
    for verb in ("platform", "operator"):
        code, output = new_place.run(verb)
        assert (code, output.count("\n")) == (1, 1)
        assert output.startswith("The desk is not running: start it with `make run`")
    assert new_place.processes() == {}


def test_a_given_database_needs_the_desks_broker_too(new_place: Place) -> None:
    code, output = new_place.run("platform", DATABASE_PLATFORM_URL="postgres://heard_platform:x@127.0.0.1:1/heard")
    assert (code, output) == (1, "DATABASE_PLATFORM_URL is set and BROKER_URL is not: give the desk's own.\n")


def test_a_busy_port_is_named_with_its_variable(desk: Place) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        code, output = desk.run("platform", PLATFORM_PORT=str(busy.getsockname()[1]))
    assert (code, output.count("\n")) == (1, 1)
    assert output.rstrip().endswith("set PLATFORM_PORT.")


def test_it_serves_this_machine_only_and_knows_no_other_database(desk: Place) -> None:
    port = free_port()
    process = start(desk, port)
    with urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=20) as page:
        assert page.status == 200
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"http://127.0.0.1:{port}/", headers={"Host": f"localhost:{port}"}), timeout=20)
    assert refused.value.code == 400
    assert _listening(port) == {"0100007F"}, "127.0.0.1 and nothing else"
    for pid in desk.pids_of(PAGES):
        told = Path(f"/proc/{pid}/environ").read_text()
        assert "DATABASE_PLATFORM_URL=" in told
        assert not re.search(r"DATABASE_(OWNER_|SWEEPER_)?URL=", told)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    wait_for(lambda: not desk.pids_of(PAGES), "nothing of it is left")


def _listening(port: int) -> set[str]:
    """On which addresses somebody listens at a port, as the kernel writes them."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    lines += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    found = (line[1].split(":") for line in lines if line[3] == "0A")
    return {address for address, listens in found if int(listens, 16) == port}


def test_kill_9_leaves_no_orphan(desk: Place) -> None:
    process = start(desk, free_port())
    assert desk.pids_of(PAGES)
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not desk.pids_of(PAGES), "nothing of it is left")
    assert desk.query("SELECT 1") == 1, "the desk goes on"


def test_an_operator_is_made_once_and_shown_once(desk: Place) -> None:
    made = _operator(desk, "ada@platform.example", "--name", "Ada")
    assert re.search(r"^otpauth://totp/Heard%20platform:ada%40platform.example\?secret=[A-Z2-7]{32}&", made, re.M)
    assert len(re.findall(r"^  [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$", made, re.M)) == 10
    assert "is an operator already" in _operator(desk, "ada@platform.example")
    assert "--renew" not in _operator(desk, "ada@platform.example", "--renew")
    assert "too short" in _operator(desk, "eve@platform.example", password="short")
    assert "is disabled" in _operator(desk, "ada@platform.example", "--disable")
    assert desk.query("SELECT count(*) FROM tenants_operator WHERE disabled_at IS NOT NULL") == 1
    assert desk.query("SELECT count(*) FROM tenants_operator") == 1


def _operator(desk: Place, *arguments: str, password: str = "an-operator-with-patience") -> str:
    command = [sys.executable, "-m", "helpdesk.run", "operator", *arguments]
    done = subprocess.run(command, env=desk.env(), input=f"{password}\n", capture_output=True, text=True, timeout=90)
    return done.stdout + done.stderr

"""`exec` and `test`: run one command with the services of the desk up."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpdesk.run import catalogues, state
from helpdesk.run.desk import Desk
from helpdesk.run.embedded import Services, services_of
from helpdesk.run.environment import desk_environment, given_services, with_programs
from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.folder import DataFolder, socket_folder_of
from helpdesk.run.supervisor import Program, Supervisor

JOIN_SECONDS = 120.0
THROW_AWAY = "heard-test-"


def execute(command: Sequence[str]) -> int:
    """Run a command with the desk's environment: given services, those that run here already, or our own."""
    folder = DataFolder.from_env()
    folder.make()
    if given_services():
        return _run(command, desk_environment(folder, None))
    lock = state.DeskLock(folder)
    if not lock.take():
        return _join(folder, command)
    try:
        services = services_of(folder)
        return _host(folder, services, command, desk_environment(folder, services) | Desk.from_env().environment())
    finally:
        lock.release()


def test(arguments: Sequence[str]) -> int:
    """Run pytest against a cluster of its own, thrown away afterwards."""
    command = [sys.executable, "-m", "pytest", *arguments]
    catalogues.compile_stale()
    _sweep()
    with tempfile.TemporaryDirectory(prefix=THROW_AWAY) as name:
        folder = DataFolder(Path(name).resolve())
        folder.make()
        folder.root.chmod(0o711)
        lock = state.DeskLock(folder)
        lock.take()
        try:
            if given_services():
                return _run(command, desk_environment(folder, None))
            services = services_of(folder, durable=False)
            return _host(folder, services, command, desk_environment(folder, services))
        finally:
            _throw_away(folder)
            lock.release()


def _host(folder: DataFolder, services: Services, command: Sequence[str], lent: Mapping[str, str]) -> int:
    """Run a command around services of our own; stop them when it, and whoever joined, is done."""
    with (folder.logs / "services.log").open("a", buffering=1) as log:
        with Supervisor(lambda name, line: print(name, "|", line, file=log)) as supervisor:
            code = _attend(supervisor, folder, services, command, lent)
    services.tidy()
    return code


def _attend(
    supervisor: Supervisor, folder: DataFolder, services: Services, command: Sequence[str], lent: Mapping[str, str]
) -> int:
    try:
        services.start(supervisor)
        state.publish(folder, state.State(os.getpid(), "exec", lent))
        code = supervisor.run_in_foreground(_program(command, lent))
        _see_off(supervisor, folder)
    except Stopped:
        return 128 + supervisor.signal
    except RunError:
        print(*supervisor.last_words(), sep="\n", file=sys.stderr)
        raise
    finally:
        state.withdraw(folder)
    return code


def _see_off(supervisor: Supervisor, folder: DataFolder) -> None:
    """Wait for those who joined. Whoever comes after the state is gone waits for the lock, and starts services anew."""
    supervisor.wait_while(lambda: state.has_guests(folder))
    state.withdraw(folder)
    supervisor.wait_while(lambda: state.has_guests(folder))


def _join(folder: DataFolder, command: Sequence[str]) -> int:
    """Run a command with services another process keeps up; start them after all when that one ends first."""
    deadline = time.monotonic() + JOIN_SECONDS
    while state.DeskLock(folder).is_held():
        with state.joined(folder):
            if found := state.running(folder):
                return _run(command, found.env)
        if time.monotonic() > deadline:
            raise RunError(f"Something holds {folder.root / 'lock'} and does not get ready: stop it and try again.")
        time.sleep(0.1)
    return execute(command)


def _run(command: Sequence[str], lent: Mapping[str, str]) -> int:
    with Supervisor(print) as supervisor:
        return supervisor.run_in_foreground(_program(command, lent))


def _program(command: Sequence[str], lent: Mapping[str, str]) -> Program:
    return Program("command", tuple(command), with_programs({**os.environ, **lent}), cwd=Path.cwd())


def _sweep() -> None:
    """Remove throw-away folders whose owner was killed before it could; a minute old, so that it had time to lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY}*"):
        folder, status = DataFolder(path.resolve()), path.stat()
        left = status.st_uid == os.geteuid() and time.time() - status.st_mtime > 60
        if left and not state.DeskLock(folder).is_held():
            _throw_away(folder)
            shutil.rmtree(path, ignore_errors=True)


def _throw_away(folder: DataFolder) -> None:
    """Remove what a throw-away desk leaves outside of its folder."""
    shutil.rmtree(folder.services.resolve(), ignore_errors=True)
    shutil.rmtree(socket_folder_of(folder), ignore_errors=True)

"""`exec` and `test`: run one command with the services of the desk up."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpdesk.run import state
from helpdesk.run.embedded import services_of
from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.folder import CHECKOUT, DataFolder
from helpdesk.run.process import spawn
from helpdesk.run.supervisor import Program, Supervisor

JOIN_SECONDS = 120.0


def given_services() -> bool:
    """Tell whether the environment names database and broker. Raises RunError when it names only one."""
    given = [name for name in ("DATABASE_URL", "BROKER_URL") if os.environ.get(name)]
    if len(given) == 1:
        missing = ({"DATABASE_URL", "BROKER_URL"} - set(given)).pop()
        raise RunError(f"{given[0]} is set and {missing} is not: set both, or neither to start the embedded services.")
    return bool(given)


def execute(command: Sequence[str]) -> int:
    """Run a command with the desk's environment: given services, those that run here already, or our own."""
    folder = DataFolder.from_env()
    if given_services():
        os.execvpe(command[0], list(command), with_path(os.environ))
    folder.make()
    lock = state.DeskLock(folder)
    if not lock.take():
        return _join(folder, command)
    try:
        return _host(folder, command, durable=True)
    finally:
        lock.release()


def test(arguments: Sequence[str]) -> int:
    """Run pytest against a cluster of its own, thrown away afterwards."""
    command = [sys.executable, "-m", "pytest", *arguments]
    if given_services():
        os.execvpe(command[0], command, with_path(os.environ))
    with tempfile.TemporaryDirectory(prefix="heard-test-") as name:
        folder = DataFolder(Path(name).resolve())
        folder.root.chmod(0o711)
        try:
            return _host(folder, command, durable=False)
        finally:
            remove_services(folder)


def remove_services(folder: DataFolder) -> None:
    """Remove the cluster of a data folder, also where it lies outside of it."""
    shutil.rmtree(folder.services.resolve(), ignore_errors=True)


def with_path(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` with the programs of this virtual environment first."""
    return {**env, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', os.defpath)}"}


def _host(folder: DataFolder, command: Sequence[str], *, durable: bool) -> int:
    services = services_of(folder, durable=durable)
    env = {"SECRET_KEY": services.secrets["secret_key"], **services.environment(), "HELPDESK_DATA": str(folder.root)}
    with (folder.logs / "services.log").open("a", buffering=1) as log, Supervisor(lambda name, line: print(name, "|", line, file=log)) as supervisor:
        try:
            services.start(supervisor)
            state.publish(folder, state.State(os.getpid(), "exec", env))
            program = Program("command", tuple(command), with_path({**os.environ, **env}), cwd=Path.cwd())
            code = supervisor.run_in_foreground(program)
            supervisor.wait_while(lambda: state.has_guests(folder))
        except Stopped:
            return 130
        except RunError:
            sys.stderr.write("".join(f"{line}\n" for line in supervisor.last_words()))
            raise
        finally:
            state.withdraw(folder)
    return code


def _join(folder: DataFolder, command: Sequence[str]) -> int:
    """Run a command with services another process keeps up; start them after all when that one ends first."""
    with state.joined(folder):
        if found := _await(folder):
            env = with_path({**os.environ, **found.env})
            return spawn(command, env=env, cwd=Path.cwd(), own_session=False).wait()
    return execute(command)


def _await(folder: DataFolder) -> state.State | None:
    deadline = time.monotonic() + JOIN_SECONDS
    while state.DeskLock(folder).is_held():
        if found := state.running(folder):
            return found
        if time.monotonic() > deadline:
            raise RunError(f"Something holds {folder.root / 'lock'} and does not get ready: stop it and try again.")
        time.sleep(0.1)
    return None

"""`platform`: the operators' pages, beside the running desk. `operator`: make somebody an operator."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from helpdesk.run import state
from helpdesk.run.desk import answers, check_free, number
from helpdesk.run.environment import desk_environment
from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.folder import CHECKOUT, DataFolder
from helpdesk.run.logs import Console
from helpdesk.run.supervisor import Program, Supervisor

HOST = "127.0.0.1"  # and nothing else: these pages are for this machine, or for a tunnel to it
SETTINGS = "helpdesk.platform_settings"
READY_SECONDS = 60.0
NOT_FOR_OPERATORS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SWEEPER_URL", "EMAIL_URL")


def platform() -> int:
    """Serve the operators' pages until a signal comes. Raises RunError when they cannot start."""
    folder = DataFolder.from_env()
    folder.make()
    with _lent(folder) as lent:
        env = _environment(lent)
        port = number(env, "PLATFORM_PORT", number(env, "PORT", 8000) + 2000)
        check_free(HOST, port, "the operators' pages", "PLATFORM_PORT")
        console = Console()
        with Supervisor(console) as supervisor:
            try:
                _bring_up(supervisor, env, port)
                console("heard", f"The operators' pages are ready: http://{HOST}:{port} · `make operator` makes one")
                supervisor.run(lambda: None, every=60)
            except Stopped:
                console("heard", "stopped before it was ready")
    return 0


def operator(arguments: Sequence[str]) -> int:
    """Run `create_operator` as the operators' role, beside the running desk or on a given database."""
    folder = DataFolder.from_env()
    folder.make()
    with _lent(folder) as lent, Supervisor(print) as supervisor:
        program = _python("operator", _environment(lent), "django", "create_operator", *arguments)
        return supervisor.run_in_foreground(program)


@contextmanager
def _lent(folder: DataFolder) -> Iterator[Mapping[str, str]]:
    """The variables of a given database, or those of the desk that runs here, kept up while we use it."""
    if os.environ.get("DATABASE_PLATFORM_URL"):
        missing = [name for name in ("BROKER_URL", "CACHE_URL") if not os.environ.get(name)]
        if missing:
            raise RunError(f"DATABASE_PLATFORM_URL is set and {missing[0]} is not: give the desk's own.")
        yield desk_environment(folder, None)
        return
    with state.joined(folder):
        found = state.running(folder)
        if found is None:
            raise RunError(
                "The desk is not running: start it with `make run` in another terminal, "
                "or set DATABASE_PLATFORM_URL, BROKER_URL and CACHE_URL."
            )
        yield found.env


def _environment(lent: Mapping[str, str]) -> dict[str, str]:
    """What the process is told: of the databases only the operators' own."""
    told = {**os.environ, **lent, "DJANGO_SETTINGS_MODULE": SETTINGS}
    return {name: value for name, value in told.items() if name not in NOT_FOR_OPERATORS}


def _bring_up(supervisor: Supervisor, env: Mapping[str, str], port: int) -> None:
    check = _python("check", env, "django", "check", "--database", "default", "--fail-level", "ERROR")
    if supervisor.run_to_end(check):
        raise RunError("The operators' pages cannot start; the lines above say why.")
    pages = f"granian --interface wsgi --host {HOST} --port {port} --no-ws --http 1 --log-level error"
    pages += " --workers 1 --blocking-threads 4 --respawn-failed-workers --workers-kill-timeout 5"
    supervisor.start(_python("platform", env, "helpdesk.run.child", *pages.split(), "helpdesk.wsgi:application"))
    supervisor.wait_until(
        lambda: answers(HOST, port, "/livez"), seconds=READY_SECONDS, what="The operators' pages", every=0.25
    )


def _python(name: str, env: Mapping[str, str], module: str, *arguments: str) -> Program:
    return Program(name, (sys.executable, "-m", module, *arguments), env, cwd=CHECKOUT, grace=10.0)

"""`serve`: what `make run` does, from an empty folder to a desk that answers."""

import os
import sys
from collections.abc import Mapping
from hashlib import sha256

from helpdesk.run import catalogues, state
from helpdesk.run.desk import Desk, answers
from helpdesk.run.embedded import Services, services_of
from helpdesk.run.environment import desk_environment, given_services
from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.folder import CHECKOUT, DataFolder
from helpdesk.run.heartbeats import Heartbeats
from helpdesk.run.logs import Console
from helpdesk.run.supervisor import Program, Supervisor
from helpdesk.run.welcome import demo_file, welcome

READY_SECONDS = 120.0


def serve() -> int:
    """Serve the desk until a signal comes. Raises RunError when it cannot start."""
    folder, desk = DataFolder.from_env(), Desk.from_env()
    folder.make()
    lock = state.DeskLock(folder)
    if not lock.take():
        raise RunError(_already(folder))
    desk.check_mail()
    desk.check_ports()
    services = None if given_services() else services_of(folder)
    console = Console()
    with Supervisor(console) as supervisor:
        try:
            heartbeats = _bring_up(supervisor, folder, desk, services)
            console("heard", welcome(folder, desk))
            supervisor.run(lambda: _end_silence(supervisor, heartbeats), every=15)
            console("heard", "stopping")
        except Stopped:
            console("heard", "stopped before it was ready")
        finally:
            state.withdraw(folder)
    if services:
        services.tidy()
    return 0


def _bring_up(supervisor: Supervisor, folder: DataFolder, desk: Desk, services: Services | None) -> Heartbeats:
    """Start everything, step by step, until the desk answers that it is ready."""
    if services:
        services.start(supervisor)
    lent = desk_environment(folder, services) | desk.environment()
    env = {**os.environ, **lent}
    _manage(supervisor, env, "migrate", "--database", "owner", "--verbosity", "0")
    catalogues.compile_stale()
    _collect_static(supervisor, folder, env)
    if desk.demo and not (services and demo_file(folder).exists()):
        _manage(supervisor, env, "load_demo")
    state.publish(folder, state.State(os.getpid(), "serve", lent))
    heartbeats = Heartbeats(env["CACHE_URL"])
    heartbeats.forget()
    for program in programs(desk, env):
        supervisor.start(program)
    supervisor.wait_until(lambda: is_ready(desk), seconds=READY_SECONDS, what="The desk", every=0.5)
    return heartbeats


def _end_silence(supervisor: Supervisor, heartbeats: Heartbeats) -> None:
    """Kill what hangs; the loop starts it again, and what it had in hand is found in the database."""
    for name in heartbeats.silent(supervisor.running_since()):
        supervisor.kill(name, "no sign of life for two minutes")


def programs(desk: Desk, env: Mapping[str, str]) -> list[Program]:
    """Return the processes of the desk itself. Each is a Python module, run so that its forks die with it."""
    web = f"granian --interface wsgi --host {desk.host} --port {desk.port} --no-ws --http 1 --log-level error"
    web += f" --workers {desk.web_workers} --blocking-threads {desk.web_threads} --respawn-failed-workers"
    web += " --workers-kill-timeout 5 helpdesk.wsgi:application"
    events = f"granian --interface asgi --host {desk.host} --port {desk.events_port} --no-ws --http 1 --log-level error"
    events += " --backlog 4096 --backpressure 16384 --respawn-failed-workers --workers-kill-timeout 2"
    worker = (
        f"celery --quiet -A helpdesk worker --concurrency {desk.worker_processes} --without-gossip --without-mingle"
    )
    commands = {
        "web": web,
        "events": f"{events} helpdesk.events:application",
        "worker": f"{worker} --loglevel WARNING",
        "beat": "celery --quiet -A helpdesk beat --loglevel WARNING --pidfile=",
        "mail-in": "manage mail_in",
    }
    told = {**env, "PYTHONWARNINGS": "ignore:You're running the worker with superuser"}  # tasks are JSON, no pickles
    lean = {**told, "DJANGO_SETTINGS_MODULE": "helpdesk.events_settings"}
    envs = {"events": lean}
    return [
        _python(name, envs.get(name, told), "helpdesk.run.child", *command.split())
        for name, command in commands.items()
    ]


def is_ready(desk: Desk) -> bool:
    """Ask the pages whether database, broker and every process of the desk are there."""
    return answers(desk.ready_host, desk.port, "/readyz")


def _collect_static(supervisor: Supervisor, folder: DataFolder, env: Mapping[str, str]) -> None:
    """Collect static files when one of ours, or the list of packages, changed since the last time."""
    sources = [CHECKOUT / "requirements.txt", *CHECKOUT.glob("*/static/**/*")]
    facts = sorted(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sources if path.is_file())
    fingerprint = sha256("\n".join(facts).encode()).hexdigest()
    stamp = folder.root / "static" / ".fingerprint"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    _manage(supervisor, env, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stamp.write_text(fingerprint)


def _manage(supervisor: Supervisor, env: Mapping[str, str], command: str, *options: str) -> None:
    """Run a management command among the logs. Raises RunError when it fails."""
    program = _python(command, env, "manage", command, *options)
    if supervisor.run_to_end(program):
        raise RunError(f"`manage.py {command}` failed; the lines above say why.")


def _python(name: str, env: Mapping[str, str], module: str, *arguments: str) -> Program:
    return Program(name, (sys.executable, "-m", module, *arguments), env, cwd=CHECKOUT, grace=10.0)


def _already(folder: DataFolder) -> str:
    found = state.running(folder)
    if found is None or found.verb != "serve":
        return f"Another command is using {folder.root}: wait for it, or set HELPDESK_DATA for a second desk."
    where = found.env.get("PLATFORM_URL", "")
    return f"The desk runs already at {where} (process {found.pid}): stop it, or set HELPDESK_DATA for a second desk."

"""The embedded PostgreSQL: one cluster per data folder, a socket only its owner reaches, no TCP."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from helpdesk.run.accounts import Account
from helpdesk.run.errors import RunError
from helpdesk.run.process import tie
from helpdesk.run.supervisor import Program

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_preload_libraries": "pg_stat_statements",
    "synchronous_commit": "on",
    "log_line_prefix": "%q[%u@%d] ",
    "log_checkpoints": "off",
}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")


@dataclass(frozen=True)
class Postgres:
    """Where a cluster lives and how it is opened. `durable=False` is for tests: a crash may lose everything."""

    binaries: Path
    cluster: Path
    sockets: Path
    password: str
    account: Account | None
    durable: bool = True

    def initialise(self) -> None:
        """Make the cluster unless it is there; a start cut short leaves none. Raises RunError with initdb's words."""
        if self.cluster.exists():
            return
        fresh, password_file = self.cluster.with_name("postgres.new"), self.cluster.with_name("password")
        shutil.rmtree(fresh, ignore_errors=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if self.account:
            os.chown(password_file, self.account.uid, self.account.gid)
        try:
            self._initdb(fresh, password_file)
        finally:
            password_file.unlink()
        fresh.rename(self.cluster)

    def _initdb(self, cluster: Path, password_file: Path) -> None:
        command = [str(self.binaries / "initdb"), f"--pgdata={cluster}", f"--username={SUPERUSER}", *LOCALE]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", *([] if self.durable else ["--no-sync"])]
        done = subprocess.run(
            command,
            env=self._env(),
            cwd="/",
            capture_output=True,
            text=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            start_new_session=True,
            preexec_fn=tie(),
        )
        if done.returncode:
            raise RunError(f"PostgreSQL could not make its cluster: {' '.join((done.stderr or done.stdout).split())}")

    def program(self) -> Program:
        """Return how to run the server; SIGINT is its fast shutdown, also when the supervisor is killed."""
        settings = SETTINGS | ({} if self.durable else THROW_AWAY) | {"unix_socket_directories": str(self.sockets)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=(str(self.binaries / "postgres"), "-D", str(self.cluster), *options),
            env=self._env(),
            stage=0,
            account=self.account,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )

    def connect(self) -> psycopg.Connection:
        """Open the database `postgres` as the superuser of the cluster. Raises psycopg.OperationalError."""
        return psycopg.connect(self.url(SUPERUSER, self.password, "postgres"), autocommit=True, connect_timeout=5)

    def url(self, role: str, password: str, database: str) -> str:
        return f"postgres://{role}:{password}@/{database}?host={self.sockets}"

    def ready(self) -> bool:
        """Tell whether the server answers. Raises RunError when it does not take the password we have."""
        if not self._says_ready():
            return False
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise RunError("The database does not take the passwords in secrets.json: restore that file.") from None
            return False
        return True

    def _says_ready(self) -> bool:
        """The server writes its state into its pid file; asking before would only fill its log with refusals."""
        try:
            return (self.cluster / "postmaster.pid").read_text().rstrip().endswith("ready")
        except OSError:
            return False

    def _env(self) -> dict[str, str]:
        return {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C.UTF-8"}

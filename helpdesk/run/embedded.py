"""The two services of a data folder, brought up and made ready for the desk."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psycopg

from helpdesk.run import roles
from helpdesk.run.accounts import service_account
from helpdesk.run.binaries import postgres_binaries, valkey_server
from helpdesk.run.folder import DataFolder, make_services_folder, make_socket_folder
from helpdesk.run.postgres import SUPERUSER, Postgres
from helpdesk.run.supervisor import Supervisor
from helpdesk.run.valkey import Valkey
from helpdesk.run.vault import open_vault

DATABASE_ROLES = {
    "DATABASE_URL": "heard_app",
    "DATABASE_OWNER_URL": "heard_owner",
    "DATABASE_PLATFORM_URL": "heard_platform",
    "DATABASE_SWEEPER_URL": "heard_sweeper",
}
START_SECONDS = 120.0


@dataclass(frozen=True)
class Services:
    """PostgreSQL and Valkey of one data folder, and the secrets that open them."""

    postgres: Postgres
    valkey: Valkey
    secrets: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """Return the variables by which the desk finds its services. The superuser is not among them."""
        url = self.postgres.url
        return {
            **{name: url(role, self.secrets[role], roles.DATABASE) for name, role in DATABASE_ROLES.items()},
            "BROKER_URL": self.valkey.url("redis+socket", "virtual_host=0"),
            "CACHE_URL": self.valkey.url("unix", "db=1"),
        }

    def start(self, supervisor: Supervisor) -> None:
        """Start both and prepare roles and database. Raises RunError, or Stopped when a signal comes."""
        self.postgres.initialise()
        self.valkey.initialise()
        supervisor.start(self.valkey.program())
        supervisor.start(self.postgres.program())
        supervisor.wait_until(self.postgres.ready, seconds=START_SECONDS, what="PostgreSQL")
        supervisor.wait_until(self.valkey.ready, seconds=START_SECONDS, what="Valkey")
        self._prepare()

    def tidy(self) -> None:
        """Remove the sockets' folder after both have stopped."""
        with suppress(OSError):
            self.postgres.sockets.rmdir()

    def _prepare(self) -> None:
        with self.postgres.connect() as admin:
            roles.make_roles(admin, self.secrets)
            roles.make_database(admin)
        for database in ("template1", roles.DATABASE):
            url = self.postgres.url(SUPERUSER, self.postgres.password, database)
            with psycopg.connect(url, autocommit=True) as connection:
                roles.shape_database(connection)


def services_of(folder: DataFolder, *, durable: bool = True) -> Services:
    """Return the services of a data folder, making the folder, its secrets and its sockets' place on first use."""
    account = service_account()
    folder.make()
    secrets = open_vault(folder.secrets)
    home, sockets = make_services_folder(folder, account), make_socket_folder(folder, account)
    return Services(
        postgres=Postgres(
            postgres_binaries(account), home / "postgres", sockets, secrets["postgres"], account, durable
        ),
        valkey=Valkey(valkey_server(account), home / "valkey", sockets, account, durable),
        secrets=secrets,
    )

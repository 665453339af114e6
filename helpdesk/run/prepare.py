"""`roles`: prepare a PostgreSQL that is not ours, once, with the rights of its administrator."""

import os
import sys
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from helpdesk.run import roles
from helpdesk.run.embedded import DATABASE_ROLES
from helpdesk.run.errors import RunError
from helpdesk.run.folder import DataFolder
from helpdesk.run.vault import open_vault


def prepare() -> int:
    """Make roles and database with DATABASE_ADMIN_URL, and print the variables that open them."""
    admin_url = os.environ.get("DATABASE_ADMIN_URL")
    if not admin_url:
        raise RunError("DATABASE_ADMIN_URL is not set: give the address of the database's administrator.")
    folder = DataFolder.from_env()
    folder.make()
    passwords = open_vault(folder.secrets)
    try:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            roles.make_roles(admin, passwords)
            roles.make_database(admin)
        with psycopg.connect(make_conninfo(admin_url, dbname=roles.DATABASE), autocommit=True) as database:
            roles.shape_database(database)
    except psycopg.Error as error:
        raise RunError(f"The database could not be prepared: {' '.join(str(error).split())}") from None
    for variable, role in DATABASE_ROLES.items():
        print(f"{variable}={_url(admin_url, role, passwords[role])}")
    print(f"Keep these in the environment of the desk; the passwords are also in {folder.secrets}.", file=sys.stderr)
    return 0


def _url(admin_url: str, role: str, password: str) -> str:
    """Return the address of the same server for another role, in the form django-environ reads."""
    where = {key: str(value) for key, value in conninfo_to_dict(admin_url).items() if value is not None}
    for key in ("user", "password", "dbname"):
        where.pop(key, None)
    host = where.get("host", "")
    address = ""
    if not host.startswith("/"):
        address = f"{host}:{where.pop('port', '5432')}"
        del where["host"]
    query = f"?{urlencode(where, safe='/')}" if where else ""
    return f"postgres://{role}:{quote(password, safe='')}@{address}/{roles.DATABASE}{query}"

"""The roles of the desk and what each may do, made by the superuser of the embedded or of a system PostgreSQL.

heard_owner owns the schema and migrates; heard_app reads and writes what it makes;
heard_platform, heard_sweeper and heard_search get nothing but what a migration grants them by name.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

DATABASE = "heard"
LOGINS = ("heard_owner", "heard_app", "heard_platform", "heard_sweeper")
EXTENSIONS = ("pg_trgm", "pg_stat_statements")
SAFE = "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
SHAPE = (
    "GRANT USAGE ON SCHEMA public TO heard_owner, heard_app, heard_platform, heard_sweeper, heard_search",
    "GRANT CREATE ON SCHEMA public TO heard_owner, heard_search",
    "ALTER DEFAULT PRIVILEGES FOR ROLE heard_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO heard_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE heard_owner GRANT USAGE, SELECT ON SEQUENCES TO heard_app",
    # Given in the first release, taken back since: an older desk still has them.
    "ALTER DEFAULT PRIVILEGES FOR ROLE heard_owner REVOKE ALL ON TABLES FROM heard_platform",
    "ALTER DEFAULT PRIVILEGES FOR ROLE heard_owner REVOKE ALL ON SEQUENCES FROM heard_platform",
)


def make_roles(admin: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make or mend every role; safe to repeat. `passwords` maps each role that logs in to its password."""
    for role in LOGINS:
        _make_role(admin, role)
        createdb = "CREATEDB" if role == "heard_owner" else "NOCREATEDB"
        statement = f"ALTER ROLE {{}} LOGIN {createdb} {SAFE} PASSWORD {{}}"
        admin.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(passwords[role])))
    _make_role(admin, "heard_search")
    admin.execute(f"ALTER ROLE heard_search NOLOGIN NOCREATEDB {SAFE}")
    admin.execute("GRANT heard_search TO heard_owner WITH INHERIT FALSE, SET TRUE")


def make_database(admin: psycopg.Connection, name: str = DATABASE) -> None:
    """Make the database, owned by heard_owner and closed to roles that are not the desk's; safe to repeat."""
    database = sql.Identifier(name)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        create = "CREATE DATABASE {} OWNER heard_owner TEMPLATE template0 ENCODING 'UTF8'"
        admin.execute(sql.SQL(create + " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'").format(database))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
    admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, logins))


def shape_database(database: psycopg.Connection) -> None:
    """Add extensions and default rights to the database the superuser is connected to; safe to repeat."""
    for extension in EXTENSIONS:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    for statement in SHAPE:
        database.execute(statement)


def _make_role(admin: psycopg.Connection, role: str) -> None:
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))

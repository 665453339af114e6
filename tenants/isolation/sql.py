"""Statements for migrations: what a role other than the app's may read, and in which function."""

from django.db import migrations

from tenants.isolation.backend.schema import CURRENT_TENANT as CURRENT_TENANT


def _policy(table: str, role: str) -> tuple[str, str]:
    name = f"{role.removeprefix('heard_')}_reads"
    make = f"CREATE POLICY {name} ON {table} FOR SELECT TO {role} USING (true)"
    return make, f"DROP POLICY {name} ON {table}"


def let_read(role: str, table: str, *columns: str) -> migrations.RunSQL:
    """Give a role these columns of every tenant's rows, and nothing else of the table."""
    make, drop = _policy(table, role)
    listed = ", ".join(columns)
    return migrations.RunSQL(
        [f"GRANT SELECT ({listed}) ON {table} TO {role}", make],
        [drop, f"REVOKE SELECT ({listed}) ON {table} FROM {role}"],  # noqa: S608
    )


def definer_function(signature: str, body: str) -> migrations.RunSQL:
    """A function that reads as heard_search. It must filter by the current tenant itself, or by the user asked for."""
    name = signature.partition("(")[0]
    return migrations.RunSQL(
        [
            "SET LOCAL ROLE heard_search",
            f"CREATE FUNCTION {signature} STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $body${body}$body$",
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO heard_app",
            "RESET ROLE",
        ],
        ["SET LOCAL ROLE heard_search", f"DROP FUNCTION {name}", "RESET ROLE"],
    )


def append_only(table: str) -> migrations.RunSQL:
    """The app may add rows and read them, never change or remove one."""
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE ON {table} FROM heard_app", f"GRANT UPDATE, DELETE ON {table} TO heard_app"
    )

"""Facts about the wall, read from the database's own catalogue."""

from typing import Any

_ROLE = """
SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')
               AND c.relnamespace = 'public'::regnamespace AND NOT c.relforcerowsecurity)
FROM pg_roles r WHERE rolname = current_user
"""

PLATFORM = "heard_platform"


def unsafe_role(connection: Any) -> str:
    """Why the wall would not hold for this connection's role; "" when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, is_superuser, bypasses, owns_unforced = cursor.fetchone()
    if is_superuser:
        return f"{name} is a superuser, whom row-level security does not bind"
    if bypasses:
        return f"{name} has BYPASSRLS"
    if owns_unforced:
        return f"{name} owns tables whose row-level security is not forced"
    return ""


def misplaced_role(connection: Any, is_platform: bool) -> str:
    """Why this role is not the one for a process of the desk, or of the operators; "" when it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_has_role(current_user, %s, 'MEMBER')", [PLATFORM])
        name, has_rights = cursor.fetchone()
    if has_rights and not is_platform:
        return f"{name} has the rights of the operators, who see every company"
    if name != PLATFORM and is_platform:
        return f"{name} is not the operators' role"
    return ""

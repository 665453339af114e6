from typing import Any

from tenants.isolation.context import current_tenant_id


class TenantRouter:
    """With a tenant set there is one database.

    Without this, an object read on another alias drags rows that point at it onto that connection
    (`instance._state.db` is a routing hint), past the wall.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "default" if current_tenant_id() else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The sweeper's connection reads a few columns of a schema that the owner makes."""
        return db != "sweeper"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

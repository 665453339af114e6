from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation

GRANT = """
GRANT USAGE ON SCHEMA public TO heard_app, heard_platform, heard_sweeper;
GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO heard_app
"""


class DatabaseCreation(PostgresCreation):
    """The owner makes and migrates the test database; the tests then run as the app role.

    TRUNCATE is granted in the test database only: the flush between transactional tests needs it.
    """

    def _as_owner(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        settings, mode = self.connection.settings_dict, self.connection.tenant_mode
        owner = connections["owner"].settings_dict
        before = {key: settings[key] for key in ("USER", "PASSWORD")}
        self.connection.close()
        settings.update({key: owner[key] for key in ("USER", "PASSWORD")})
        self.connection.tenant_mode = "off"
        try:
            return work(*args, **kwargs)
        finally:
            settings.update(before)
            self.connection.tenant_mode = mode
            self.connection.close()

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        name: str = self._as_owner(super().create_test_db, *args, **kwargs)
        self._as_owner(self._grant)
        return name

    def _grant(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(GRANT)

    def _destroy_test_db(self, *args: Any, **kwargs: Any) -> None:
        self._as_owner(super()._destroy_test_db, *args, **kwargs)

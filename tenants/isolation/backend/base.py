import select
from typing import Any

from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures

from tenants.isolation.backend.creation import DatabaseCreation
from tenants.isolation.backend.schema import SchemaEditor, is_tenant_model
from tenants.isolation.context import NoTenant, current_tenant_id

UNKNOWN = object()
SETS_THE_TENANT = ("strict", "platform")


class DatabaseFeatures(PostgresFeatures):
    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        # The database's key is (tenant_id, id): GROUP BY id alone does not determine the row.
        return not is_tenant_model(model)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """Sends SET LOCAL app.tenant_id lazily, once per transaction.

    `TENANT` in the alias: "strict" (the default), "platform" (the operators' role, which sees some columns of every
    tenant while none is set, and changes rows of the one that is), "off" (owner).
    """

    SchemaEditorClass = SchemaEditor
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applied: Any = UNKNOWN  # the tenant that the open transaction is set to
        self._applying = False
        self.tenant_mode = self.settings_dict.get("TENANT", "strict")
        if self.tenant_mode in SETS_THE_TENANT:
            self.execute_wrappers.append(self._ensure_tenant)

    def _ensure_tenant(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        wanted = current_tenant_id()
        if self.tenant_mode in SETS_THE_TENANT and not self._applying and wanted != self._applied:
            self._apply(wanted)
        return execute(sql, params, many, context)

    def _apply(self, wanted: Any) -> None:
        if not self.in_atomic_block and self.get_autocommit():
            if wanted is None:
                return  # nothing set, nothing seen
            raise NoTenant("tenant work must run inside transaction.atomic(): SET LOCAL needs one")
        self._applying = True
        try:
            # A utility statement, not SELECT set_config(): Citus forwards SET LOCAL to its workers.
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL app.tenant_id = '{wanted or ''}'")
            self._applied = wanted
        finally:
            self._applying = False

    def is_usable(self) -> bool:
        """Whether the server still holds the line. No round trip: an idle socket that can be read has been closed."""
        if self.connection is None or self.connection.closed:
            return False
        readable, _, _ = select.select([self.connection.pgconn.socket], [], [], 0)
        return not readable

    # The value dies with its transaction, and a rollback to a savepoint brings an older one back.
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        self._applied = UNKNOWN if not autocommit else None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self._applied = UNKNOWN

    def _commit(self) -> None:
        super()._commit()
        self._applied = UNKNOWN

    def _rollback(self) -> None:
        super()._rollback()
        self._applied = UNKNOWN

    def connect(self) -> None:
        self._applying = True  # connection_created receivers query the catalog (contrib.postgres)
        try:
            super().connect()
        finally:
            self._applying = False
        self._applied = None if self.get_autocommit() else UNKNOWN

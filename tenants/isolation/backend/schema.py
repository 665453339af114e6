"""What every tenant table gets from an ordinary migration: its key, its composite foreign keys, its policies."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor

CURRENT_TENANT = "NULLIF(current_setting('app.tenant_id', true), '')::uuid"


# Read before a tenant is known; it names tenants, it holds no data of theirs.
GLOBAL_TABLES = {"tenants_route"}


def is_tenant_model(model: Any) -> bool:
    """A table behind the wall."""
    if model._meta.db_table in GLOBAL_TABLES:
        return False
    return any(field.column == "tenant_id" for field in model._meta.local_concrete_fields)


def policies(table: str, quote: Callable[[str], str]) -> Iterator[str]:
    name = quote(table)
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield (
        f"CREATE POLICY tenant_isolation ON {name} "
        f"USING (tenant_id = {CURRENT_TENANT}) WITH CHECK (tenant_id = {CURRENT_TENANT})"
    )


class SchemaEditor(PostgresSchemaEditor):
    sql_create_column_inline_fk = None

    def _iter_column_sql(self, column_db_type: Any, params: Any, model: Any, field: Any, *args: Any) -> Iterator[str]:
        for part in super()._iter_column_sql(column_db_type, params, model, field, *args):
            if not (part == "PRIMARY KEY" and is_tenant_model(model)):
                yield part

    def table_sql(self, model: Any) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        if not is_tenant_model(model):
            return sql, params
        key = model._meta.pk.column
        name = self.quote_name(self._create_index_name(model._meta.db_table, ["tenant_id", key], "_pk"))
        columns = f"{self.quote_name('tenant_id')}, {self.quote_name(key)}"
        head, _, tail = sql.rpartition(")")
        return f"{head}, CONSTRAINT {name} PRIMARY KEY ({columns})){tail}", params

    def create_model(self, model: Any) -> None:
        super().create_model(model)
        if is_tenant_model(model):
            self.deferred_sql.extend(policies(model._meta.db_table, self.quote_name))

    def _create_fk_sql(self, model: Any, field: Any, suffix: str) -> Statement:
        target = field.target_field.model
        if not (is_tenant_model(model) and is_tenant_model(target)):
            return super()._create_fk_sql(model, field, suffix)
        table, to_table = model._meta.db_table, target._meta.db_table
        cascade = " ON DELETE CASCADE" if getattr(field, "db_on_delete", None) == "CASCADE" else ""
        return Statement(
            self.sql_create_fk,
            table=Table(table, self.quote_name),
            name=self._fk_constraint_name(model, field, suffix),
            column=Columns(table, ["tenant_id", field.column], self.quote_name),
            to_table=Table(to_table, self.quote_name),
            to_column=Columns(to_table, ["tenant_id", field.target_field.column], self.quote_name),
            deferrable=cascade,  # not deferrable: a broken key is reported at its statement
        )

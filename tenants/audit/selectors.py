"""What the history holds, without reading it whole: each different value is one step down an index."""

from typing import Any
from uuid import UUID

from django.db import connection

from tenants.isolation.context import require_tenant_id

MOST = 200

_STEPS = """
WITH RECURSIVE seen(value) AS (
  (SELECT {column} FROM tenants_entry WHERE tenant_id = %(tenant)s AND {column} IS NOT NULL ORDER BY {column} LIMIT 1)
  UNION ALL
  SELECT (SELECT {column} FROM tenants_entry WHERE tenant_id = %(tenant)s AND {column} > seen.value
          ORDER BY {column} LIMIT 1)
  FROM seen WHERE seen.value IS NOT NULL
)
SELECT value, {label} FROM seen WHERE value IS NOT NULL LIMIT %(most)s
"""
_LAST_NAME = """(SELECT actor_label FROM tenants_entry WHERE tenant_id = %(tenant)s AND actor_id = value
                 ORDER BY created_at DESC, id DESC LIMIT 1)"""
_VERBS = _STEPS.format(column="verb", label="value")
_ACTORS = _STEPS.format(column="actor_id", label=_LAST_NAME)


def verbs() -> list[str]:
    """Every verb that was ever recorded here, by name."""
    return [str(row[0]) for row in _rows(_VERBS)]


def actors() -> list[tuple[UUID, str]]:
    """Everybody who ever changed something here, under the name he had last."""
    return sorted(((row[0], str(row[1])) for row in _rows(_ACTORS)), key=lambda actor: actor[1])


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tenant": require_tenant_id(), "most": MOST})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

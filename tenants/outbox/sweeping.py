"""Finds due work of all tenants that no ring announced, and rings one drain for each tenant and kind."""

from dataclasses import dataclass
from uuid import UUID

from celery import Task
from django.core.cache import cache
from django.db import connections
from redis import RedisError

from helpdesk.lib import bell, heartbeat
from helpdesk.lib.registry import Registry


@dataclass(frozen=True)
class Source:
    """A table with `tenant_id`, read by the sweeper role; `drain` does what is due in a tenant.

    `due` is the column with the time, `where` is the condition of its partial index.
    """

    table: str
    drain: Task
    due: str = "due_at"
    where: str = "state = 'queued'"


_DUE = """
SELECT tenant_id FROM {table} WHERE {where} AND {due} <= now()
  AND NOT EXISTS (SELECT 1 FROM tenants_tenant t WHERE t.id = tenant_id AND t.state = 'suspended')
GROUP BY tenant_id ORDER BY min({due})
"""
sources: Registry[Source] = Registry("due work")


def sweep() -> int:
    """Ring for everything that is due. Returns the number of rings. Also the worker's sign of life."""
    heartbeat.beat("worker")
    return sum(_ring_once(name, source, tenant) for name, source in sources for tenant in due_tenants(source))


def due_tenants(source: Source) -> list[UUID]:
    """Tenants with work due, the longest waiting first. The work of a closed desk waits until it is open again."""
    with connections["sweeper"].cursor() as cursor:
        cursor.execute(_DUE.format(table=source.table, due=source.due, where=source.where))
        return [row[0] for row in cursor.fetchall()]


def _ring_once(name: str, source: Source, tenant_id: UUID) -> int:
    try:
        fresh = cache.add(f"sweep:{name}:{tenant_id}", 1, timeout=4)
    except RedisError:
        fresh = True
    if fresh:
        bell.ring(source.drain, tenant_id=str(tenant_id))
    return int(fresh)

"""The statement that spends, alone: sessions of PostgreSQL that run it as fast as they can, each try a transaction."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from uuid import UUID

import psycopg

# One try after another inside the server: nothing is waited for but the locks and the disk.
_LOOP = """
DO $body$
DECLARE
    granted bigint := 0; summed bigint := 0; amount bigint; charged int;
    subject_ticket uuid; subject_customer uuid; subject_member uuid; its_kind text;
BEGIN
    FOR number IN 1..{attempts} LOOP
        PERFORM set_config('app.tenant_id', '{tenant}', true);
        amount := (ARRAY[1, 2, 3, 5, 8])[1 + floor(random() * 5)];
        subject_ticket := ({tickets})[1 + floor(random() * {each_tickets})];
        subject_customer := ({customers})[1 + floor(random() * {each_customers})];
        subject_member := ({members})[1 + floor(random() * {each_members})];
        its_kind := (ARRAY['refund', 'credit'])[1 + floor(random() * 2)];
        {try}
        IF charged = {rows} THEN
            granted := granted + 1; summed := summed + amount; COMMIT;
        ELSE
            ROLLBACK;
        END IF;
    END LOOP;
    PERFORM set_config('bench.said', granted || ' ' || summed, false);
END
$body$
"""
_CHARGE = """
WITH spent AS ({spend}), charge AS (
    INSERT INTO tickets_charge (tenant_id, id, grant_id, budget_id, amount, created_at)
    SELECT '{tenant}', gen_random_uuid(), '{grant}', id, amount, now() FROM spent RETURNING 1
) SELECT count(*) INTO charged FROM charge;
"""


def rows(tenant: UUID, bounds: dict[tuple[str, str], int]) -> str:
    """The rows of one try, in the product's order; `bounds` by scope and kind, "kind" for the kind of the try."""
    written = []
    for scope, kind in sorted(bounds):
        its_kind, most = ("its_kind" if kind else "''"), bounds[scope, kind]
        place = "'', NULL" if scope == "ticket" else "'month', date '2026-11-01'"
        written.append(
            f"('{tenant}', gen_random_uuid(), '{scope}', subject_{scope}, 'gesture', {its_kind}, 'SAR', {place}, "
            f"{most}, amount)"
        )
    return "VALUES " + ", ".join(written)


def hammer(line: dict[str, Any], scripts: Sequence[str]) -> tuple[int, int, float]:
    """Run each script in a session of its own, all at once; `line` says to which database.

    Gives how often was granted, the sum, the seconds.
    """
    began = time.perf_counter()
    with ProcessPoolExecutor(len(scripts), multiprocessing.get_context("fork")) as pool:
        said = list(pool.map(_session, [line] * len(scripts), scripts))
    return sum(one[0] for one in said), sum(one[1] for one in said), time.perf_counter() - began


def script(tenant: UUID, grant: UUID, subjects: dict[str, list[UUID]], spend: str, bound: int, attempts: int) -> str:
    """One session's work: `attempts` tries of the statement `spend`, which must take `bound` rows."""
    from_spend = _CHARGE.format(spend=spend, tenant=tenant, grant=grant)
    return _LOOP.format(attempts=attempts, tenant=tenant, rows=bound, **{"try": from_spend}, **_arrays(subjects))


def _arrays(subjects: dict[str, list[UUID]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, ids in subjects.items():
        found[name] = "ARRAY[" + ", ".join(f"'{one}'::uuid" for one in ids) + "]"
        found[f"each_{name}"] = len(ids)
    return found


def _session(line: dict[str, Any], script: str) -> tuple[int, int]:
    with psycopg.connect(**line, autocommit=True) as session:
        session.execute(script)  # type: ignore[arg-type]
        row = session.execute("SELECT current_setting('bench.said')").fetchone()
    granted, summed = map(int, str(row[0] if row else "").split())
    return granted, summed

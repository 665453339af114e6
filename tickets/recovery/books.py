"""A grant is written into the books by one statement: spent, given, charged and posted, or nothing of it."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection

from helpdesk.lib import clock
from tenants.isolation.ids import uuid7
from tickets.recovery import budgets, ledger
from tickets.recovery.budgets import SPEND, Bound
from tickets.recovery.errors import KeyTaken
from tickets.recovery.models import Grant

# Few and long parameters: psycopg reads a statement with more than fifty anew each time, which takes a millisecond.
_ROWS = """
SELECT %(tenant)s::uuid, w.id, w.scope, w.subject_id, %(purpose)s, w.kind, %(currency)s, w.period, w.starts_on,
    w.ceiling, %(amount)s::bigint
FROM wanted AS w
"""
_ENTER = f"""
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(
        %(budgets)s::uuid[], %(charges)s::uuid[], %(scopes)s::text[], %(subjects)s::uuid[], %(kinds)s::text[],
        %(periods)s::text[], %(starts)s::date[], %(ceilings)s::bigint[]
    ) AS w (id, charge_id, scope, subject_id, kind, period, starts_on, ceiling)
), spent AS ({SPEND.format(rows=_ROWS)}
), whole AS (
    SELECT FROM spent HAVING count(*) = (SELECT count(*) FROM wanted)
), given AS (
    INSERT INTO tickets_grant (
        tenant_id, id, ticket_id, recovery_id, contact_id, purpose, kind, currency, amount, given_by_id, approval_id,
        limits, message_id, public_reading, key, created_at, reversed_at, reversed_by_id, reversal_reason)
    SELECT %(tenant)s, %(grant)s, %(ticket)s, %(recovery)s, %(contact)s, %(purpose)s, %(kind)s, %(currency)s,
        %(amount)s, %(by)s, %(approval)s, %(limits)s::jsonb, %(message)s, %(public_reading)s, %(key)s, %(now)s,
        NULL, NULL, ''
    FROM whole
), charged AS (
    INSERT INTO tickets_charge (tenant_id, id, grant_id, budget_id, amount, created_at)
    SELECT %(tenant)s, w.charge_id, %(grant)s, s.id, %(amount)s, %(now)s
    FROM spent AS s JOIN wanted AS w USING (scope, kind, period) CROSS JOIN whole
), posted AS (
    INSERT INTO tickets_ledgerentry (tenant_id, id, posting, grant_id, account, currency, amount, verb, member_id, at)
    SELECT %(tenant)s, side.id, %(posting)s, %(grant)s, side.account, %(currency)s, side.amount, 'granted', %(by)s,
        %(now)s
    FROM unnest(%(sides)s::uuid[], %(accounts)s::text[], %(amounts)s::bigint[]) AS side (id, account, amount)
    CROSS JOIN whole
)
SELECT scope, kind, period FROM spent
"""  # noqa: S608


def enter(grant: Grant, found: Sequence[Bound]) -> None:
    """Charge a new grant to every place and write it down. Raises OverLimit, KeyTaken: keep nothing then."""
    grant.stamp_tenant()
    grant.created_at = clock.now()
    charged = sorted((bound for bound in found if bound.scope), key=lambda bound: bound.place)
    taken = _taken(_facts(grant) | _sides(grant) | _wanted(charged))
    refused = [bound for bound in charged if (bound.scope, bound.kind, bound.period) not in taken]
    if refused:
        raise budgets.over(grant, budgets.read(refused, purpose=grant.purpose, currency=grant.currency))
    grant._state.adding, grant._state.db = False, connection.alias


def _taken(values: dict[str, Any]) -> set[tuple[str, str, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, values)
            return set(cursor.fetchall())
    except IntegrityError as error:  # the same key on another ticket: on one, the lock has put them in a row
        if "grant_key_uq" in str(error):
            raise KeyTaken from None
        raise


def _facts(grant: Grant) -> dict[str, Any]:
    ids = {
        name: getattr(grant, f"{name}_id")
        for name in ("tenant", "ticket", "recovery", "contact", "approval", "message")
    }
    words = {name: getattr(grant, name) for name in ("purpose", "kind", "currency", "amount", "public_reading", "key")}
    limits = json.dumps(grant.limits)
    return {**ids, **words, "grant": grant.pk, "by": grant.given_by_id, "limits": limits, "now": grant.created_at}


def _sides(grant: Grant) -> dict[str, Any]:
    sides = ledger.sides("granted", grant.amount)
    return {
        "posting": uuid7(),
        "sides": [uuid7() for _ in sides],
        "accounts": [account for account, _ in sides],
        "amounts": [amount for _, amount in sides],
    }


def _wanted(charged: Sequence[Bound]) -> dict[str, Any]:
    return {
        "budgets": [uuid7() for _ in charged],
        "charges": [uuid7() for _ in charged],
        "scopes": [bound.scope for bound in charged],
        "subjects": [bound.subject for bound in charged],
        "kinds": [bound.kind for bound in charged],
        "periods": [bound.period for bound in charged],
        "starts": [bound.starts_on for bound in charged],
        "ceilings": [budgets.NO_BOUND if bound.most is None else bound.most for bound in charged],
    }

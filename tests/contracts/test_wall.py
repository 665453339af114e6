"""The wall, asked of the database itself."""

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.db.models import QuerySet
from django.db.utils import IntegrityError

from tenants.isolation.context import NoTenant, tenant_context
from tenants.isolation.models import TenantModel
from tenants.isolation.selectors import unsafe_role
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db

GLOBAL_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "tenants_route",
    "tenants_user",
}
"""Readable without a tenant. Anything else must be behind the wall."""

OF_OPERATORS = {"tenants_operator", "tenants_operatorsession", "tenants_platformentry"}
"""Hold no tenant's data; the app role can neither read nor write them."""

UNREACHABLE = {"django_admin_log"}
"""Django's, for all companies in one; the app's role may not touch it."""

EXTENSION_VIEWS = {"pg_stat_statements", "pg_stat_statements_info"}

# A member points at its global user: the one foreign key without a tenant.
KEYS_TO_GLOBAL = {"tenants_member": ["tenants_member_user_id"]}

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
  EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_isolation' AND p.polcmd = '*'
          AND p.polwithcheck IS NOT NULL),
  (SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_constraint x, unnest(x.conkey) WITH ORDINALITY k(att, n)
   JOIN pg_attribute a ON a.attnum = k.att
   WHERE a.attrelid = c.oid AND x.conrelid = c.oid AND x.contype = 'p'),
  (SELECT coalesce(array_agg(i.indexrelid::regclass::text), '{}') FROM pg_index i
   WHERE i.indrelid = c.oid AND i.indisunique AND NOT EXISTS (
     SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum = i.indkey[0])),
  (SELECT coalesce(array_agg(x.conname::text), '{}') FROM pg_constraint x
   WHERE x.conrelid = c.oid AND x.contype = 'f' AND NOT EXISTS (
     SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum = ANY (x.conkey))),
  (SELECT coalesce(array_agg(tgname::text), '{}') FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'tenants_route'
"""
READABLE = """
SELECT relname FROM pg_class c
WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
  AND has_table_privilege(current_user, oid, 'SELECT') AND NOT relrowsecurity
"""
PLAIN_INDEXES = """
SELECT i.indexrelid::regclass::text FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
WHERE c.relnamespace = 'public'::regnamespace AND m.amname = 'btree' AND i.indkey[0] <> t.attnum
  AND c.relname <> 'tenants_route'
"""
SWEEP_INDEXES = {
    *("delivery_sweep_ix", "source_sweep_ix", "item_sweep_ix", "inbound_sweep_ix", "member_of_user_ix"),
    *("slaclock_sweep_ix", "promise_sweep_ix", "approval_sweep_ix", "ticket_wake_ix"),
}


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_tenant_table_has_key_policy_and_composite_keys() -> None:
    rows = _rows(TABLES)
    models = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)}
    assert {row[0] for row in rows} == models
    for name, enabled, forced, policy, key, unique, foreign, triggers in rows:
        foreign = [fk for fk in foreign if not fk.startswith(tuple(KEYS_TO_GLOBAL.get(str(name), ["-"])))]
        assert (name, enabled, forced, policy, key, unique, foreign, triggers) == (
            name, True, True, True, ["tenant_id", "id"], [], [], [],
        )  # fmt: skip


def test_every_model_is_behind_the_wall_or_named_global() -> None:
    named = GLOBAL_TABLES | OF_OPERATORS | UNREACHABLE | {"tenants_tenant"}
    for model in apps.get_models():
        assert issubclass(model, TenantModel) or model._meta.db_table in named, model


def test_nothing_else_can_be_read_without_a_tenant() -> None:
    assert {row[0] for row in _rows(READABLE)} - EXTENSION_VIEWS == GLOBAL_TABLES


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM django_admin_log",
        "INSERT INTO django_admin_log (action_time, object_repr, action_flag, change_message, user_id) "
        "SELECT now(), '', 1, '', id FROM tenants_user",
        "UPDATE django_admin_log SET object_repr = ''",
        "DELETE FROM django_admin_log",
        "SELECT nextval('django_admin_log_id_seq')",
    ],
)
def test_djangos_own_admin_log_is_out_of_reach(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_index_starts_with_the_tenant_but_the_sweepers() -> None:
    assert {row[0] for row in _rows(PLAIN_INDEXES)} == SWEEP_INDEXES


def test_the_app_role_is_bound_by_the_wall() -> None:
    assert _rows("SELECT current_user") == [("heard_app",)]
    assert unsafe_role(connection) == ""
    assert _rows("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY",
        "SET ROLE heard_platform",
        "SET ROLE heard_owner",
        "SET ROLE heard_search",
        "DROP POLICY tenant_isolation ON tickets_ticket",
        "CREATE TABLE loot (id int)",
    ],
)
def test_the_app_role_cannot_open_the_wall(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tenants_entry SET verb = 'x'",
        "DELETE FROM tenants_entry",
        "DELETE FROM tickets_event",
        "UPDATE tickets_ledgerentry SET amount = 1",
        "DELETE FROM tickets_ledgerentry",
        "UPDATE tickets_charge SET amount = 1",
        "DELETE FROM tickets_charge",
        "UPDATE tickets_limit SET per_grant = 1",
        "DELETE FROM tickets_limit",
        "UPDATE tickets_slaevent SET verb = 'met'",
        "DELETE FROM tickets_slaevent",
    ],
)
def test_history_can_only_grow(zaytuna: Desk, statement: str) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_without_a_tenant_the_manager_raises_and_the_database_answers_nothing(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    with pytest.raises(NoTenant):
        Ticket.objects.count()
    assert QuerySet(Ticket).count() == 0


def test_without_the_belt_the_database_shows_one_tenant_only(zaytuna: Desk, tapuz: Desk) -> None:
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            make_ticket(subject=desk.tenant.slug)
    with tenant_context(tapuz.tenant):
        assert [ticket.subject for ticket in QuerySet(Ticket).all()] == ["tapuz"]
        with tenant_context(zaytuna.tenant):
            assert [ticket.subject for ticket in QuerySet(Ticket).all()] == ["zaytuna"]
        assert QuerySet(Ticket).count() == 1


def test_a_row_cannot_be_moved_to_or_made_for_another_tenant(zaytuna: Desk, tapuz: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        with pytest.raises(DatabaseError), transaction.atomic():
            QuerySet(Ticket).filter(pk=ticket.pk).update(tenant=tapuz.tenant)
        ticket.pk, ticket.number, ticket.tenant = None, 99, tapuz.tenant
        with pytest.raises(DatabaseError), transaction.atomic():
            ticket.save(force_insert=True)
    with tenant_context(tapuz.tenant):
        assert QuerySet(Ticket).count() == 0


def test_a_row_cannot_point_at_another_tenants_row(zaytuna: Desk, tapuz: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        with pytest.raises(IntegrityError), transaction.atomic():
            QuerySet(Ticket).filter(pk=ticket.pk).update(team_id=tapuz.team.pk)
        ticket.refresh_from_db()
        assert ticket.team_id is None


def test_the_app_changes_a_tenants_state_only_from_inside(zaytuna: Desk, tapuz: Desk) -> None:
    from tenants.isolation.models import Tenant

    with tenant_context(zaytuna.tenant):
        assert Tenant.objects.filter(pk=tapuz.tenant.pk).update(state="suspended") == 0
        assert Tenant.objects.filter(pk=zaytuna.tenant.pk).update(state="suspended") == 1


def test_a_rollback_to_a_savepoint_keeps_the_tenant(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
            make_ticket()
            raise ZeroDivisionError
        assert QuerySet(Ticket).count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "sweeper"])
def test_the_sweeper_reads_due_times_and_nothing_else(zaytuna: Desk) -> None:
    with connections["sweeper"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("heard_sweeper",)
        cursor.execute("SELECT tenant_id, due_at, state FROM tenants_item")
    for statement in ("SELECT payload FROM tenants_item", "SELECT * FROM tickets_ticket", "DELETE FROM tenants_item"):
        with pytest.raises(ProgrammingError), connections["sweeper"].cursor() as cursor:
            cursor.execute(statement)

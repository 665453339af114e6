"""What the operators' role may do, asked of the database: column by column, and no customer's word without a grant."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.db.models import QuerySet

from helpdesk.checks import app_role
from helpdesk.lib import clock
from tenants.isolation.context import NoTenant, sees_all, tenant_context
from tenants.isolation.models import Tenant, TenantModel
from tenants.isolation.selectors import misplaced_role, unsafe_role
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tenants.plans.models import Subscription
from tenants.support import services as support
from tenants.support.models import SupportGrant
from tenants.tenancy.models import Company
from tests.factories.operators import operating
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

# Of every table of the schema: what the role may do with whole rows, or with some columns ("select*").
RIGHTS = """
SELECT relname,
  array_remove(ARRAY[
    CASE WHEN has_table_privilege('heard_platform', oid, 'SELECT') THEN 'select'
         WHEN has_any_column_privilege('heard_platform', oid, 'SELECT') THEN 'select*' END,
    CASE WHEN has_table_privilege('heard_platform', oid, 'INSERT') THEN 'insert' END,
    CASE WHEN has_table_privilege('heard_platform', oid, 'UPDATE') THEN 'update'
         WHEN has_any_column_privilege('heard_platform', oid, 'UPDATE') THEN 'update*' END,
    CASE WHEN has_table_privilege('heard_platform', oid, 'DELETE') THEN 'delete' END,
    CASE WHEN has_table_privilege('heard_platform', oid, 'TRUNCATE') THEN 'truncate' END], NULL)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
  AND relname NOT LIKE 'pg_stat_statements%'
"""
MAY = {
    "django_content_type": ["select"],
    "django_migrations": ["select"],
    "tenants_operator": ["select", "insert", "update", "delete"],
    "tenants_operatorsession": ["select", "insert", "update", "delete"],
    "tenants_platformentry": ["select", "insert"],
    "tenants_tenant": ["select", "update*"],
    "tenants_route": ["select", "insert", "delete"],
    "tenants_company": ["select*"],
    "tenants_member": ["select*"],
    "tenants_subscription": ["select*", "insert", "update"],
    "tenants_supportgrant": ["select*"],
    "tenants_item": ["select*", "update*"],
    "tenants_file": ["select*"],
    "tenants_entry": ["insert"],
    "tickets_inbound": ["select*", "update*"],
    "tickets_mailbox": ["select*", "insert"],
    # With a grant of the tenant that is set:
    "tickets_ticket": ["select*"],
    "tickets_message": ["select*"],
    "tickets_attachment": ["select*"],
    "tickets_contact": ["select*"],
}
WORDS = [
    "payload FROM tenants_item",
    "key FROM tenants_item",
    "envelope_from FROM tickets_inbound",
    "envelope_to FROM tickets_inbound",
    "mail_id FROM tickets_inbound",
    "sha256 FROM tenants_file",
    "email FROM tenants_member",
    "name FROM tenants_member",
    "html FROM tickets_message",
    "note FROM tickets_contact",
    "value FROM tickets_identity",
    "text FROM tickets_draft",
    "words FROM tickets_entry",
    "data FROM tickets_event",
    "secret_hash FROM tenants_token",
    "email FROM tenants_user",
    "session_data FROM django_session",
    "before FROM tenants_entry",
]


def _execute(statement: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_the_role_may_do_what_is_written_here_and_nothing_else() -> None:
    assert {name: rights for name, rights in _execute(RIGHTS) if rights} == MAY


def test_the_process_is_the_operators_role_which_owns_and_passes_nothing() -> None:
    with operating():
        assert _execute("SELECT current_user") == [("heard_platform",)]
        assert unsafe_role(connection) == ""
        for statement in ("SET ROLE heard_app", "SET ROLE heard_owner", "CREATE TABLE loot (id int)"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                _execute(statement)


def test_words_addresses_and_secrets_are_refused_by_the_database(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        support.grant(reason="x", length="hour", by=alice)
    with operating(), tenant_context(zaytuna.tenant):
        for what in WORDS:
            with pytest.raises(ProgrammingError, match="permission denied"):
                _execute(f"SELECT {what}")


def _tickets_seen() -> list[int]:
    counts = [QuerySet(model).only("id").count() for model in (Ticket, Message)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_contact")
        return [*counts, cursor.fetchone()[0]]


def test_tickets_are_seen_only_inside_a_company_that_lets_operators_in_now(
    zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    with tenant_context(tapuz.tenant):
        make_ticket()
        support.grant(reason="theirs", length="hour", by=charlie)
    with operating():
        assert _tickets_seen() == [0, 0, 0]
        with tenant_context(zaytuna.tenant):
            assert _tickets_seen() == [0, 0, 0]
    with tenant_context(zaytuna.tenant):
        grant = support.grant(reason="ours", length="hour", by=alice)
    with operating():
        assert _tickets_seen() == [0, 0, 0], "nothing without a tenant"
        with tenant_context(zaytuna.tenant):
            assert _tickets_seen() == [1, 1, 1]
    with tenant_context(zaytuna.tenant):
        support.revoke(support_grant=grant, by=alice)
    with operating(), tenant_context(zaytuna.tenant):
        assert _tickets_seen() == [0, 0, 0]


def test_a_grant_that_has_expired_shows_nothing(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
        began = clock.now() - timedelta(hours=2)
        SupportGrant.objects.create(
            granted_by=alice, granted_label="x", reason="x", created_at=began, expires_at=began + timedelta(hours=1)
        )
    with operating(), tenant_context(zaytuna.tenant):
        assert _tickets_seen() == [0, 0, 0]


WRITES = [
    "INSERT INTO tenants_supportgrant (id) VALUES (gen_random_uuid())",
    "UPDATE tenants_supportgrant SET expires_at = now() + interval '1 day'",
    "UPDATE tickets_message SET text = 'x'",
    "UPDATE tickets_ticket SET subject = 'x'",
    "DELETE FROM tickets_ticket",
    "DELETE FROM tenants_item",
    "UPDATE tenants_item SET payload = '{}'",
    "DELETE FROM tenants_platformentry",
    "UPDATE tenants_platformentry SET verb = 'x'",
    "UPDATE tenants_tenant SET slug = 'x'",
    "DELETE FROM tenants_tenant",
    "DROP POLICY support_only ON tickets_message",
]


def test_operators_change_no_words_no_grants_and_no_history(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        support.grant(reason="x", length="hour", by=alice)
    with operating(), tenant_context(zaytuna.tenant):
        for statement in WRITES:
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                _execute(statement)


def test_without_a_tenant_every_company_is_listed_and_inside_one_only_that_one(zaytuna: Desk, tapuz: Desk) -> None:
    with operating():
        assert sees_all()
        assert set(Company.objects.values_list("tenant__slug", flat=True)) == {"zaytuna", "tapuz"}
        with tenant_context(zaytuna.tenant):
            assert list(Company.objects.values_list("tenant__slug", flat=True)) == ["zaytuna"]


def test_a_row_of_one_company_is_not_written_from_another_or_from_none(zaytuna: Desk, tapuz: Desk) -> None:
    """The routing trap: what was read across companies must not carry a write past the wall."""
    with tenant_context(tapuz.tenant):
        item = Item.objects.create(kind="mail.reply", key="1", due_at=clock.now(), state="dead")
        Subscription.objects.create()
    with operating():
        theirs = Item.objects.only("id", "state").get(pk=item.pk)
        row = Subscription.objects.get(tenant=tapuz.tenant)
        assert Item.objects.filter(pk=item.pk).update(state="queued") == 0
        assert Tenant.objects.filter(pk=tapuz.tenant.pk).update(state="suspended") == 0
        with tenant_context(zaytuna.tenant):
            assert QuerySet(Item).filter(pk=theirs.pk).update(state="queued") == 0
            assert QuerySet(Subscription).filter(pk=row.pk).update(note="x") == 0
            assert Tenant.objects.filter(pk=tapuz.tenant.pk).update(state="suspended") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                Subscription(tenant=row.tenant, note="x").save(force_insert=True)
        with tenant_context(tapuz.tenant):
            assert Item.objects.filter(pk=item.pk).update(state="queued") == 1


def test_the_desks_role_reaches_none_of_the_operators_tables() -> None:
    for table in ("tenants_operator", "tenants_operatorsession", "tenants_platformentry"):
        for statement in ("SELECT * FROM {}", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                _execute(statement.format(table))


def test_a_desk_changes_neither_its_plan_nor_its_suspension(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Subscription.objects.create()
        for statement in ("UPDATE tenants_subscription SET plan = 'large'", "DELETE FROM tenants_subscription"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                _execute(statement)
        assert Subscription.objects.get().plan == "trial"


ASK = """
import django; django.setup()
from django.conf import settings
from django.db import connection
from tenants.isolation.context import sees_all
print(connection.tenant_mode, sees_all(), settings.ROOT_URLCONF, settings.SESSION_ENGINE)
"""


@pytest.mark.parametrize("program", ["", "import helpdesk.wsgi", "import helpdesk.celery"])
def test_no_variable_makes_a_process_of_the_desk_see_all(program: str) -> None:
    tries = dict.fromkeys(("TENANT", "TENANT_MODE", "PLATFORM", "HELPDESK_PLATFORM", "PLATFORM_PROCESS"), "platform")
    env = {**os.environ, **tries, "DJANGO_SETTINGS_MODULE": "helpdesk.settings", "SECRET_KEY": "x" * 50}
    code = [sys.executable, "-c", f"{program}\n{ASK}"]
    root = Path(__file__).parents[2]
    answer = subprocess.run(code, env=env, cwd=root, capture_output=True, text=True, check=True).stdout.split()
    assert answer == ["strict", "False", "helpdesk.urls", "tenants.identity.sessions"]


def test_a_desk_that_took_itself_for_the_operators_would_see_nothing(
    zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The braces: with the manager open and the app's role, the database still answers nothing."""
    with pytest.raises(NoTenant):
        Company.objects.count()
    monkeypatch.setattr(connections["default"], "tenant_mode", "platform")
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            assert model._default_manager.count() == 0, model


def test_a_process_with_the_wrong_role_does_not_start() -> None:
    assert app_role(None, databases=["default"]) == []
    assert misplaced_role(connection, is_platform=True) == "heard_app is not the operators' role"
    with operating():
        assert misplaced_role(connection, is_platform=True) == ""
        [error] = app_role(None, databases=["default"])  # to the settings of these tests it is the desk's
        assert error.id == "heard.E007"
        assert "the rights of the operators" in str(error.msg)

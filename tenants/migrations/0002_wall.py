"""Roles beside the app's: what the sweeper reads, the one question that crosses tenants, what is append-only."""

from django.db import migrations

from tenants.isolation.sql import CURRENT_TENANT, append_only, definer_function, let_read

TENANT_POLICIES = [
    "ALTER TABLE tenants_tenant ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE tenants_tenant FORCE ROW LEVEL SECURITY",
    "CREATE POLICY tenant_read ON tenants_tenant FOR SELECT USING (true)",
    "CREATE POLICY tenant_open ON tenants_tenant FOR INSERT TO heard_app WITH CHECK (true)",
    f"CREATE POLICY tenant_change ON tenants_tenant FOR UPDATE TO heard_app "
    f"USING (id = {CURRENT_TENANT}) WITH CHECK (id = {CURRENT_TENANT})",
    "CREATE POLICY platform_all ON tenants_tenant TO heard_platform USING (true) WITH CHECK (true)",
]
TENANT_POLICIES_BACK = [
    "DROP POLICY platform_all ON tenants_tenant",
    "DROP POLICY tenant_change ON tenants_tenant",
    "DROP POLICY tenant_open ON tenants_tenant",
    "DROP POLICY tenant_read ON tenants_tenant",
    "ALTER TABLE tenants_tenant NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE tenants_tenant DISABLE ROW LEVEL SECURITY",
]
COMPANIES_OF = """
    SELECT t.id, t.slug::text, c.name::text, m.role::text
    FROM tenants_member m
    JOIN tenants_tenant t ON t.id = m.tenant_id
    JOIN tenants_company c ON c.tenant_id = m.tenant_id
    WHERE m.user_id = asked AND m.removed_at IS NULL AND t.state = 'active'
    ORDER BY c.name
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(TENANT_POLICIES, TENANT_POLICIES_BACK),
        let_read("heard_sweeper", "tenants_item", "tenant_id", "due_at", "state"),
        let_read("heard_search", "tenants_member", "tenant_id", "user_id", "role", "removed_at"),
        let_read("heard_search", "tenants_company", "tenant_id", "name"),
        migrations.RunSQL(
            "GRANT SELECT (id, slug, state) ON tenants_tenant TO heard_search",
            "REVOKE SELECT (id, slug, state) ON tenants_tenant FROM heard_search",
        ),
        migrations.RunSQL("CREATE INDEX member_of_user_ix ON tenants_member (user_id)", "DROP INDEX member_of_user_ix"),
        definer_function(
            "heard_companies_of(asked uuid) RETURNS TABLE (tenant_id uuid, slug text, name text, role text) LANGUAGE sql",
            COMPANIES_OF,
        ),
        append_only("tenants_entry"),
    ]

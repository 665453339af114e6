"""What the operators' role may do, name by name; before, it could read and write every row of every company."""

from django.db import migrations

from tenants.isolation.sql import CURRENT_TENANT, definer_function, let_read

# A policy for all rows and a grant on all tables, as every table had until now; on a new desk there is neither.
TAKE_BACK = """
DO $$
DECLARE thing record;
BEGIN
    FOR thing IN SELECT oid::regclass AS name, relkind FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
                   AND relowner = current_user::regrole LOOP
        IF thing.relkind = 'S' THEN
            EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM heard_platform', thing.name);
        ELSE
            EXECUTE format('REVOKE ALL ON TABLE %s FROM heard_platform', thing.name);
            EXECUTE format('DROP POLICY IF EXISTS platform_all ON %s', thing.name);
        END IF;
    END LOOP;
END $$
"""
GIVE_AGAIN = """
DO $$
DECLARE thing record;
BEGIN
    FOR thing IN SELECT oid::regclass AS name, relrowsecurity FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND relowner = current_user::regrole LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO heard_platform', thing.name);
        IF thing.relrowsecurity THEN
            EXECUTE format('CREATE POLICY platform_all ON %s TO heard_platform USING (true) WITH CHECK (true)', thing.name);
        END IF;
    END LOOP;
END $$
"""
# An older desk gives its tables to come by default as well.
DEFAULTS = [
    "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM heard_platform",
    "ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM heard_platform",
]
OWN = "tenants_operator, tenants_operatorsession"
GRANTS = [
    f"REVOKE ALL ON {OWN}, tenants_platformentry FROM heard_app",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON {OWN} TO heard_platform",
    "GRANT SELECT, INSERT ON tenants_platformentry TO heard_platform",
    "GRANT SELECT ON django_migrations, django_content_type TO heard_platform",
    "GRANT SELECT, UPDATE (state) ON tenants_tenant TO heard_platform",
    "GRANT SELECT, INSERT, DELETE ON tenants_route TO heard_platform",
    "REVOKE UPDATE, DELETE ON tenants_subscription FROM heard_app",
    "REVOKE DELETE ON tenants_supportgrant FROM heard_app",
    # Only rows of the tenant that is set: the policy tenant_isolation holds for every role.
    "GRANT INSERT, UPDATE ON tenants_subscription TO heard_platform",
    "GRANT INSERT ON tenants_entry TO heard_platform",
    "GRANT UPDATE (state, attempts, error, due_at, done_at) ON tenants_item TO heard_platform",
    "GRANT SELECT (id, state) ON tenants_tenant TO heard_sweeper",
    f"CREATE POLICY platform_change ON tenants_tenant FOR UPDATE TO heard_platform "
    f"USING (id = {CURRENT_TENANT}) WITH CHECK (id = {CURRENT_TENANT})",
]
GRANTS_BACK = [
    "DROP POLICY platform_change ON tenants_tenant",
    "REVOKE SELECT (id, state) ON tenants_tenant FROM heard_sweeper",
    "GRANT UPDATE, DELETE ON tenants_subscription TO heard_app",
    "GRANT DELETE ON tenants_supportgrant TO heard_app",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON {OWN}, tenants_platformentry TO heard_app",
]
SUPPORT_OPEN = f"""
    SELECT EXISTS (
        SELECT 1 FROM tenants_supportgrant
        WHERE tenant_id = {CURRENT_TENANT} AND revoked_at IS NULL AND expires_at > now()
    )
"""
MAY_ASK = [
    "SET LOCAL ROLE heard_search",
    "GRANT EXECUTE ON FUNCTION heard_support_open TO heard_platform",
    "RESET ROLE",
]
MAY_NOT_ASK = [MAY_ASK[0], "REVOKE EXECUTE ON FUNCTION heard_support_open FROM heard_platform", MAY_ASK[2]]


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0006_operators_plans_and_support"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
        migrations.RunSQL(TAKE_BACK, GIVE_AGAIN),
        migrations.RunSQL(GRANTS, GRANTS_BACK),
        let_read("heard_platform", "tenants_company", "tenant_id", "id", "name", "name_en", "name_ar", "name_he"),
        let_read("heard_platform", "tenants_member", "tenant_id", "id", "removed_at"),
        let_read(
            "heard_platform", "tenants_subscription",
            "tenant_id", "id", "plan", "note", "suspended_reason", "suspended_at", "suspended_by", "updated_at",
        ),
        let_read(
            "heard_platform", "tenants_supportgrant",
            "tenant_id", "id", "granted_label", "reason", "created_at", "expires_at", "revoked_at",
        ),
        let_read(
            "heard_platform", "tenants_item",
            "tenant_id", "id", "kind", "state", "attempts", "due_at", "error", "created_at", "done_at",
        ),
        let_read("heard_platform", "tenants_file", "tenant_id", "id", "size"),
        let_read("heard_search", "tenants_supportgrant", "tenant_id", "revoked_at", "expires_at"),
        definer_function("heard_support_open() RETURNS boolean LANGUAGE sql", SUPPORT_OPEN),
        migrations.RunSQL(MAY_ASK, MAY_NOT_ASK),
    ]  # fmt: skip

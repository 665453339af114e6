"""What the operators' role may see of mail and tickets: of mail that it waits, of tickets what a company lets it see."""

from django.db import migrations

from tenants.isolation.sql import let_read

# Read by operators only inside a tenant (tenant_isolation) that lets them, now (support_only): never across companies.
READABLE_WITH_SUPPORT = {
    "tickets_ticket": "tenant_id, id, number, subject, status, priority, channel, language, requester_id, preview, "
    "waiting_since, first_replied_at, solved_at, last_message_at, created_at, updated_at",
    "tickets_message": "tenant_id, id, ticket_id, kind, contact_id, text, language, direction, delivery, "
    "delivery_error, sent_at, created_at",
    "tickets_attachment": "tenant_id, id, message_id, name, media_type, size",
    "tickets_contact": "tenant_id, id, name",
}
LET_SEE = [
    statement
    for table, columns in READABLE_WITH_SUPPORT.items()
    for statement in (
        f"GRANT SELECT ({columns}) ON {table} TO heard_platform",
        f"CREATE POLICY support_only ON {table} AS RESTRICTIVE TO heard_platform USING (heard_support_open())",
    )
]
LET_SEE_BACK = [
    statement
    for table, columns in READABLE_WITH_SUPPORT.items()
    for statement in (
        f"DROP POLICY support_only ON {table}",
        f"REVOKE SELECT ({columns}) ON {table} FROM heard_platform",
    )
]
# Only rows of the tenant that is set.
WRITES = [
    "GRANT UPDATE (state, attempts, reason, due_at, released_at, released_by_id) ON tickets_inbound TO heard_platform",
    "GRANT INSERT ON tickets_mailbox TO heard_platform",
]
WRITES_BACK = [
    "REVOKE UPDATE (state, attempts, reason, due_at, released_at, released_by_id) ON tickets_inbound FROM heard_platform",
    "REVOKE INSERT ON tickets_mailbox FROM heard_platform",
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_link_states"), ("tenants", "0007_operators_rights")]

    operations = [
        migrations.RunSQL(LET_SEE, LET_SEE_BACK),
        migrations.RunSQL(WRITES, WRITES_BACK),
        let_read(
            "heard_platform", "tickets_inbound",
            "tenant_id", "id", "raw_id", "state", "outcome", "reason", "attempts", "due_at", "received_at", "released_at",
        ),
        let_read("heard_platform", "tickets_mailbox", "tenant_id", "id", "address"),
    ]  # fmt: skip

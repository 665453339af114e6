"""What the sweeper reads: that something is due. What is only added to. When those who wait now are to be answered."""

from django.db import migrations

from tenants.isolation.sql import append_only, let_read

# The house goal, until the company's policies reckon it (0013 adds the columns).
DUE = [
    "ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY",
    "UPDATE tickets_ticket SET due_at = waiting_since + interval '60 minutes', "
    "risk_at = waiting_since + interval '45 minutes' WHERE waiting_since IS NOT NULL",
    "ALTER TABLE tickets_ticket FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_promises_and_limits")]

    operations = [
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
        let_read("heard_sweeper", "tickets_ticket", "tenant_id", "snoozed_until"),
        let_read("heard_sweeper", "tickets_slaclock", "tenant_id", "next_at"),
        let_read("heard_sweeper", "tickets_promise", "tenant_id", "next_at"),
        let_read("heard_sweeper", "tickets_approval", "tenant_id", "next_at"),
        append_only("tickets_slaevent"),
        append_only("tickets_limit"),
        append_only("tickets_charge"),
        append_only("tickets_ledgerentry"),
    ]

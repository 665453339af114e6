"""What the sweeper reads: that something is due, and the names that companies listen for. What is only added to."""

from django.db import migrations

from tenants.isolation.sql import append_only, let_read


class Migration(migrations.Migration):
    dependencies = [("social", "0001_initial"), ("tenants", "0002_wall")]

    operations = [
        let_read("heard_sweeper", "social_delivery", "tenant_id", "due_at", "state"),
        let_read("heard_sweeper", "social_source", "tenant_id", "due_at", "state"),
        let_read(
            "heard_sweeper", "social_term",
            "tenant_id", "id", "listener_id", "kind", "forms", "prefixes", "suffixes", "is_live", "updated_at", '"group"',
        ),
        append_only("social_move"),
        append_only("social_correction"),
    ]  # fmt: skip

"""Lists follow deadlines; who waits without one has an index of his own. What is snoozed is in none of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0009_social_routes"),
        ("tickets", "0017_names_of_the_books"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_wait_ix",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_wait_mine_ix",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_calm_ix",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_calm_mine_ix",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_due_ix",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_due_mine_ix",
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("due_at__isnull", True), ("snoozed_until__isnull", True), ("waiting_since__isnull", False)
                ),
                fields=["tenant", "waiting_since", "id"],
                name="ticket_undue_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("due_at__isnull", True), ("snoozed_until__isnull", True), ("solved_at__isnull", True)
                ),
                fields=["tenant", "-last_message_at", "-id"],
                name="ticket_calm_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("due_at__isnull", True), ("snoozed_until__isnull", True), ("solved_at__isnull", True)
                ),
                fields=["tenant", "assignee", "-last_message_at", "-id"],
                name="ticket_calm_mine_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("snoozed_until__isnull", True)),
                fields=["tenant", "due_at", "id"],
                include=("risk_at",),
                name="ticket_due_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("snoozed_until__isnull", True)),
                fields=["tenant", "assignee", "due_at", "id"],
                name="ticket_due_mine_ix",
            ),
        ),
    ]

"""Working hours, SLA clocks, promises, notifications, compensation: their tables."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.isolation.fields
import tenants.isolation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0009_social_routes"),
        ("tickets", "0012_audience"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="risk_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="chased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="promised_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="snoozed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["tenant", "due_at", "id"], name="ticket_due_ix"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["tenant", "assignee", "due_at", "id"],
                name="ticket_due_mine_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("chased_at__isnull", False)),
                fields=["tenant", "chased_at", "id"],
                name="ticket_chased_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("snoozed_until__isnull", False)),
                fields=["tenant", "snoozed_until", "id"],
                name="ticket_snoozed_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("snoozed_until__isnull", False)),
                fields=["snoozed_until"],
                include=("tenant",),
                name="ticket_wake_ix",
            ),
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("timezone", models.CharField(max_length=50, verbose_name="time zone")),
                ("week", models.JSONField(default=dict, verbose_name="hours")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="public holidays of")),
                ("is_default", models.BooleanField(default=False, verbose_name="default")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
            ],
            options={
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("tenant",), name="calendar_default_uq"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_default", False), ("archived_at__isnull", True), _connector="OR"),
                        name="calendar_default_is_kept",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "calendar",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False,
                        db_on_delete="CASCADE",
                        related_name="days",
                        to="tickets.calendar",
                        verbose_name="calendar",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("hours", models.JSONField(blank=True, default=list, verbose_name="hours")),
            ],
            options={
                "verbose_name": "special day",
                "verbose_name_plural": "special days",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "calendar", "first"], name="specialday_of_ix")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="specialday_ends_after_it_begins"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "E-mail"),
                            ("console", "Console"),
                            ("form", "Web form"),
                            ("api", "API"),
                            ("social", "Social network"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                (
                    "team",
                    tenants.isolation.fields.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        db_on_delete="NO_ACTION",
                        null=True,
                        related_name="+",
                        to="tenants.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "tag",
                    tenants.isolation.fields.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        db_on_delete="NO_ACTION",
                        null=True,
                        related_name="+",
                        to="tickets.tag",
                        verbose_name="tag",
                    ),
                ),
                (
                    "calendar",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False,
                        db_on_delete="NO_ACTION",
                        related_name="+",
                        to="tickets.calendar",
                        verbose_name="calendar",
                    ),
                ),
                (
                    "first_minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="first answer within (minutes)"),
                ),
                (
                    "next_minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="next answer within (minutes)"),
                ),
                (
                    "resolution_minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="solution within (minutes)"),
                ),
                (
                    "warn_percent",
                    models.PositiveSmallIntegerField(
                        default=75, verbose_name="warn when this share of the time has passed (%)"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
            ],
            options={
                "verbose_name": "SLA policy",
                "verbose_name_plural": "SLA policies",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["tenant", "position", "id"],
                        name="slapolicy_order_ix",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("warn_percent__gte", 1), ("warn_percent__lte", 99)),
                        name="slapolicy_warns_before_the_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_minutes", 0), _negated=True),
                            models.Q(("next_minutes", 0), _negated=True),
                            models.Q(("resolution_minutes", 0), _negated=True),
                        ),
                        name="slapolicy_targets_are_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaClock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="clocks", to="tickets.ticket"
                    ),
                ),
                (
                    "metric",
                    models.CharField(
                        choices=[("first", "First answer"), ("next", "Next answer"), ("resolution", "Solution")],
                        max_length=10,
                    ),
                ),
                ("cycle", models.PositiveIntegerField(default=1)),
                (
                    "policy",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tickets.slapolicy"
                    ),
                ),
                ("policy_version", models.PositiveIntegerField()),
                (
                    "calendar",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tickets.calendar"
                    ),
                ),
                ("calendar_version", models.PositiveIntegerField()),
                ("target_s", models.PositiveIntegerField()),
                ("warn_percent", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("elapsed_s", models.PositiveIntegerField(default=0)),
                ("running_since", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("warned_at", models.DateTimeField(null=True)),
                ("breached_at", models.DateTimeField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["tenant", "next_at", "id"],
                        name="slaclock_due_ix",
                    ),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        include=("tenant",),
                        name="slaclock_sweep_ix",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "ticket", "metric", "cycle"), name="slaclock_cycle_uq"),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                        fields=("tenant", "ticket", "metric"),
                        name="slaclock_open_uq",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("met_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                        name="slaclock_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at__isnull", True),
                            models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="slaclock_ended_is_not_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", True), ("running_since__isnull", True)),
                            models.Q(("due_at__isnull", False), ("running_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="slaclock_runs_to_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "clock",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="events", to="tickets.slaclock"
                    ),
                ),
                ("ticket_id", models.UUIDField()),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("started", "started"),
                            ("paused", "paused"),
                            ("resumed", "runs again"),
                            ("changed", "reckoned anew"),
                            ("warned", "warned"),
                            ("breached", "missed"),
                            ("met", "kept"),
                            ("cancelled", "ended without an answer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("data", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "ticket_id", "-at"], name="slaevent_ticket_ix"),
                    models.Index(fields=["tenant", "verb", "-at"], name="slaevent_verb_ix"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verb__in", ["started", "breached", "met", "cancelled"])),
                        fields=("tenant", "clock", "verb"),
                        name="slaevent_once_uq",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="promises", to="tickets.ticket"
                    ),
                ),
                (
                    "message",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="promises", to="tickets.message"
                    ),
                ),
                (
                    "owner",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "made_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tenants.member"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("kept", "Kept"),
                            ("broken", "Broken"),
                            ("moved", "Agreed anew"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("broken_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "kept_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tickets.message"
                    ),
                ),
                (
                    "replaced_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tickets.promise"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "ticket", "-made_at"], name="promise_ticket_ix"),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["tenant", "next_at", "id"],
                        name="promise_due_ix",
                    ),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        include=("tenant",),
                        name="promise_sweep_ix",
                    ),
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["tenant", "due_at", "id"],
                        name="promise_open_ix",
                    ),
                    models.Index(fields=["tenant", "state", "-due_at"], name="promise_state_ix"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("tenant", "ticket"),
                        name="promise_open_uq",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("broken_at__isnull", True), ("settled_at__isnull", True), ("state", "open")),
                            models.Q(("broken_at__isnull", False), ("state", "broken")),
                            models.Q(
                                ("broken_at__isnull", True),
                                ("kept_by__isnull", False),
                                ("settled_at__isnull", False),
                                ("state", "kept"),
                            ),
                            models.Q(
                                ("broken_at__isnull", True),
                                ("settled_at__isnull", False),
                                ("state__in", ["moved", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="promise_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_at__isnull", True), ("settled_at__isnull", True), _connector="OR"),
                        name="promise_settled_is_not_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Chaser",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "message",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="+", to="tickets.message"
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="chasers", to="tickets.ticket"
                    ),
                ),
                ("phrase", models.CharField(max_length=120)),
                ("language", models.CharField(blank=True, max_length=5)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "ticket", "created_at"], name="chaser_ticket_ix"),
                    models.Index(fields=["tenant", "created_at"], name="chaser_day_ix"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant", "message"), name="chaser_message_uq")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A ticket was given to me"),
                            ("mentioned", "A colleague named me in a note"),
                            ("warned", "A deadline comes near"),
                            ("breached", "A deadline was missed"),
                            ("reminded", "A promise of mine comes due"),
                            ("broken", "A promise was broken"),
                            ("woken", "A snoozed ticket is back"),
                            ("asked", "My approval is asked for"),
                            ("decided", "What I asked for was decided"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", null=True, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "actor",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("is_shown", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "member", "-created_at", "-id"], name="notification_recent_ix"),
                    models.Index(
                        condition=models.Q(("is_shown", True), ("read_at__isnull", True)),
                        fields=["tenant", "member"],
                        name="notification_new_ix",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "member", "kind", "key"), name="notification_uq")
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A ticket was given to me"),
                            ("mentioned", "A colleague named me in a note"),
                            ("warned", "A deadline comes near"),
                            ("breached", "A deadline was missed"),
                            ("reminded", "A promise of mine comes due"),
                            ("broken", "A promise was broken"),
                            ("woken", "A snoozed ticket is back"),
                            ("asked", "My approval is asked for"),
                            ("decided", "What I asked for was decided"),
                        ],
                        max_length=10,
                    ),
                ),
                ("in_app", models.BooleanField()),
                ("by_mail", models.BooleanField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "member", "kind"), name="notificationchoice_uq")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="+", to="tenants.member"
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("tenant", "member"), name="quiethours_uq")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="recoveries", to="tickets.ticket"
                    ),
                ),
                ("purpose", models.CharField(choices=[("repair", "Repair"), ("gesture", "Gesture")], max_length=8)),
                ("cause", models.TextField(blank=True)),
                (
                    "opened_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tenants.member"
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "ticket", "-opened_at"], name="recovery_ticket_ix")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("tenant", "ticket"),
                        name="recovery_open_uq",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "recovery",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="steps", to="tickets.recovery"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("hear", "Hear"),
                            ("empathise", "Empathise"),
                            ("apologise", "Apologise"),
                            ("resolve", "Resolve"),
                            ("diagnose", "Diagnose"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "message",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tickets.message"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "recovery", "step"), name="recoverystep_uq"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "apologise"), _negated=True), ("message__isnull", False), _connector="OR"
                        ),
                        name="recoverystep_apology_is_a_message",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "Owner"),
                            ("admin", "Admin"),
                            ("lead", "Team lead"),
                            ("agent", "Agent"),
                            ("light", "Light user"),
                        ],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        db_on_delete="NO_ACTION",
                        null=True,
                        related_name="+",
                        to="tenants.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("repair", "Repair"), ("gesture", "Gesture")], max_length=8, verbose_name="for"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refund", "Refund"),
                            ("credit", "Credit"),
                            ("voucher", "Voucher"),
                            ("gift", "Gift"),
                            ("free", "Free service"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("per_grant", models.BigIntegerField(blank=True, null=True, verbose_name="at once")),
                ("per_ticket", models.BigIntegerField(blank=True, null=True, verbose_name="on one ticket")),
                (
                    "per_customer",
                    models.BigIntegerField(blank=True, null=True, verbose_name="to one customer in a period"),
                ),
                ("per_period", models.BigIntegerField(blank=True, null=True, verbose_name="by one member in a period")),
                (
                    "period",
                    models.CharField(
                        choices=[("day", "day"), ("week", "week"), ("month", "month")],
                        default="month",
                        max_length=5,
                        verbose_name="period",
                    ),
                ),
                ("is_off", models.BooleanField(default=False, verbose_name="taken back")),
                ("version", models.PositiveIntegerField(editable=False, verbose_name="version")),
                (
                    "set_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False,
                        db_on_delete="NO_ACTION",
                        editable=False,
                        related_name="+",
                        to="tenants.member",
                        verbose_name="set by",
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set")),
            ],
            options={
                "verbose_name": "compensation limit",
                "verbose_name_plural": "compensation limits",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("member__isnull", True)),
                        fields=("tenant", "role", "purpose", "kind", "currency", "version"),
                        name="limit_role_version_uq",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("member__isnull", False)),
                        fields=("tenant", "member", "purpose", "kind", "currency", "version"),
                        name="limit_member_version_uq",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member__isnull", False), ("role", "")),
                            models.Q(models.Q(("role", ""), _negated=True), ("member__isnull", True)),
                            _connector="OR",
                        ),
                        name="limit_is_for_a_role_or_a_member",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("per_grant__isnull", True), ("per_grant__gte", 0), _connector="OR"),
                            models.Q(("per_ticket__isnull", True), ("per_ticket__gte", 0), _connector="OR"),
                            models.Q(("per_customer__isnull", True), ("per_customer__gte", 0), _connector="OR"),
                            models.Q(("per_period__isnull", True), ("per_period__gte", 0), _connector="OR"),
                        ),
                        name="limit_amounts_are_not_negative",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("ticket", "Ticket"), ("customer", "Customer"), ("member", "Member")], max_length=8
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("purpose", models.CharField(choices=[("repair", "Repair"), ("gesture", "Gesture")], max_length=8)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refund", "Refund"),
                            ("credit", "Credit"),
                            ("voucher", "Voucher"),
                            ("gift", "Gift"),
                            ("free", "Free service"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "period",
                    models.CharField(
                        blank=True, choices=[("day", "day"), ("week", "week"), ("month", "month")], max_length=5
                    ),
                ),
                ("starts_on", models.DateField(null=True)),
                ("ceiling", models.BigIntegerField()),
                ("spent", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "scope", "subject_id", "purpose", "kind", "currency", "period", "starts_on"),
                        name="budget_uq",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0), ("spent__lte", models.F("ceiling"))), name="budget_holds"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="CASCADE", related_name="approvals", to="tickets.ticket"
                    ),
                ),
                (
                    "recovery",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tickets.recovery"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "Refund"),
                            ("credit", "Credit"),
                            ("voucher", "Voucher"),
                            ("gift", "Gift"),
                            ("free", "Free service"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("asked", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("words", models.TextField(blank=True)),
                (
                    "asked_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tenants.member"
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("granted", models.BigIntegerField(null=True)),
                (
                    "decided_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["tenant", "asked_at", "id"],
                        name="approval_open_ix",
                    ),
                    models.Index(fields=["tenant", "ticket", "-asked_at"], name="approval_ticket_ix"),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["tenant", "next_at", "id"],
                        name="approval_due_ix",
                    ),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        include=("tenant",),
                        name="approval_sweep_ix",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="approval_by_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted__isnull", True),
                            models.Q(("granted__gt", 0), ("granted__lte", models.F("asked"))),
                            _connector="OR",
                        ),
                        name="approval_grants_at_most_what_was_asked",
                    ),
                    models.CheckConstraint(condition=models.Q(("asked__gt", 0)), name="approval_asks_for_something"),
                    models.CheckConstraint(
                        condition=models.Q(("next_at__isnull", True), ("state", "open"), _connector="OR"),
                        name="approval_ended_is_not_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "ticket",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="grants", to="tickets.ticket"
                    ),
                ),
                (
                    "recovery",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="grants", to="tickets.recovery"
                    ),
                ),
                (
                    "contact",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tickets.contact"
                    ),
                ),
                ("purpose", models.CharField(choices=[("repair", "Repair"), ("gesture", "Gesture")], max_length=8)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "Refund"),
                            ("credit", "Credit"),
                            ("voucher", "Voucher"),
                            ("gift", "Gift"),
                            ("free", "Free service"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                (
                    "given_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="+", to="tenants.member"
                    ),
                ),
                (
                    "approval",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tickets.approval"
                    ),
                ),
                ("limits", models.JSONField(default=list)),
                (
                    "message",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tickets.message"
                    ),
                ),
                ("public_reading", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reversed_at", models.DateTimeField(null=True)),
                (
                    "reversed_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                ("reversal_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "ticket", "-created_at"], name="grant_ticket_ix"),
                    models.Index(fields=["tenant", "contact", "-created_at"], name="grant_contact_ix"),
                    models.Index(fields=["tenant", "-created_at", "-id"], name="grant_recent_ix"),
                    models.Index(fields=["tenant", "kind", "-created_at"], name="grant_kind_ix"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "key"), name="grant_key_uq"),
                    models.UniqueConstraint(
                        condition=models.Q(("approval__isnull", False)),
                        fields=("tenant", "approval"),
                        name="grant_approval_uq",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_gives_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "grant",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="charges", to="tickets.grant"
                    ),
                ),
                (
                    "budget",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="charges", to="tickets.budget"
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "budget"], include=("amount",), name="charge_budget_ix"),
                    models.Index(fields=["tenant", "grant"], name="charge_grant_ix"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="charge_moves_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("posting", models.UUIDField()),
                (
                    "grant",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="entries", to="tickets.grant"
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("cost", "Cost of care"),
                            ("owed", "Owed to customers"),
                            ("settled", "Redeemed or paid"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("verb", models.CharField(max_length=10)),
                (
                    "member",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "-at", "-id"], name="ledgerentry_recent_ix")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "posting", "account"), name="ledgerentry_side_uq"),
                    models.UniqueConstraint(fields=("tenant", "grant", "verb", "account"), name="ledgerentry_once_uq"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="ledgerentry_moves_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.isolation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "grant",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", related_name="vouchers", to="tickets.grant"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Not used yet"), ("redeemed", "Redeemed"), ("void", "Void")],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("expires_on", models.DateField(null=True)),
                ("redeemed_at", models.DateTimeField(null=True)),
                (
                    "redeemed_by",
                    tenants.isolation.fields.TenantForeignKey(
                        db_index=False, db_on_delete="NO_ACTION", null=True, related_name="+", to="tenants.member"
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "code_hash"), name="voucher_code_uq"),
                    models.UniqueConstraint(fields=("tenant", "grant"), name="voucher_grant_uq"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("redeemed_at__isnull", False), ("state", "redeemed")),
                            models.Q(models.Q(("state", "redeemed"), _negated=True), ("redeemed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="voucher_redeemed_has_its_time",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]

"""Special hours that hold on working days only: a month of Ramadan keeps its weekends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0014_promises_and_limits_wall"),
    ]

    operations = [
        migrations.AddField(
            model_name="specialday",
            name="keeps_days_off",
            field=models.BooleanField(db_default=False, default=False, verbose_name="days off stay days off"),
        ),
    ]

"""Numbers for cases that are kept here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("milestones", "0010_budgets_at_a_time_of_day")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE milestones_local_number START 1001", "DROP SEQUENCE milestones_local_number"
        )
    ]

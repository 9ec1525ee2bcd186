"""Lists of cases read the narrow rows of open cases; what they needed before goes."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0006_budgets_by_arrival"),
        ("milestones", "0012_report_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_of_owner",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_of_queue",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_without_owner",
        ),
        migrations.RemoveIndex(
            model_name="casemilestone",
            name="case_milestone_running",
        ),
        migrations.RemoveIndex(
            model_name="casemilestone",
            name="case_milestone_paused",
        ),
        migrations.AddIndex(
            model_name="opencase",
            index=models.Index(fields=["owner"], name="open_case_of_owner"),
        ),
    ]

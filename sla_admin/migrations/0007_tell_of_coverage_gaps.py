"""Asks every hour whether today's notice of coverage gaps is due; what operators change stays."""

from typing import Any

from django.db import migrations

NAME = "Tell administrators of coverage gaps"


def add_task(apps: Any, schema_editor: Any) -> None:
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    hourly = interval_schedule.objects.filter(every=1, period="hours").first()
    if hourly is None:
        hourly = interval_schedule.objects.create(every=1, period="hours")
    periodic_task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": "escalations.tasks.tell_of_coverage_gaps",
            "interval": hourly,
            "expire_seconds": 3600,
            "description": "One e-mail a day that says which open cases nothing is promised for.",
        },
    )


def remove_task(apps: Any, schema_editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sla_admin", "0006_forget_board_pictures"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_task, remove_task)]

"""Tidies notices every hour; what operators change about the schedule stays."""

from typing import Any

from django.db import migrations

NAME = "Forget notices read long ago"


def add_task(apps: Any, schema_editor: Any) -> None:
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    hourly = interval_schedule.objects.filter(every=1, period="hours").first()
    if hourly is None:
        hourly = interval_schedule.objects.create(every=1, period="hours")
    periodic_task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": "escalations.tasks.forget_read_notices",
            "interval": hourly,
            "expire_seconds": 3600,
            "description": "Deletes notices ninety days after they were read.",
        },
    )


def remove_task(apps: Any, schema_editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sla_admin", "0003_continue_runs"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_task, remove_task)]

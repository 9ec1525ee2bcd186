"""Puts the continuing of background runs on the beat schedule, once; afterwards it is the operators'."""

from typing import Any

from django.db import migrations

NAME = "Continue background runs"


def add_task(apps: Any, schema_editor: Any) -> None:
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    every_second = interval_schedule.objects.filter(every=1, period="seconds").first()
    if every_second is None:
        every_second = interval_schedule.objects.create(every=1, period="seconds")
    periodic_task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": "sla_admin.shared.tasks.continue_runs",
            "interval": every_second,
            "expire_seconds": 2,
            "description": "Takes steps of long work: version moves, revised hours, bulk changes.",
        },
    )


def remove_task(apps: Any, schema_editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sla_admin", "0002_task_pulse"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_task, remove_task)]

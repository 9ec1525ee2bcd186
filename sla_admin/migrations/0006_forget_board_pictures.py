"""Puts the forgetting of board pictures on the beat schedule, once; afterwards it is the operators'."""

from typing import Any

from django.db import migrations

NAME = "Forget board pictures"


def add_task(apps: Any, schema_editor: Any) -> None:
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    every_five_minutes = interval_schedule.objects.filter(every=5, period="minutes").first()
    if every_five_minutes is None:
        every_five_minutes = interval_schedule.objects.create(every=5, period="minutes")
    periodic_task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": "milestones.tasks.forget_board_pictures",
            "interval": every_five_minutes,
            "expire_seconds": 60,
            "description": "Drops what boards nobody looks at were drawn from, and the marks of old changes.",
        },
    )


def remove_task(apps: Any, schema_editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sla_admin", "0005_what_the_sample_brought"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_task, remove_task)]

"""Puts the two periodic tasks on the beat schedule, once.

A migration runs once per database: an operator who later changes an interval, disables or deletes a task in
`/admin/` finds it so after every deploy.
"""

from typing import Any

from django.db import migrations

EXPIRES_AFTER_S = 2
"""A call that waited longer is dropped by the worker: the next one sees everything it would have seen."""

TASKS = {
    "Evaluate due milestones": (
        "milestones.tasks.evaluate_due",
        "Finds cases whose next moment has come: fires triggers, records violations, begins waiting clocks.",
    ),
    "Deliver due actions": (
        "escalations.tasks.deliver_due",
        "Sends e-mails and carries out the other actions that wait in the outbox, retries included.",
    ),
}


def add_tasks(apps: Any, schema_editor: Any) -> None:
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    every_second = interval_schedule.objects.filter(every=1, period="seconds").first()
    if every_second is None:
        every_second = interval_schedule.objects.create(every=1, period="seconds")
    for name, (task, description) in TASKS.items():
        periodic_task.objects.get_or_create(
            name=name,
            defaults={
                "task": task,
                "interval": every_second,
                "expire_seconds": EXPIRES_AFTER_S,
                "description": description,
            },
        )


def remove_tasks(apps: Any, schema_editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=TASKS).delete()


class Migration(migrations.Migration):
    dependencies = [("django_celery_beat", "0019_alter_periodictasks_options")]
    operations = [migrations.RunPython(add_tasks, remove_tasks)]

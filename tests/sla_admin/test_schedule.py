"""The beat schedule: seeded once, then the operators'."""

import pytest
from celery import current_app
from django_celery_beat.models import PeriodicTask

from sla_admin import pulse


@pytest.mark.django_db
def test_both_periodic_tasks_run_every_second_and_drop_calls_that_waited() -> None:
    for task in pulse.PERIODIC_TASKS:
        scheduled = PeriodicTask.objects.get(task=task)

        assert scheduled.enabled
        assert (scheduled.interval.every, scheduled.interval.period) == (1, "seconds")
        assert scheduled.expire_seconds == 2


def test_every_scheduled_task_is_one_that_workers_know() -> None:
    current_app.loader.import_default_modules()

    assert set(pulse.PERIODIC_TASKS) <= set(current_app.tasks)

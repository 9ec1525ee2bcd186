"""Signs of life: whether milestones are being evaluated and actions delivered, told by what was done last."""

from entitlements.business_time.instants import SECOND, to_datetime, to_instant
from sla_admin.models import TaskPulse
from sla_admin.shared.system_clock import database_time

EVALUATION = "milestones.tasks.evaluate_due"
PERIODIC_TASKS = (EVALUATION, "escalations.tasks.deliver_due")


def record(task: str) -> None:
    """Note that a periodic task came to its end just now. Other tasks are not noted."""
    if task not in PERIODIC_TASKS:
        return
    done_at = to_datetime(database_time())
    if not TaskPulse.objects.filter(task=task).update(done_at=done_at):
        TaskPulse.objects.bulk_create([TaskPulse(task=task, done_at=done_at)], ignore_conflicts=True)


def seconds_since_last() -> dict[str, float | None]:
    """For each periodic task the seconds since it last came to its end; None when it never did.

    Raises django.db.DatabaseError when the database cannot be reached.
    """
    at = database_time()
    done = dict(TaskPulse.objects.filter(task__in=PERIODIC_TASKS).values_list("task", "done_at"))
    return {task: (at - to_instant(done[task])) / SECOND if task in done else None for task in PERIODIC_TASKS}


def last_evaluated_at() -> int | None:
    """When clocks were last evaluated, µs since 1970, UTC; None: never."""
    done_at = TaskPulse.objects.filter(task=EVALUATION).values_list("done_at", flat=True).first()
    return None if done_at is None else to_instant(done_at)

"""What beat asks for every second beside the two of the domain."""

from celery import shared_task

from sla_admin.shared.runs.work import continue_runs as work
from sla_admin.shared.system_clock import database_time

LONGEST_S = 0.9
"""After that much work a call ends; the next beat goes on where it ended."""


@shared_task(name="sla_admin.shared.tasks.continue_runs", ignore_result=True, expires=2)  # type: ignore[untyped-decorator]  # Celery ships no types
def continue_runs() -> None:
    """Take steps of open runs. A lost or doubled call changes only when they are taken."""
    work(database_time, LONGEST_S)

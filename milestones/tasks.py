"""What beat asks for."""

from celery import shared_task

from milestones.engine.evaluate import evaluate_due as evaluate
from milestones.services.board_pictures import forget
from sla_admin.shared.system_clock import database_time

EXPIRES_AFTER_S = 2
"""A call that waited longer is dropped: the next one sees everything it would have seen."""

LONGEST_S = 0.9
"""After that much work a call ends; the next beat goes on where it ended."""


@shared_task(ignore_result=True, expires=EXPIRES_AFTER_S)  # type: ignore[untyped-decorator]  # Celery ships no types
def evaluate_due() -> None:
    """Fire what is due by the database's clock. A lost or doubled call changes only when it is noticed."""
    evaluate(database_time(), seconds=LONGEST_S)


@shared_task(ignore_result=True, expires=60)  # type: ignore[untyped-decorator]  # as above
def forget_board_pictures() -> None:
    """Drop what boards nobody looks at were drawn from, and marks of changes that no picture needs."""
    forget(database_time())

"""What beat asks for: deliveries every second (the engine's doorbell asks in between), tidying every hour."""

import logging
import time

from celery import shared_task

from escalations.engine.deliver import deliver_due as deliver
from escalations.notices import forget_read
from escalations.services.coverage_notice import send_coverage_notice
from sla_admin.shared.system_clock import database_time

_log = logging.getLogger(__name__)

_LONGEST_S = 0.9
"""A call ends before beat's next one, so that a busy outbox never piles up calls."""

_BATCH = 20


@shared_task(name="escalations.tasks.deliver_due", ignore_result=True, expires=2)  # type: ignore[untyped-decorator] # Celery ships no types
def deliver_due() -> None:
    """Send what is due until nothing is, or almost a second has passed."""
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST_S:
        counts = deliver(database_time(), _BATCH)
        if not counts.claimed:
            return
        _log.info("Delivered: %s", counts)


@shared_task(name="escalations.tasks.forget_read_notices", ignore_result=True, expires=3600)  # type: ignore[untyped-decorator] # as above
def forget_read_notices() -> None:
    """Delete notices that were read long ago, until none is left."""
    at = database_time()
    while forgotten := forget_read(at):
        _log.info("Forgot %s notices that were read long ago.", forgotten)


@shared_task(name="escalations.tasks.tell_of_coverage_gaps", ignore_result=True, expires=3600)  # type: ignore[untyped-decorator] # as above
def tell_of_coverage_gaps() -> None:
    """Tell administrators once a day which open cases nothing is promised for."""
    notice = send_coverage_notice(database_time())
    if notice is not None:
        _log.info("Coverage gaps: %s cases, %s", notice.cases, notice.failure or "told")

"""The task that beat calls every second and the engine's doorbell calls in between."""

import logging
import time

from celery import shared_task

from escalations.engine.deliver import deliver_due as deliver
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

"""What beat asks for every second beside the two of the domain."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from sla_admin.shared.runs.work import continue_runs as work
from sla_admin.shared.runs.work import lanes_open
from sla_admin.shared.system_clock import database_time

_log = logging.getLogger(__name__)

LONGEST_S = 0.9
"""After that much work a call ends; the next beat goes on where it ended."""

HELP_EXPIRES_S = 1
"""Where every worker is busy, nobody comes to help, and the next beat asks again."""


@shared_task(name="sla_admin.shared.tasks.continue_runs", ignore_result=True, expires=2)  # type: ignore[untyped-decorator]  # Celery ships no types
def continue_runs(helps: bool = False) -> None:
    """Take steps of open runs. A lost or doubled call changes only when they are taken.

    Where more than one worker can work, the one that beat calls calls another to help.
    """
    if not helps and lanes_open(database_time()) > 1:
        _call_another()
    work(database_time, LONGEST_S)


def _call_another() -> None:
    try:
        continue_runs.apply_async(kwargs={"helps": True}, expires=HELP_EXPIRES_S, retry=False)
    except (OperationalError, OSError) as error:
        _log.warning("No other worker could be called to help with runs: %s", error)

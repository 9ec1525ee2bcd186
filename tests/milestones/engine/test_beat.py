"""What beat calls: the task asks the database for the time, once, and evaluates what is due."""

import pytest
from django.db import connection

from milestones import tasks
from milestones.models import CaseState, LedgerEntry
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import first_response, promise

pytestmark = pytest.mark.django_db

MINUTE = 60_000_000


def test_the_task_fires_what_is_due_by_the_databases_clock() -> None:
    promise(first_response(60))
    now = database_time()
    for minutes in (29, 31):
        record(
            [
                CaseRequest(
                    source="desk",
                    external_id=f"opened {minutes} minutes ago",
                    opened_at=now - minutes * MINUTE,
                    fields={"account": "acme"},
                )
            ],
            at=now - minutes * MINUTE,
        )
    tasks.evaluate_due()
    fired = LedgerEntry.objects.filter(kind="trigger reached")
    assert [entry.case.external_id for entry in fired] == ["opened 31 minutes ago"]


def test_a_tick_finds_what_is_due_through_the_partial_index() -> None:
    """The one polled column: no join, no sort, no look at cases in quarantine or without a next moment."""
    CaseState.objects.first()
    with connection.cursor() as cursor:
        # On a handful of rows any plan is cheap: what matters is that this one exists.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN SELECT case_id FROM milestones_casestate WHERE next_due_at < now() "
            "AND next_due_at IS NOT NULL AND quarantined_at IS NULL ORDER BY next_due_at LIMIT 500 "
            "FOR UPDATE SKIP LOCKED"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_state_due" in plan
    assert "Sort" not in plan

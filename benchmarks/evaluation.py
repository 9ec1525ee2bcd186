"""Ticks: how long one with nothing to do takes, how many due clocks a second, and how close that is to bare
SQL.

`python -m benchmarks.evaluation`. Clocks are cloned set-based from one real case; then the product's own
`evaluate_due` runs over them. Each clock has a trigger at every tenth of its budget, each with an e-mail to
send, so that ten rounds of "10,000 due at once" can be measured on the same clocks, bare SQL in turn with the
product.
"""

import multiprocessing
import os
import statistics
import sys
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Any

from benchmarks.scratch import scratch_database

DUE = 10_000
RUNNING = 1_000_000
HOUR = 3_600_000_000
MINUTE = 60_000_000
BUDGET = 10 * HOUR
MARKS = tuple(str(percent) for percent in range(10, 100, 10))


def main() -> int:
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")  # the doorbell rings, and nobody is called
    with scratch_database():
        print(f"{'measure':<58} {'figure':>16}   reach")
        refold()
        began = open_template("due", BEGAN)
        open_template("running", BEGAN + 3650 * 24 * HOUR)
        clone("running", DUE)
        small = empty_ticks(began)
        clone("running", RUNNING - DUE)
        large = empty_ticks(began)
        show(f"a tick with nothing due, {DUE:,} running", f"{small * 1000:.2f} ms", "5 ms")
        show(f"the same, {RUNNING:,} running", f"{large * 1000:.2f} ms", "5 ms")
        show("ratio", f"{large / small:.2f}", "1.2")
        clone("due", DUE - 1)  # the template is due itself
        clone("bare", DUE, state_of="due")
        rounds(began)
    return 0


BEGAN = 1_780_000_000_000_000


def show(measure: str, figure: str, reach: str = "") -> None:
    print(f"{measure:<58} {figure:>16}   {reach}", flush=True)


def open_template(external_id: str, at: int) -> int:
    """One real case, opened through the service; the others are its copies."""
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record

    request = CaseRequest(
        source="benchmark",
        external_id=external_id,
        opened_at=at,
        fields={"account": account(), "status": "new"},
    )
    (answer,) = record([request], at=at)
    if answer.status != "created" or answer.quarantined:
        raise RuntimeError(f"The template was not opened: {answer}")
    return at


_promised: list[str] = []


def account() -> str:
    from benchmarks.promise import enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.process.definition import MilestoneDefinition, Process, Trigger
    from escalations.services.activate_matrix import activate_matrix
    from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version

    if not _promised:
        entry = (DraftEntry(action="email", target="address", address="desk@example.com"),)
        matrix = draft_version(
            create_matrix("Every tenth"), [DraftRow(cells=dict.fromkeys((*MARKS, "100"), entry))]
        )
        activate_matrix(matrix.pk, "benchmark", BEGAN - HOUR, reason="As agreed")
        milestone = MilestoneDefinition(
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
            budget=Budget(micros=BUDGET),
            triggers=tuple(Trigger(mark, "percent", int(mark) * 100, "warning") for mark in MARKS),
        )
        process = enter_process(
            Process(version=0, name="Benchmark", milestones=(milestone,), matrix_version=matrix.pk)
        )
        _promised.append(promise_to("Benchmark", process))
    return _promised[0]


def clone(external_id: str, count: int, state_of: str = "") -> None:
    """Copies of a template: its case, its state, its clock. Foreign keys hold by construction and are not
    checked.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(
            "SELECT id, nextval('milestones_case_id_seq') FROM milestones_case WHERE external_id = %s",
            [state_of or external_id],
        )
        template, base = cursor.fetchone()
        cursor.execute("SELECT setval('milestones_case_id_seq', %s)", [base + count])
        for table, key in (
            ("milestones_case", "id"),
            ("milestones_casestate", "case_id"),
            ("milestones_casemilestone", "case_id"),
        ):
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY "
                "ordinal_position",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall() if name not in ("id", key)]
            changed = ["%s || '-' || n" if name == "external_id" else f"template.{name}" for name in columns]
            cursor.execute(
                f"INSERT INTO {table} ({key}, {', '.join(columns)}) "
                f"SELECT {base} + n, {', '.join(changed)} "
                f"FROM {table} AS template, generate_series(1, {count}) AS n "
                f"WHERE template.{key} = {template}",
                [f"{external_id}-{base}"] if "external_id" in columns else [],
            )
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE milestones_casestate, milestones_casemilestone")
        if external_id == "bare":
            cursor.execute(
                "CREATE TABLE bare AS SELECT case_id FROM milestones_casestate WHERE case_id BETWEEN %s AND "
                "%s",
                [base + 1, base + count],
            )
            # The bare rows are written by SQL alone: they must not be due for the product.
            cursor.execute(
                "UPDATE milestones_casestate SET next_due_at = next_due_at + interval '10 years' "
                "WHERE case_id IN (SELECT case_id FROM bare)"
            )


def empty_ticks(at: int) -> float:
    """Seconds of what beat calls when nothing is due: ask for the time, look, find nothing.

    The least of five medians of 200: what the tick costs, not what else the machine does.
    """
    from milestones.engine.evaluate import evaluate_due
    from sla_admin.shared.system_clock import database_time

    return min(median_of(lambda: (database_time(), evaluate_due(at)), 200) for _ in range(5))


def median_of(deed: Callable[[], Any], times: int) -> float:
    deed()
    seconds = []
    for _ in range(times):
        began = perf_counter()
        deed()
        seconds.append(perf_counter() - began)
    return statistics.median(seconds)


def rounds(began: int) -> None:
    """Bare SQL, one worker, two workers, in turn, three times; medians."""
    from django.db import connections

    bare_seconds, one, two = [], [], []
    marks = iter(range(1, 10))
    for _ in range(3):
        bare_seconds.append(bare())
        one.append(evaluate(began + next(marks) * HOUR + 1, 1))
        two.append(evaluate(began + next(marks) * HOUR + 1, 2))
    connections.close_all()
    floor, single, double = (statistics.median(each) for each in (bare_seconds, one, two))
    show(f"{DUE:,} due at once, three bare SQL statements (the floor)", f"{floor * 1000:.0f} ms")
    show(f"the same by one worker, {RUNNING:,} running", f"{single * 1000:.0f} ms")
    show("the same by two workers", f"{double * 1000:.0f} ms")
    show("clocks a second, one worker", f"{DUE / single:,.0f}")
    show("clocks a second, two workers", f"{DUE / double:,.0f}", "10,000")
    show("two workers against the floor", f"{double / floor:.2f}", "3")
    show("one worker against the floor", f"{single / floor:.2f}")
    show("two workers against one", f"{single / double:.2f}", "1.7")


def bare() -> float:
    """The same rows, by hand: a new state, a fact and a delivery for each of as many cases."""
    from django.db import connection, transaction

    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE milestones_casestate AS stored
            SET state = stored.state || ' ', folded_at = folded_at + interval '1 hour',
                next_due_at = next_due_at + interval '1 hour', ledger_seq = ledger_seq + 1,
                ledger_hash = sha256(ledger_hash || state)
            FROM bare WHERE bare.case_id = stored.case_id
            """
        )
        cursor.execute(
            """
            INSERT INTO milestones_ledgerentry (
                case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock, generation, body, hash
            )
            SELECT case_id, ledger_seq, 'trigger reached', folded_at, folded_at, '', 'timer',
                'resolution/1/1', 1,
                substr(state, 1, 330), ledger_hash
            FROM bare JOIN milestones_casestate USING (case_id)
            """
        )
        cursor.execute(
            """
            INSERT INTO escalations_delivery (
                case_id, ledger_seq, entry_id, repeat, purpose, action, target, status, created_at,
                next_attempt_at, attempts, payload, recipients, possibly_sent, last_error
            )
            SELECT case_id, ledger_seq, (SELECT min(id) FROM escalations_cellentry), 0, 'alert', 'email',
                'address',
                'pending', folded_at, folded_at, 0,
                '{"tier": "standard", "type": "resolution", "clock": "resolution/1/1", "trigger": "10"}',
                '[]', false, ''
            FROM bare JOIN milestones_casestate USING (case_id)
            """
        )
    return perf_counter() - began


def evaluate(at: int, workers: int) -> float:
    """Seconds until that many worker processes, warm and let go at one moment, have nothing left to do."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(workers + 1)
    counted = context.Value("i", 0)
    processes = [context.Process(target=work, args=(at, barrier, counted)) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    began = perf_counter()
    barrier.wait()
    seconds = perf_counter() - began
    for process in processes:
        process.join()
    if counted.value != DUE:
        raise RuntimeError(f"{counted.value} clocks were evaluated, not {DUE}.")
    return seconds


def work(at: int, barrier: Barrier, counted: Any) -> None:
    """A worker: warm up on what is rolled back, wait for the others, work until nothing is due."""
    from django.db import connection, transaction

    from milestones.engine.evaluate import evaluate_due

    with transaction.atomic():
        evaluate_due(at, limit=20)
        transaction.set_rollback(True)
    connection.run_on_commit.clear()
    barrier.wait()
    turn = evaluate_due(at)
    barrier.wait()
    with counted.get_lock():
        counted.value += turn.facts


def refold() -> None:
    """Histories of ten events folded afresh, as replay and repair do."""
    from milestones.clock.event import Event
    from milestones.clock.fold import fold
    from milestones.engine.cursor import raw_cursor
    from milestones.engine.load import histories
    from milestones.engine.plan import PinnedPlan
    from milestones.models import Case
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record

    at = BEGAN
    words = ("open", "pending", "open", "in progress", "pending", "open", "pending", "open")
    told = [
        CaseRequest(
            source="benchmark",
            external_id="folded",
            opened_at=at,
            fields={"account": account(), "status": "new"},
        ),
        *(
            CaseRequest(
                source="benchmark",
                external_id="folded",
                must_exist=True,
                occurred_at=at + place * 50 * MINUTE,
                fields={"status": word},
            )
            for place, word in enumerate(words, start=1)
        ),
    ]
    record(told, at=at + 20 * HOUR)
    case_id = Case.objects.get(external_id="folded").pk
    with raw_cursor() as cursor:
        events: list[Event] = histories(cursor, [case_id])[case_id]
    plan = PinnedPlan()
    seconds = median_of(lambda: fold(plan, events, at + 20 * HOUR), 500)
    show(
        f"histories of {len(events)} events folded afresh, a second, one core", f"{1 / seconds:,.0f}", "2,000"
    )


if __name__ == "__main__":
    sys.exit(main())

"""A holiday is added under running clocks: `python -m benchmarks.adoption [CLOCKS [WORKERS]]`.

A revision of business hours is published with `count`; the background run that follows records the event,
re-times every clock and writes its facts, hash-chained, with clock and state, exactly as in an installation,
where two workers take steps of it at once. The yardstick in the same run: a plain UPDATE of one column of as
many clock rows, and an INSERT … SELECT of one fact per clock of the same size. Cases that were told through
the service lie among the copies; a preview comes first and must agree. Those cases are then moved to another
version of their process and taken back. Their ledgers are verified after each.
"""

import multiprocessing
import os
import sys
from datetime import date, datetime
from time import perf_counter, sleep

from benchmarks.evaluation import clone, show
from benchmarks.scratch import scratch_database

CLOCKS = 100_000
WORKERS = 2
TEMPLATES = 40
TOLD = 1_000
HOUR = 3_600_000_000
BEGAN = 1_780_300_800_000_000  # Monday, 1 June 2026, 08:00 UTC
NOW = BEGAN + 2 * HOUR
HOLIDAY = date(2026, 6, 2)
WEEKDAYS = [[["09:00", "17:00"]]] * 5 + [[], []]


def main() -> int:
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    clocks = int(sys.argv[1]) if len(sys.argv) > 1 else CLOCKS
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else WORKERS
    with scratch_database("sla_admin_benchmark_adoption"):
        hours = fill(clocks)
        floor = bare(clocks)
        draft = holiday(hours)
        preview_seconds, moved = preview(draft)
        seconds, run = adopt(draft, workers)
        print(f"{'measure':<58} {'figure':>16}   reach")
        show(f"UPDATE and INSERT … SELECT of {clocks:,} rows (the floor)", f"{floor:.1f} s")
        show("preview, every case folded", f"{preview_seconds:.1f} s")
        show(f"a holiday counts for {run.done:,} running clocks", f"{seconds:.1f} s", "seconds")
        show(f"clocks a second, {workers} workers", f"{run.done / seconds:,.0f}")
        show("against the floor", f"{seconds / floor:.1f}", "3")
        if run.state != "done" or run.failures or run.result["moved"] != moved:
            raise RuntimeError(f"{run.state}, {run.failures} failures, {run.result} against {moved} foreseen")
        check()
        move()
        check()
    return 0


def fill(clocks: int) -> int:
    """Cases on Berlin weekdays, their budgets between 8 and 86 hours; most are copies of those told here."""
    from benchmarks.promise import enter_hours, enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.process.definition import MilestoneDefinition, Process, Trigger
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record

    hours = enter_hours("Weekdays", "Europe/Berlin", WEEKDAYS)
    milestone = MilestoneDefinition(
        key="resolution",
        type="resolution",
        name="Resolution",
        completion={"field": "is_closed", "op": "equals", "value": True},
        budgets={f"B{n}": Budget(micros=(8 + 2 * n) * HOUR) for n in range(TEMPLATES)},
        triggers=tuple(Trigger(mark, "percent", int(mark) * 100, "warning") for mark in ("50", "75", "90")),
    )
    account = promise_to(
        "Adoption", enter_process(Process(version=0, name="Adoption", milestones=(milestone,), hours=hours))
    )
    told = [
        CaseRequest(
            source="benchmark",
            external_id=f"told-{n}",
            opened_at=BEGAN + n * 1_000_000,
            fields={"account": account, "status": "new", "priority": f"B{n % TEMPLATES}"},
        )
        for n in range(TOLD)
    ]
    record(told, at=NOW - HOUR)
    left = clocks - TOLD
    for n in range(TEMPLATES):
        count = left // TEMPLATES + (n < left % TEMPLATES)
        if count:
            clone(f"told-{n}", count)
    return hours


def holiday(hours: int) -> int:
    """A draft with one more holiday, from the day before it."""
    from entitlements.business_time.holidays import FixedDate, Holiday
    from entitlements.services.business_hours import add_holidays, draft_revision

    draft = draft_revision(hours, effective=datetime(2026, 6, 1, 0, 0))  # noqa: DTZ001 (local to the hours)
    add_holidays(draft, [Holiday("Works outing", FixedDate(HOLIDAY))])
    return draft.pk


def preview(draft: int) -> tuple[float, int]:
    """Seconds of folding it into every case without writing, and how many targets would move."""
    from entitlements.models import AdoptionMode
    from entitlements.services.business_hours import preview_publication

    began = perf_counter()
    found = preview_publication(draft, mode=AdoptionMode.COUNT, at=NOW)
    return perf_counter() - began, found.moved


def adopt(draft: int, workers: int):  # type: ignore[no-untyped-def]
    """Seconds until every clock counts on the revision, publication included, and the run."""
    from django.db import connections

    from entitlements.models import AdoptionMode
    from entitlements.services.business_hours import publish_revision
    from sla_admin.shared.models import BackgroundRun

    began = perf_counter()
    done = publish_revision(draft, at=NOW, actor="benchmark", mode=AdoptionMode.COUNT, reason="Works outing")
    if done.run is None:
        raise RuntimeError("Nothing runs on the hours.")
    connections.close_all()
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=take_steps, args=(done.run,)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return perf_counter() - began, BackgroundRun.objects.get(pk=done.run)


def take_steps(run_id: int) -> None:
    """A worker: steps of the run, as long as there are any."""
    from sla_admin.shared.models import BackgroundRun
    from sla_admin.shared.runs.work import take_step

    while BackgroundRun.objects.get(pk=run_id).is_active:
        if not take_step(run_id, lambda: NOW):
            sleep(0.01)


def move() -> None:
    """The told cases go to a version with half the budgets, and back: preview, run, undo."""
    from msgspec.structs import replace

    from entitlements.business_time.budget import Budget
    from entitlements.models import ProcessVersion
    from entitlements.selectors.process_versions import read_process
    from entitlements.services.activate_version import activate_version
    from entitlements.services.copy_to_draft import copy_to_draft
    from entitlements.services.update_draft import update_draft
    from milestones.models import Case
    from milestones.services.version_moves import MoveOrder, preview_move, start_move
    from sla_admin.shared.runs.deeds import undo_run
    from sla_admin.shared.runs.work import finish
    from sla_admin.shared.system_clock import database_time

    at = database_time()
    draft = copy_to_draft(version_id=ProcessVersion.objects.get().pk, actor="benchmark", at=at)
    content = read_process(draft.pk)
    (milestone,) = content.milestones
    halved = {name: Budget(micros=budget.micros // 2) for name, budget in milestone.budgets.items()}
    update_draft(
        version_id=draft.pk, content=replace(content, milestones=(replace(milestone, budgets=halved),))
    )
    activate_version(version_id=draft.pk, actor="benchmark", at=database_time(), reason="half the time")
    told = Case.objects.filter(external_id__regex="^told-[0-9]+$").values_list("pk", flat=True)
    order = MoveOrder(version=draft.pk, cases=tuple(told))
    later = NOW + HOUR
    began = perf_counter()
    preview = preview_move(order, at=later)
    show(f"preview of moving {preview.cases:,} cases", f"{perf_counter() - began:.1f} s")
    run = start_move(order, actor="benchmark", at=later, reason="half the time")
    began = perf_counter()
    run = finish(run.pk, lambda: later)
    seconds = perf_counter() - began
    if run.state != "done" or run.result["moved"] != preview.summary.total.moved:
        raise RuntimeError(f"{run.state} {run.failure_reason}: {run.result} against {preview.summary.total}")
    show(f"moving {run.done:,} running cases", f"{seconds:.1f} s", "seconds")
    show("cases a second", f"{run.done / seconds:,.0f}")
    undoing = undo_run(run.pk, actor="benchmark", at=later + 1, reason="to see")
    began = perf_counter()
    undoing = finish(undoing.pk, lambda: later + 1)
    seconds = perf_counter() - began
    show("taking it back, every history folded afresh", f"{seconds:.1f} s", "seconds")


def bare(clocks: int) -> float:
    """The same number of rows by hand, on copies of the tables with their columns and indexes: targets
    moved, one fact each."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_clock (LIKE milestones_casemilestone INCLUDING ALL)")
        cursor.execute("CREATE TABLE bare_ledger (LIKE milestones_ledgerentry INCLUDING ALL)")
        cursor.execute("INSERT INTO bare_clock SELECT * FROM milestones_casemilestone")
        cursor.execute("ANALYZE bare_clock")
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bare_clock SET target_at = target_at + interval '1 day'")
        cursor.execute(
            """
            INSERT INTO bare_ledger (case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock,
                generation, body, hash)
            SELECT case_id, 9, 're-timed', target_at, target_at, 'benchmark', 'event:/hours:1:2',
                'resolution/1/1', 1, decode(repeat('ab', 400), 'hex'), sha256(case_id::text::bytea)
            FROM bare_clock
            """
        )
    return perf_counter() - began


def check() -> None:
    """Verify the cases whose whole history is there. Raises where live and replay differ."""
    from milestones.engine.verify import verify
    from milestones.models import Case

    ids = list(Case.objects.filter(events__event_id="coverage:1").order_by("pk").values_list("pk", flat=True))
    report = verify(ids)
    if report.drift:
        raise RuntimeError(f"Drift: {report.drift[:3]}")
    show(f"drift in {len(ids)} verified ledgers among them", "none")


if __name__ == "__main__":
    sys.exit(main())

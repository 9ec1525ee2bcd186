"""How many cases a second a version is tried on: read, folded twice, compared, told to whom, and kept.

`python -m benchmarks.what_if`: histories of ten events. With the environment variable `SLA_REAL_DATA` (a
folder with `cases/servicenow-incidents-*.csv.gz`, default `../shared/data`) also some 17,000 incidents of a
real service desk under a draft with other budgets; it says so where they are not there. One process, so one
core and the database's.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from benchmarks.real_data.incidents import read_incidents
from benchmarks.real_data.servicenow import enter_service_desk, told_of
from benchmarks.scratch import scratch_database

if TYPE_CHECKING:
    from milestones.services.case_request import CaseRequest

MADE = 4_000
"""Cases with histories of ten events."""

STATUSES = ("open", "pending", "open", "in progress", "pending", "open", "pending", "open", "resolved")
MINUTE = 60_000_000
OPENED = 1_780_300_800_000_000
REAL = sorted(Path(os.environ.get("SLA_REAL_DATA", "../shared/data"), "cases").glob("servicenow-*.csv.gz"))


class Figures(NamedTuple):
    """One what-if: cases, their clocks, seconds in all, and those of the processor in the fold alone."""

    cases: int
    clocks: int
    changed: int
    seconds: float
    folding: float


def main() -> int:
    """Print the figures. Exit status 0 where they were measured."""
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")  # the doorbell rings, and nobody is called
    print(f"{'measure':<66} {'figure':>12}   reach")
    with scratch_database():
        account = enter_service_desk()
        _record(_made(account))
        found = _try(_draft())
        _show(
            f"{found.cases:,} cases of ten events: tried a second, all told",
            found.cases / found.seconds,
        )
        _show(
            "  histories folded a second of the processor (two a case)",
            2 * found.cases / found.folding,
            "2,000",
        )
    if not REAL:
        print("Real incidents were left out: SLA_REAL_DATA names no folder with cases/servicenow-*.csv.gz.")
        return 0
    with scratch_database():
        account = enter_service_desk()
        _record([request for _, request in told_of(read_incidents(REAL[0]), account, "replay")])
        found = _try(_draft())
        print(f"{found.cases:,} real incidents, {found.clocks:,} clocks, {found.changed:,} cases changed")
        _show("  seconds in all", found.seconds, "30")
        _show("  cases tried a second, all told", found.cases / found.seconds)
        _show(
            "  histories folded a second of the processor (two a case)",
            2 * found.cases / found.folding,
            "2,000",
        )
    return 0


def _show(measure: str, figure: float, reach: str = "") -> None:
    print(f"{measure:<66} {figure:>12,.1f}   {reach}", flush=True)


def _made(account: str) -> "list[CaseRequest]":
    from milestones.services.case_request import CaseRequest

    told = []
    for number in range(MADE):
        opened = OPENED + number * MINUTE
        told.append(
            CaseRequest(
                source="benchmark",
                external_id=str(number),
                opened_at=opened,
                fields={"account": account, "status": "New", "priority": "3 - Moderate"},
            )
        )
        told += [
            CaseRequest(
                source="benchmark",
                external_id=str(number),
                must_exist=True,
                occurred_at=opened + place * 50 * MINUTE,
                fields={"status": status.capitalize()},
                signals=("internal_note_added",),
            )
            for place, status in enumerate(STATUSES, start=1)
        ]
    return told


def _record(told: "Sequence[CaseRequest]") -> None:
    """Import the cases as they ended, a few hundred requests at a time; cases are never torn apart."""
    from milestones.services.record import record
    from sla_admin.shared.system_clock import database_time

    by_case: dict[str, list[CaseRequest]] = {}
    for request in told:
        by_case.setdefault(request.external_id, []).append(request)
    batch: list[CaseRequest] = []
    for requests in by_case.values():
        batch += requests
        if len(batch) >= 1000:
            record(batch, at=database_time())
            batch = []
    if batch:
        record(batch, at=database_time())


def _draft() -> int:
    """The process once more, with half the time for everything that is counted in hours."""
    from msgspec.structs import replace

    from entitlements.business_time.budget import Budget
    from entitlements.models import ProcessVersion
    from entitlements.selectors.process_versions import read_process
    from entitlements.services.create_draft import create_draft
    from sla_admin.shared.system_clock import database_time

    def halved(budget: Budget | None) -> Budget | None:
        return budget if budget is None or budget.by_days else Budget(micros=budget.micros // 2)

    row = ProcessVersion.objects.get()
    content = read_process(row.pk)
    milestones = tuple(
        replace(
            each,
            budget=halved(each.budget),
            budgets={priority: halved(budget) or budget for priority, budget in each.budgets.items()},
        )
        for each in content.milestones
    )
    draft = create_draft(
        process_id=row.process_id,
        content=replace(content, milestones=milestones),
        actor="benchmark",
        at=database_time(),
    )
    return draft.pk


def _try(version: int) -> Figures:
    from escalations.models import WhatIfClock
    from escalations.services.what_if import tried as trying
    from escalations.services.what_if.figures import read_figures
    from escalations.services.what_if.order import WhatIfOrder
    from escalations.services.what_if.run import start_what_if
    from sla_admin.shared.runs.work import finish
    from sla_admin.shared.system_clock import database_time

    folding = 0.0
    live: Callable[..., Any] = vars(trying)["live"]

    def timed(*given: Any) -> Any:
        nonlocal folding
        began = process_time()
        found = live(*given)
        folding += process_time() - began
        return found

    started = start_what_if(WhatIfOrder(version=version), actor="benchmark", at=database_time())
    with patch.object(trying, "live", timed):
        began = perf_counter()
        run = finish(started.run.pk, database_time)
        seconds = perf_counter() - began
    if run.state != "done" or run.failures:
        raise RuntimeError(f"The what-if did not end well: {run.state} {run.failure_reason} {run.tally}")
    started.what_if.refresh_from_db()
    figures = read_figures(started.what_if.summary)
    if figures.differing:
        raise RuntimeError(f"{figures.differing} cases are not as they were recorded.")
    return Figures(
        cases=figures.cases,
        clocks=WhatIfClock.objects.filter(what_if=started.what_if).count(),
        changed=figures.changed_cases,
        seconds=seconds,
        folding=folding,
    )


if __name__ == "__main__":
    sys.exit(main())

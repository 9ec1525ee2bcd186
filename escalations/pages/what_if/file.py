"""The clocks of a what-if as a file."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from entitlements.business_time.instants import to_instant
from escalations.models import WhatIfClock
from escalations.selectors.what_ifs import cases_of
from milestones.models import Case
from milestones.pages.reports.tables import iso, seconds

AT_ONCE = 2000

COLUMNS = (
    "case",
    "source",
    "external_id",
    "milestone",
    "type",
    "cycle",
    "occurrence",
    "tier",
    "priority",
    "before",
    "after",
    "target_before",
    "target_after",
    "budget_before",
    "budget_after",
    "used_before_seconds",
    "used_after_seconds",
    "calendar_shift_seconds",
    "business_shift_seconds",
    "differences",
)


def file_lines(rows: QuerySet[WhatIfClock]) -> Iterator[list[str]]:
    """One line a clock, read while it is written: instants in UTC, durations in seconds."""
    yield list(COLUMNS)
    chunk: list[WhatIfClock] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield from _lines(chunk)
            chunk = []
    yield from _lines(chunk)


def _lines(rows: list[WhatIfClock]) -> Iterator[list[str]]:
    cases = cases_of(rows)
    for row in rows:
        yield _line(row, cases.get(row.case_id))


def _line(row: WhatIfClock, case: Case | None) -> list[str]:
    measured = (row.used_before, row.used_after, row.calendar_shift, row.business_shift)
    return [
        str(row.case_id),
        "" if case is None else case.source,
        "" if case is None else case.external_id,
        row.milestone,
        row.type,
        str(row.cycle),
        str(row.occurrence),
        row.tier,
        row.priority,
        row.before,
        row.after,
        _instant(row.target_before),
        _instant(row.target_after),
        row.budget_before,
        row.budget_after,
        *("" if each is None else seconds(each) for each in measured),
        " ".join(row.differences),
    ]


def _instant(moment: datetime | None) -> str:
    return iso(None if moment is None else to_instant(moment))

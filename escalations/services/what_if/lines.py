"""The lines of a what-if, written many at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from psycopg import sql

from entitlements.business_time.durations import format_budget
from entitlements.business_time.instants import to_datetime
from milestones.clock.comparison import Pair, band_number, differences, outcome_of, shift_of
from milestones.clock.counting import consumed
from milestones.clock.plan import Plan
from milestones.clock.state import Clock
from milestones.engine.cursor import RawCursor

CLOCKS = [
    "what_if_id",
    "case_id",
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
    "used_before",
    "used_after",
    "budget_before",
    "budget_after",
    "calendar_shift",
    "business_shift",
    "calendar_band",
    "business_band",
    "differences",
]
ALERTS = ["what_if_id", "case_id", "recipient", "hour", "before", "after"]
CASES = ["what_if_id", "case_id", "violated_at_once", "relieved_at_once", "failure", "differs"]

Line = tuple[Any, ...]


def clock_line(
    what_if: int, case: int, plan: Plan, pair: Pair, *, tier: str, priority: str, as_of: int
) -> Line:
    """A clock of a case, in the order of `CLOCKS`."""
    before, after, told = pair.before, pair.after, pair.told
    shift = shift_of(plan, pair)
    return (
        what_if,
        case,
        told.milestone,
        told.type,
        told.cycle,
        told.occurrence,
        tier,
        priority,
        outcome_of(before),
        outcome_of(after),
        None if before is None else to_datetime(before.target_at),
        None if after is None else to_datetime(after.target_at),
        _used(plan, before, as_of),
        _used(plan, after, as_of),
        "" if before is None else format_budget(before.budget),
        "" if after is None else format_budget(after.budget),
        None if shift is None else shift.calendar,
        None if shift is None else shift.business,
        None if shift is None else band_number(shift.calendar),
        None if shift is None else band_number(shift.business),
        list(differences(pair)),
    )


def _used(plan: Plan, clock: Clock | None, as_of: int) -> int | None:
    if clock is None:
        return None
    return consumed(plan, clock, as_of) if clock.is_open else clock.consumed


def write_lines(
    cursor: RawCursor, model: type[models.Model], columns: Sequence[str], lines: Iterable[Line]
) -> None:
    """Copy the lines into the model's table."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),  # noqa: SLF001 (Django documents `_meta`)
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with cursor.copy(statement) as copy:
        for line in lines:
            copy.write_row(line)

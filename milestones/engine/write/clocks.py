# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""The row of each clock: whole, or only what a firing or another target changes."""

from collections.abc import Sequence
from typing import Any

from milestones.clock.state import Clock
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.work import Decided
from milestones.engine.write.columns import columns, text

MILESTONE_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("case_id", "bigint", "{}"),
    ("definition", "text", "{}"),
    ("cycle", "int", "{}"),
    ("occurrence", "int", "{}"),
    ("process_version_id", "bigint", "{}"),
    ("type", "text", "{}"),
    ("status", "text", "{}"),
    ("is_violated", "bool", "{}"),
    ("is_completed", "bool", "{}"),
    ("at_risk", "bool", "{}"),
    ("started_at", "bigint", instant("{}")),
    ("began_at", "bigint", instant("{}")),
    ("target_at", "bigint", instant("{}")),
    ("original_target_at", "bigint", instant("{}")),
    ("completed_at", "bigint", instant("{}")),
    ("closed_at", "bigint", instant("{}")),
    ("next_trigger_at", "bigint", instant("{}")),
    ("budget", "bigint", "{}"),
    ("budget_days", "int", "{}"),
    ("budget_at", "bigint", "{}"),
    ("level", "bigint", "{}"),
    ("consumed", "bigint", "{}"),
    ("paused_business", "bigint", "{}"),
    ("paused_calendar", "bigint", "{}"),
    ("hours_id", "bigint", "{}"),
    ("timeline", "bigint", "{}"),
    ("hours_reason", "text", "{}"),
    ("segments", "text", "{}::jsonb"),
    ("pauses", "text", "{}::jsonb"),
    ("reached", "text", "{}::jsonb"),
)
_MILESTONE_KEY = ("case_id", "definition", "cycle", "occurrence")
_STATUS_AT = [name for name, _, _ in MILESTONE_COLUMNS].index("status")

_GONE = """
    DELETE FROM milestones_casemilestone AS stored
    WHERE stored.case_id = ANY(%b::bigint[])
        AND NOT EXISTS (
            SELECT FROM unnest(%b::bigint[], %b::text[], %b::int[], %b::int[])
                AS kept (case_id, definition, cycle, occurrence)
            WHERE (kept.case_id, kept.definition, kept.cycle, kept.occurrence)
                = (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        )
"""

_MILESTONES = f"""
    INSERT INTO milestones_casemilestone ({", ".join(name for name, _, _ in MILESTONE_COLUMNS)})
    SELECT {", ".join(form.format(name) for name, _, form in MILESTONE_COLUMNS)}
    FROM unnest({", ".join(f"%b::{kind}[]" for _, kind, _ in MILESTONE_COLUMNS)})
        AS made ({", ".join(name for name, _, _ in MILESTONE_COLUMNS)})
    ON CONFLICT ({", ".join(_MILESTONE_KEY)}) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name, _, _ in MILESTONE_COLUMNS if name not in _MILESTONE_KEY)
}
"""

_FIRED = f"""
    UPDATE milestones_casemilestone AS stored
    SET is_violated = made.is_violated, at_risk = made.at_risk, reached = made.reached::jsonb,
        next_trigger_at = {instant("made.next_trigger_at")}
    FROM unnest(
        %b::bigint[], %b::text[], %b::int[], %b::int[], %b::bool[], %b::bool[], %b::text[], %b::bigint[]
    ) AS made (case_id, definition, cycle, occurrence, is_violated, at_risk, reached, next_trigger_at)
    WHERE (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        = (made.case_id, made.definition, made.cycle, made.occurrence)
"""

_RETIMED = f"""
    UPDATE milestones_casemilestone AS stored
    SET is_violated = made.is_violated, at_risk = made.at_risk, reached = made.reached::jsonb,
        target_at = {instant("made.target_at")}, next_trigger_at = {instant("made.next_trigger_at")},
        level = made.level, consumed = made.consumed, paused_business = made.paused_business,
        paused_calendar = made.paused_calendar, timeline = made.timeline, segments = made.segments::jsonb
    FROM unnest(
        %b::bigint[], %b::text[], %b::int[], %b::int[], %b::bool[], %b::bool[], %b::text[], %b::bigint[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[]
    ) AS made (
        case_id, definition, cycle, occurrence, is_violated, at_risk, reached, target_at, next_trigger_at,
        level, consumed, paused_business, paused_calendar, timeline, segments
    )
    WHERE (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        = (made.case_id, made.definition, made.cycle, made.occurrence)
"""


def write_clocks(cursor: RawCursor, decided: Sequence[Decided]) -> None:
    """Write the clocks that changed; after a refold, rows of clocks that are no more go."""
    _remove_gone(cursor, decided)
    _write_fired(cursor, decided)
    _write_retimed(cursor, decided)
    _write_whole(cursor, decided)


def _remove_gone(cursor: RawCursor, decided: Sequence[Decided]) -> None:
    refolded = [(work, outcome) for work, outcome in decided if outcome.is_refolded and work.row.folded_at]
    if not refolded:
        return
    kept = [
        (work.case_id, clock.milestone, clock.cycle, clock.occurrence)
        for work, outcome in refolded
        for clock in outcome.clocks
    ]
    keys = columns(kept) if kept else ([], [], [], [])
    cursor.execute(_GONE, ([work.case_id for work, _ in refolded], *keys))


def _write_fired(cursor: RawCursor, decided: Sequence[Decided]) -> None:
    rows = [
        (
            work.case_id,
            clock.milestone,
            clock.cycle,
            clock.occurrence,
            clock.is_violated,
            clock.at_risk,
            text(clock.fired),
            clock.next_at,
        )
        for work, outcome in decided
        if outcome.is_mere_firing
        for clock in outcome.clocks
    ]
    if rows:
        cursor.execute(_FIRED, columns(rows))


def _write_retimed(cursor: RawCursor, decided: Sequence[Decided]) -> None:
    rows = [
        (
            work.case_id,
            clock.milestone,
            clock.cycle,
            clock.occurrence,
            clock.is_violated,
            clock.at_risk,
            text(clock.fired),
            clock.target_at,
            clock.next_at,
            clock.level,
            clock.consumed,
            clock.paused_business,
            clock.paused_calendar,
            clock.timeline,
            text(clock.segments),
        )
        for work, outcome in decided
        if outcome.is_mere_retiming
        for clock in outcome.clocks
    ]
    if rows:
        cursor.execute(_RETIMED, columns(rows))


def _write_whole(cursor: RawCursor, decided: Sequence[Decided]) -> None:
    rows = [
        milestone_row(work.case_id, clock)
        for work, outcome in decided
        if not outcome.is_mere_firing and not outcome.is_mere_retiming
        for clock in outcome.clocks
    ]
    if rows:
        # What is closed goes first: there is at most one open occurrence of a definition at any moment.
        rows.sort(key=lambda row: row[_STATUS_AT] in ("running", "paused"))
        cursor.execute(_MILESTONES, columns(rows))


def milestone_row(case_id: int, clock: Clock) -> tuple[Any, ...]:
    """What the row of a clock says, in the order of `MILESTONE_COLUMNS`; instants in µs."""
    is_completed = clock.status == "completed"
    return (
        case_id,
        clock.milestone,
        clock.cycle,
        clock.occurrence,
        clock.version,
        clock.type,
        clock.status,
        clock.is_violated,
        is_completed,
        clock.at_risk,
        clock.started_at,
        clock.began_at,
        clock.target_at,
        clock.original_target_at,
        clock.closed_at if is_completed else None,
        clock.closed_at,
        clock.next_at,
        clock.budget.micros or None,
        clock.budget.days if clock.budget.by_days else None,
        clock.budget.at,
        clock.level,
        clock.consumed,
        clock.paused_business,
        clock.paused_calendar,
        clock.hours,
        clock.timeline,
        clock.hours_reason,
        text(clock.segments),
        text(clock.pauses),
        text(clock.fired),
    )

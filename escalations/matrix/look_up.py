"""Which cell answers a moment: the most specific row that has an answer for it.

A row may be specific and yet silent about a trigger. Reading "the most specific row wins" cell by cell keeps
an administrator who adds one row for one threshold from muting all others unawares; a cell marked "nothing"
mutes on purpose (domain rules, escalation; docs/guides/escalation.md).
"""

from collections.abc import Sequence
from typing import Any

from escalations.matrix.rows import FIELD_UPDATE, Entry, Matrix, Row


def answering_row(matrix: Matrix, tier: str, priority: str, type: str, trigger: str) -> Row | None:
    """The row whose cell answers, or None: a gap."""
    best: Row | None = None
    for row in matrix.rows:
        if not row.matches(tier, priority, type):
            continue
        cell = row.cells.get(trigger)
        if cell is None or not cell.answers:
            continue
        if best is None or row.specificity > best.specificity:
            best = row
    return best


def look_up(matrix: Matrix, tier: str, priority: str, type: str, trigger: str) -> tuple[Entry, ...]:
    """Everything that happens at that moment, in order; empty for a gap and for a cell marked "nothing"."""
    row = answering_row(matrix, tier, priority, type, trigger)
    return row.cells[trigger].entries if row is not None else ()


def field_updates(
    matrix: Matrix, tier: str, priority: str, type: str, trigger: str
) -> Sequence[tuple[str, Any]]:
    """The fixed values set on the case at that moment as (field, value), in order:

    the fold's part of the matrix.
    """
    return tuple(
        (entry.parameters["field"], entry.parameters["value"])
        for entry in look_up(matrix, tier, priority, type, trigger)
        if entry.action == FIELD_UPDATE
    )


def deliveries(matrix: Matrix, tier: str, priority: str, type: str, trigger: str) -> tuple[Entry, ...]:
    """The entries that leave through the outbox at that moment, in order."""
    return tuple(
        entry for entry in look_up(matrix, tier, priority, type, trigger) if entry.action != FIELD_UPDATE
    )

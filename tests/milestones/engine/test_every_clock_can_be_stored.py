"""Whatever the fold makes of a clock, at any moment of any history, is a row the database takes."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction

from milestones.clock.fold import fold
from milestones.clock.state import Clock
from milestones.engine.cursor import RawCursor, raw_cursor
from milestones.engine.write.clocks import MILESTONE_COLUMNS, milestone_row
from tests.milestones.clock.generated.histories import History, random_history

pytestmark = pytest.mark.django_db

HISTORIES = 60

_NAMES = ", ".join(name for name, _, _ in MILESTONE_COLUMNS)
_INSERT = f"""
    INSERT INTO any_clock ({_NAMES})
    SELECT {", ".join(form.format(name) for name, _, form in MILESTONE_COLUMNS)}
    FROM unnest({", ".join(f"%b::{kind}[]" for _, kind, _ in MILESTONE_COLUMNS)}) AS made ({_NAMES})
"""


def moments(history: History) -> Iterator[Clock]:
    """Every clock as it stood after each arrival, and in the end."""
    for number, event in enumerate(history.arrivals, 1):
        yield from fold(history.plan, history.arrivals[:number], event.recorded_at).clocks.values()
    yield from fold(history.plan, history.arrivals, history.until).clocks.values()


@pytest.fixture
def table() -> Iterator[RawCursor]:
    """A table with the checks of the real one, but none of its references."""
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE any_clock (LIKE milestones_casemilestone INCLUDING CONSTRAINTS)")
        cursor.execute("ALTER TABLE any_clock DROP COLUMN id")
        yield cursor
        cursor.execute("DROP TABLE any_clock")


def refusal(cursor: RawCursor, rows: Sequence[tuple[Any, ...]]) -> str:
    try:
        with transaction.atomic():
            cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
    except Exception as error:  # noqa: BLE001 - the driver's own, whatever it is called
        return str(error).splitlines()[0]
    return ""


def test_every_clock_of_every_history_can_be_stored(table: RawCursor) -> None:
    wrong = []
    for seed in range(HISTORIES):
        rows = [milestone_row(seed, clock) for clock in moments(random_history(seed))]
        if rows and (said := refusal(table, rows)):
            wrong.append(f"seed {seed}: {said}")
    assert not wrong, f"{len(wrong)} of {HISTORIES}\n" + "\n".join(wrong[:5])

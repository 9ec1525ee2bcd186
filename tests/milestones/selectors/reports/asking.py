"""Shorthand of the tests of reports: a question of June 2026, and figures as plain numbers."""

from typing import Any

from entitlements.business_time.instants import parse_instant
from milestones.selectors.reports.compliance import compliance_by, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import DimensionName
from milestones.selectors.reports.drill_down import clock_lines
from milestones.selectors.reports.question import Question, read_question
from milestones.selectors.reports.reading import reading
from tests.milestones.promised import at


def ask(clock: str = "23:59:59", **given: Any) -> Question:
    """The first of June 2026 in UTC, asked at that time of the day. `from_` and lists as they come."""
    return _ask(at(clock), given)


def ask_at(instant: str, **given: Any) -> Question:
    """The same, asked at any instant."""
    return _ask(parse_instant(instant), given)


def _ask(instant: int, given: dict[str, Any]) -> Question:
    told = {name.rstrip("_"): value for name, value in given.items()}
    parameters = {"from": "2026-06-01", "to": "2026-06-01", "zone": "UTC", **told}
    return read_question(
        {name: [value] if isinstance(value, str) else list(value) for name, value in parameters.items()},
        instant,
        bases=("decided", "target", "completed", "opened", "closed"),
    )


def as_of(clock: str) -> str:
    """That time of 1 June 2026 as parameters write it."""
    return f"2026-06-01T{clock if clock.count(':') == 2 else f'{clock}:00'}Z"


def tally(question: Question) -> tuple[int, int, int]:
    """On time, late, open past target."""
    with reading() as cursor:
        return tuple(total(compliance_by(Counting(cursor, question), question.group)))  # type: ignore[return-value]


def tallies(question: Question, dimension: DimensionName) -> dict[str, tuple[int, int, int]]:
    """The same by the values of a dimension, as addresses write them."""
    with reading() as cursor:
        groups = compliance_by(Counting(cursor, question), dimension)
    return {group.value.written: tuple(group.tally) for group in groups}  # type: ignore[misc]


def listed(question: Question, *outcomes: Any) -> list[tuple[str, str]]:
    """The clocks of the list behind a figure: case and outcome."""
    with reading() as cursor:
        lines = list(clock_lines(Counting(cursor, question), outcomes))
    return [(line.case.external_id, str(line.outcome)) for line in lines]

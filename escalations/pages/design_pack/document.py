"""The tables of a pack laid out as a document: budgets as a grid of priorities, a plan for each process, a
matrix row by row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from escalations.design.table import Table

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A milestone with its budget at each priority of its grid; blank where it promises nothing."""

    milestone: str
    budgets: tuple[str, ...]
    hours: str
    pausable: str


@dataclass(frozen=True, slots=True)
class Grid:
    """What one tier is promised by one process."""

    tier: str
    process: str
    priorities: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One process: its facts by their column, and its milestones."""

    name: str
    facts: tuple[tuple[str, str], ...]
    milestones: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """The entries of one row of a matrix: threshold, clock basis, target, who that is now, action. `hours`
    are those that all of them count on; where they differ each clock basis names its own."""

    named: str
    hours: str
    entries: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    name: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A pack by the parts of its document; `tables` and `evidence` hold every table by its id, `-` as `_`."""

    tables: Mapping[str, Table]
    evidence: Mapping[str, Table]
    grids: tuple[Grid, ...]
    plans: tuple[Plan, ...]
    matrices: tuple[Matrix, ...]
    holidays: tuple[tuple[str, tuple[Row, ...]], ...]
    """The holidays of the next twelve months, by the name of their hours."""


def document(tables: Sequence[Table], evidence: Sequence[Table]) -> Document:
    """Lay out a pack and what was found out beside it."""
    by_id, found = _by_id(tables), _by_id(evidence)
    who = {row[0]: row[1] for row in found["targets_now"].rows}
    return Document(
        by_id,
        found,
        tuple(_grids(by_id["tier_definitions"])),
        tuple(_plans(by_id["processes"], by_id["milestones"])),
        tuple(_matrices(by_id["escalation_matrix"], who)),
        tuple(
            (hours, tuple(rows))
            for hours, rows in groupby(found["coming_holidays"].rows, key=lambda row: row[0])
        ),
    )


def _by_id(tables: Iterable[Table]) -> dict[str, Table]:
    return {each.id.replace("-", "_"): each for each in tables}


def _grids(table: Table) -> Iterable[Grid]:
    for (tier, process), rows in groupby(table.rows, key=lambda row: row[:2]):
        of_grid = list(rows)
        priorities = tuple(sorted(dict.fromkeys(row[3] for row in of_grid), key=_place))
        yield Grid(
            tier,
            process,
            priorities,
            tuple(
                GridRow(
                    milestone,
                    tuple(cells.get(priority, "") for priority in priorities),
                    hours,
                    pausable,
                )
                for (milestone, hours, pausable), cells in _milestones(of_grid)
            ),
        )


def _place(priority: str) -> tuple[bool, bool]:
    """Priorities by name, then those that depend on the time of arrival, then what holds for every one."""
    return priority.startswith("every"), ", arriving " in priority


def _milestones(rows: Iterable[Row]) -> Iterable[tuple[tuple[str, str, str], dict[str, str]]]:
    for key, of_milestone in groupby(rows, key=lambda row: (row[2], row[5], row[6])):
        yield key, {row[3]: row[4] for row in of_milestone}


def _plans(processes: Table, milestones: Table) -> Iterable[Plan]:
    for row in processes.rows:
        facts = tuple(zip(processes.columns, row, strict=True))
        own = [
            {
                column.lower().replace(" ", "_"): cell
                for column, cell in zip(milestones.columns, each, strict=True)
            }
            for each in milestones.rows
            if each[0] == row[0]
        ]
        yield Plan(row[0], facts[1:], tuple(own))


def _matrices(table: Table, who: Mapping[str, str]) -> Iterable[Matrix]:
    for name, rows in groupby(table.rows, key=lambda row: row[0]):
        yield Matrix(
            name,
            tuple(
                _matrix_row(named, list(entries), who)
                for named, entries in groupby(rows, key=lambda row: row[1:4])
            ),
        )


def _matrix_row(named: Row, entries: Sequence[Row], who: Mapping[str, str]) -> MatrixRow:
    hours = {each[7] for each in entries}
    shared = hours.pop() if len(hours) == 1 else ""
    return MatrixRow(
        _named(named),
        shared,
        tuple(
            (
                each[4],
                each[6] if shared else f"{each[6]} of {each[7]}",
                each[8],
                who.get(each[8], ""),
                each[9],
            )
            for each in entries
        ),
    )


def _named(named: Row) -> str:
    tier, priority, kind = named
    parts = [
        "every tier" if tier == "any" else tier,
        "every priority" if priority == "any" else priority,
        "every milestone" if kind == "any" else kind,
    ]
    return " · ".join(parts)

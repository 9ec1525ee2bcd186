"""Who hears of it: every entry of the matrices, with the clock on which its threshold counts."""

from collections.abc import Iterator

from entitlements.process.definition import VIOLATION, MilestoneDefinition
from entitlements.process.triggers import parse_trigger
from escalations.actions.registry import all_actions
from escalations.design.configuration import PinnedMatrix
from escalations.design.table import Table
from escalations.matrix.columns import column_name, in_order
from escalations.matrix.rows import MET, MET_LATE, Entry, Row
from escalations.services.design.names import Names

NOBODY = "nobody, on purpose"
UNREACHED = "no clock of these processes has this threshold"


def matrix_table(names: Names) -> Table:
    """A row for every entry of every cell, in the order in which a clock meets them."""
    return Table(
        "escalation-matrix",
        "Escalation matrix",
        (
            "Matrix",
            "Tier",
            "Priority",
            "Milestone type",
            "Threshold",
            "Place",
            "Clock basis",
            "On the hours",
            "Target",
            "Action",
        ),
        tuple(row for each in names.configuration.matrices for row in _rows(names, each)),
        keys=6,
        absent="No process version names an escalation matrix: nobody hears of a clock that runs out.",
        note="For every threshold the most specific row that says something about it answers: a named tier "
        "counts before a named milestone type, that before a named priority.",
    )


def _rows(names: Names, pinned: PinnedMatrix) -> Iterator[tuple[str, ...]]:
    title = f"{pinned.name} {pinned.number}"
    for row in sorted(pinned.matrix.rows, key=lambda each: (each.specificity, each.tier, each.priority)):
        named = (title, names.tier(row.tier), row.priority or "any", names.type(row.type))
        for trigger in in_order(row.cells):
            cell = row.cells[trigger]
            basis = clock_basis(trigger), counted_on(names, pinned, row, trigger)
            threshold = column_name(trigger)
            if cell.nothing:
                yield (*named, threshold, "1", *basis, NOBODY, "nothing")
            for place, entry in enumerate(cell.entries, 1):
                yield (*named, threshold, str(place), *basis, names.target(entry), _action(entry))


def _action(entry: Entry) -> str:
    known = all_actions().get(entry.action)
    return entry.action.replace("_", " ") if known is None else known.describe(entry.parameters)


def clock_basis(trigger: str) -> str:
    """What the threshold is measured in: a share of the budget, or an amount of open time."""
    if trigger in (MET, MET_LATE):
        return "the moment of completion"
    basis, _amount = parse_trigger(trigger)
    return "share of the budget" if basis == "percent" else "open time"


def counted_on(names: Names, pinned: PinnedMatrix, row: Row, trigger: str) -> str:
    """The hours of every clock that the row can speak for at this threshold."""
    hours = dict.fromkeys(
        names.hours_name(each)
        for version in names.configuration.versions
        if version.process.matrix_version == pinned.matrix.version
        for milestone in version.process.milestones
        if row.type in ("", milestone.type) and _has(milestone, trigger)
        for tier in names.tiers_of(version) or [""]
        if row.tier in ("", tier)
        for each in names.clock_hours(version, milestone, names.promises_of(version, tier))
    )
    return "; ".join(hours) or UNREACHED


def _has(milestone: MilestoneDefinition, trigger: str) -> bool:
    return trigger in (VIOLATION, MET, MET_LATE) or any(each.key == trigger for each in milestone.triggers)

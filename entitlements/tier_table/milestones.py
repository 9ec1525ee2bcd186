"""What a tier of the table promises, as milestones of a process version.

Targets of one column that count on one clock are one milestone with a budget by priority. Where priorities
count on different clocks, each clock has a milestone of its own, and its priorities in the entry criteria.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from entitlements.process.definition import CriteriaTree, MilestoneDefinition, Trigger
from entitlements.tier_table.clocks import Clock
from entitlements.tier_table.columns import Column
from entitlements.tier_table.table import Target


def usual_clock(targets: Sequence[Target]) -> Clock:
    """The clock most targets count on: the hours of the version, which entitlements may replace."""
    counted = Counter(target.clock for target in targets)
    most = max(counted.values())
    return next(target.clock for target in targets if counted[target.clock] == most)


def milestones_of(
    targets: Sequence[Target], hours_of: Callable[[Clock], int | None], triggers: tuple[Trigger, ...]
) -> tuple[MilestoneDefinition, ...]:
    """The milestones of one tier. `hours_of` names the hours of a clock, None for those of the version."""
    columns: dict[str, Column] = {target.column.type: target.column for target in targets}
    found = []
    for column in columns.values():
        own = [target for target in targets if target.column.type == column.type]
        clocks = list(dict.fromkeys(target.clock for target in own))
        for place, clock in enumerate(clocks, 1):
            on_clock = [target for target in own if target.clock == clock]
            found.append(
                MilestoneDefinition(
                    key=column.type if place == 1 else f"{column.type}_{place}",
                    type=column.type,
                    name=column.name if len(clocks) == 1 else f"{column.name}, {_named(on_clock)}",
                    recurrence=column.recurrence,
                    start=column.start,
                    entry=_entry(column, own, on_clock, is_alone=len(clocks) == 1),
                    completion=column.completion,
                    pause=column.pause,
                    budget=next((each.budget for each in on_clock if not each.priority), None),
                    budgets={each.priority: each.budget for each in on_clock if each.priority},
                    hours=hours_of(clock),
                    triggers=triggers,
                )
            )
    return tuple(found)


def _named(targets: Sequence[Target]) -> str:
    return ", ".join(target.priority or "others" for target in targets)


def _entry(
    column: Column, own: Sequence[Target], on_clock: Sequence[Target], *, is_alone: bool
) -> CriteriaTree | None:
    """Which cases the milestone is for: those of its priorities, where not every priority is promised it."""
    priorities = [target.priority for target in on_clock if target.priority]
    elsewhere = [target.priority for target in own if target.priority and target not in on_clock]
    covers_rest = any(not target.priority for target in on_clock)
    parts: list[CriteriaTree] = [] if column.entry is None else [column.entry]
    if covers_rest:
        if elsewhere:
            parts.append({"field": "priority", "op": "not_in", "value": elsewhere})
    elif not is_alone or priorities:
        parts.append({"field": "priority", "op": "in", "value": priorities})
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"all": parts}

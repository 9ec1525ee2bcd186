"""What differs between two versions of a process, in words."""

from collections.abc import Iterator
from typing import Any

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import format_budget
from entitlements.business_time.weekly_hours import WEEKDAYS, format_time
from entitlements.process.criteria import describe_criteria
from entitlements.process.definition import (
    ArrivalBudget,
    CriteriaTree,
    MilestoneDefinition,
    Process,
    StatusClasses,
    Trigger,
)


class Difference(msgspec.Struct, frozen=True):
    """What differs: `field` of `object` (the process or a milestone), `before` and `after` in words."""

    object: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.object}: {self.field} was {self.before}, becomes {self.after}."


def compare_versions(old: Process, new: Process) -> list[Difference]:
    """Every difference of meaning, in the order of the new version; milestones are matched by key."""
    return [*_of_process(old, new), *_of_milestones(old, new)]


def _of_process(old: Process, new: Process) -> Iterator[Difference]:
    yield from _differences(new.name, described_process(old), described_process(new))


def _of_milestones(old: Process, new: Process) -> Iterator[Difference]:
    before = {each.key: (place, each) for place, each in enumerate(old.milestones, 1)}
    after = {each.key for each in new.milestones}
    for place, each in enumerate(new.milestones, 1):
        if each.key not in before:
            yield Difference(each.name, "milestone", "not there", f"added ({_budgets_in_words(each)})")
            continue
        old_place, known = before[each.key]
        yield from _differences(
            each.name,
            {"place": str(old_place), **described_milestone(known)},
            {"place": str(place), **described_milestone(each)},
        )
    for _, gone in before.values():
        if gone.key not in after:
            yield Difference(gone.name, "milestone", _budgets_in_words(gone), "removed")


def _differences(name: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for field in [*new, *(field for field in old if field not in new)]:
        before, after = old.get(field, "not there"), new.get(field, "removed")
        if before != after:
            yield Difference(name, field, before, after)


def described_process(process: Process) -> dict[str, str]:
    """Everything a version says beside its milestones, field by field, in words."""
    return {
        "entry date": process.entry_field,
        "entry criteria": _criteria(process.entry, "every case"),
        "exit criteria": _criteria(process.exit, "the case is closed"),
        "re-opening": process.reopen.replace("_", " "),
        "hours": _reference(process.hours, "24×7"),
        "escalation matrix": _reference(process.matrix_version, "none"),
        **_described_statuses(process.statuses),
    }


def _described_statuses(statuses: StatusClasses) -> dict[str, str]:
    classes = {"closed": statuses.closed, "stopped": statuses.stopped, "spam": statuses.spam}
    return {
        f"{name} statuses": ", ".join(sorted(status.casefold() for status in listed)) or "none"
        for name, listed in classes.items()
    }


def described_milestone(milestone: MilestoneDefinition) -> dict[str, str]:
    """Everything a milestone says, field by field, in words. References are `number <id>`."""
    described = {
        "name": milestone.name,
        "type": milestone.type,
        "recurrence": milestone.recurrence,
        "start": milestone.start.replace("_", " "),
        "entry criteria": _criteria(milestone.entry, "always"),
        "completion criteria": _criteria(milestone.completion, "by hand only"),
        "pause criteria": _criteria(milestone.pause, "never"),
        "when criteria stop holding": milestone.on_criteria_lost,
        "budget": _budget(milestone.budget),
        "hours": _reference(milestone.hours, "those of the entitlement or process"),
        "may be paused": "yes" if milestone.pausable else "no",
        "pause budget": _open_time(milestone.pause_budget) if milestone.pause_budget else "without limit",
    }
    for priority, budget in sorted(milestone.budgets.items()):
        described[f"budget for {priority}"] = _budget(budget)
    for place, each in enumerate(milestone.arrivals, 1):
        described[f"budget by arrival {place}"] = arrival_in_words(each)
    for trigger in sorted(milestone.triggers, key=lambda trigger: trigger.key):
        described[f"trigger {trigger.key}"] = _trigger(trigger)
    return described


def _criteria(tree: CriteriaTree | None, absent: str) -> str:
    return absent if tree is None else describe_criteria(tree)


def _budget(budget: Budget | None) -> str:
    return "none" if budget is None else format_budget(budget)


def arrival_in_words(arrival: ArrivalBudget) -> str:
    """`Mon, Tue 09:00–17:00, P1: PT4H`."""
    days = ", ".join(WEEKDAYS[day].title() for day in sorted(arrival.weekdays)) or "every day"
    band = f"{days} {format_time(arrival.begins)}–{format_time(arrival.ends)}"
    return f"{band}, {arrival.priority or 'any priority'}: {format_budget(arrival.budget)}"


def _open_time(micros: int) -> str:
    return format_budget(Budget(micros=micros))


def _trigger(trigger: Trigger) -> str:
    if not trigger.repeat_every:
        return trigger.severity
    often = f", {trigger.repeat_limit} times" if trigger.repeat_limit else ""
    return f"{trigger.severity}, again every {_open_time(trigger.repeat_every)}{often}"


def _reference(value: Any, absent: str) -> str:
    return absent if value is None else f"number {value}"


def _budgets_in_words(milestone: MilestoneDefinition) -> str:
    named = [f"{priority} {format_budget(budget)}" for priority, budget in sorted(milestone.budgets.items())]
    if milestone.budget is not None:
        named.insert(0, format_budget(milestone.budget))
    amounts = [", ".join(named)] if named else []
    return "; ".join([*amounts, *map(arrival_in_words, milestone.arrivals)]) or "without a budget"

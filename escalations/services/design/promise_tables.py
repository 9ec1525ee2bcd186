"""What is promised: tiers, budgets, processes and their milestones, in tables."""

import re
from collections.abc import Iterator

from entitlements.business_time.budget import Budget
from entitlements.business_time.weekly_hours import WEEKDAYS, format_time
from entitlements.models import Recurrence
from entitlements.models.milestone_definition import CriteriaLost, StartRule
from entitlements.models.process_version import Reopening
from entitlements.process.criteria import describe_criteria
from entitlements.process.definition import (
    VIOLATION,
    ArrivalBudget,
    CriteriaTree,
    MilestoneDefinition,
    Process,
    Trigger,
)
from escalations.design.configuration import Version
from escalations.design.table import Table
from escalations.matrix.columns import column_name, in_order
from escalations.services.design.names import Names
from sla_admin.shared.display import durations

NOT_SOLD = "not sold yet"
EVERY_PRIORITY, OTHERS = "every priority", "every other"


def promise_tables(names: Names) -> list[Table]:
    """The tables about promises, in the order of the document."""
    versions = names.configuration.versions
    return [
        Table(
            "tiers",
            "Tiers",
            ("Tier", "Rank", "Customers", "Sold with"),
            tuple(
                (
                    tier.name,
                    str(tier.rank),
                    tier.segment,
                    ", ".join(each.process.name for each in versions if tier.key in names.tiers_of(each))
                    or NOT_SOLD,
                )
                for tier in names.configuration.tiers
            ),
            absent="No tier is set up.",
        ),
        Table(
            "tier-definitions",
            "Tier definitions",
            ("Tier", "Process", "Milestone", "Priority", "Budget", "Hours", "May be paused"),
            tuple(_definitions(names)),
            keys=4,
            absent="No process version is in force.",
            note="Budgets in hours and minutes count open time of the hours named; budgets in days end at "
            "the same local time so many open days later.",
        ),
        Table(
            "processes",
            "Processes",
            ("Process", "Version", "For", "Entered", "Left", "Opened again", "Statuses", "Matrix"),
            tuple(_process(names, each) for each in versions),
            absent="No process version is in force.",
        ),
        Table(
            "milestones",
            "Milestone plan",
            (
                "Process",
                "Milestone",
                "Type",
                "Begins",
                "Counts from",
                "Recurs",
                "Done",
                "Stands still",
                "When criteria stop holding",
                "Thresholds",
            ),
            tuple(_milestone(names, of, each) for of in versions for each in of.process.milestones),
            keys=2,
            absent="No process version is in force.",
        ),
    ]


def budget_words(budget: Budget) -> str:
    """`4 h`, `3 d`, `1 d, 16:00`."""
    return durations.budget(budget.micros, budget.days or None, time_of_day=budget.at)


def _definitions(names: Names) -> Iterator[tuple[str, ...]]:
    """By tier, the highest first; what is not sold yet comes last."""
    versions = names.configuration.versions
    for tier in names.configuration.tiers:
        for version in versions:
            if tier.key in names.tiers_of(version):
                yield from _of_tier(names, version, tier.key)
    for version in versions:
        if not names.tiers_of(version):
            yield from _of_tier(names, version, "")


def _of_tier(names: Names, version: Version, tier: str) -> Iterator[tuple[str, ...]]:
    promises = names.promises_of(version, tier)
    for milestone in version.process.milestones:
        hours = names.clock_hours(version, milestone, promises)
        named = names.hours_name(hours[0])
        if hours[1:]:
            others = "; ".join(names.hours_name(each) for each in hours[1:])
            named += f"; where the entitlement says so {others}"
        for priority, budget in _budgets(milestone):
            yield (
                names.tier(tier) if tier else NOT_SOLD,
                version.process.name,
                milestone.name,
                priority,
                budget,
                named,
                "yes" if milestone.pausable else "no",
            )


def _budgets(milestone: MilestoneDefinition) -> Iterator[tuple[str, str]]:
    for arrival in milestone.arrivals:
        yield f"{arrival.priority or EVERY_PRIORITY}, {_band(arrival)}", budget_words(arrival.budget)
    for priority in sorted(milestone.budgets, key=natural):
        yield priority, budget_words(milestone.budgets[priority])
    if milestone.budget is not None:
        is_alone = not milestone.budgets and not milestone.arrivals
        yield EVERY_PRIORITY if is_alone else OTHERS, budget_words(milestone.budget)


def natural(text: str) -> list[tuple[int, str]]:
    """Sorts P2 before P10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]


def _band(arrival: ArrivalBudget) -> str:
    days = _days(sorted(arrival.weekdays)) or "every day"
    return f"arriving {days} {format_time(arrival.begins)}–{format_time(arrival.ends)}"


def _days(weekdays: list[int]) -> str:
    """`Mon–Fri`, `Mon, Wed`; nothing for none."""
    named = [WEEKDAYS[day].title() for day in weekdays]
    is_run = len(named) > 2 and weekdays == list(range(weekdays[0], weekdays[-1] + 1))
    return f"{named[0]}–{named[-1]}" if is_run else ", ".join(named)


def _process(names: Names, version: Version) -> tuple[str, ...]:
    process = version.process
    pinned = {each.matrix.version: each for each in names.configuration.matrices}
    matrix = pinned.get(process.matrix_version or 0)
    return (
        process.name,
        str(version.number),
        process.record_type.replace("_", " ") + "s",
        _entered(process),
        f"when {_criteria(process.exit, 'the case is closed')}",
        str(Reopening(process.reopen).label),
        _statuses(process),
        f"{matrix.name} {matrix.number}" if matrix else "none",
    )


def _entered(process: Process) -> str:
    field = process.entry_field.removeprefix("attributes.").replace("_", " ")
    return f"{_criteria(process.entry, 'every case')}, from {field} on"


def _statuses(process: Process) -> str:
    statuses = process.statuses
    classes = {"closed": statuses.closed, "stopped": statuses.stopped, "spam": statuses.spam}
    return "; ".join(
        f"{word}: {', '.join(sorted(listed, key=str.casefold))}" for word, listed in classes.items() if listed
    )


def _milestone(names: Names, version: Version, milestone: MilestoneDefinition) -> tuple[str, ...]:
    start = str(StartRule(milestone.start).label)
    return (
        version.process.name,
        milestone.name,
        names.type(milestone.type),
        _criteria(milestone.entry, "always"),
        start,
        str(Recurrence(milestone.recurrence).label),
        _criteria(milestone.completion, "by hand only"),
        _stands_still(milestone),
        str(CriteriaLost(milestone.on_criteria_lost).label),
        _thresholds(milestone),
    )


def _criteria(tree: CriteriaTree | None, absent: str) -> str:
    return absent if tree is None else describe_criteria(tree)


def _stands_still(milestone: MilestoneDefinition) -> str:
    if not milestone.pausable:
        return "never: it may not be paused"
    words = "by hand" if milestone.pause is None else f"while {describe_criteria(milestone.pause)}"
    if milestone.pause_budget:
        words += f", at most {durations.budget(milestone.pause_budget)} in all"
    return words


def _thresholds(milestone: MilestoneDefinition) -> str:
    by_key = {each.key: each for each in milestone.triggers}
    return "; ".join(
        f"{column_name(key)} {_severity(by_key.get(key))}" for key in in_order({*by_key, VIOLATION})
    )


def _severity(trigger: Trigger | None) -> str:
    if trigger is None:
        return "violation"
    if not trigger.repeat_every:
        return trigger.severity
    often = f", {trigger.repeat_limit} times" if trigger.repeat_limit else ""
    return f"{trigger.severity}, again every {durations.budget(trigger.repeat_every)}{often}"

"""The checks of one process version, each a named rule: what is wrong, why it matters, how to mend it.

Run before activation, on the checks page and by API (domain rules, configuration checks). Errors keep a
version from being activated. What concerns more than one version (targets that resolve to nobody, rule sets,
hours without a holiday) is checked where those things live.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import DAY
from entitlements.business_time.weekly_hours import WEEKDAYS, format_time
from entitlements.process.criteria import EVENTS, compile_criteria
from entitlements.process.definition import ArrivalBudget, CriteriaTree, MilestoneDefinition, Process
from entitlements.process.finding import Finding, FindingSeverity
from entitlements.process.possibility import can_hold, implies
from entitlements.process.triggers import level

MOST_MILESTONES = 5
_COMPLETED, _VIOLATED = "milestone_completed:", "milestone_violated:"


class Found(NamedTuple):
    """A finding without its rule: whose it is, where, why it matters, how to mend it."""

    object: str
    field: str
    why: str
    fix: str


Check = Callable[["Subject"], Iterator[Found]]


class Subject:
    """A version under examination, with what several rules ask of it."""

    def __init__(self, process: Process, priorities: Collection[str]) -> None:
        self.process = process
        self.milestones = list(enumerate(process.milestones))
        named = {name.casefold(): name for each in process.milestones for name in each.priorities}
        named.update({name.casefold(): name for name in priorities})
        self.priorities = sorted(named.values())
        types = {each.type for each in process.milestones}
        self.impossible = {
            signal
            for _, _, tree in self.criteria()
            for signal in compile_criteria(tree, process.statuses).signals
            if signal.startswith((_COMPLETED, _VIOLATED)) and signal.partition(":")[2] not in types
        }

    def criteria(self) -> Iterator[tuple[str, str, CriteriaTree]]:
        """Every tree of the version with whose it is and where it stands."""
        if self.process.entry is not None:
            yield self.process.name, "entry", self.process.entry
        if self.process.exit is not None:
            yield self.process.name, "exit", self.process.exit
        for index, each in self.milestones:
            for field, tree in (
                ("entry", each.entry),
                ("completion", each.completion),
                ("pause", each.pause),
            ):
                if tree is not None:
                    yield each.name, f"milestones.{index}.{field}", tree

    def budgets(self, milestone: MilestoneDefinition) -> list[tuple[str, Budget]]:
        """Its budgets with the priority they are for ("" for all others)."""
        general = [("", milestone.budget)] if milestone.budget is not None else []
        arriving = [(each.priority, each.budget) for each in milestone.arrivals]
        return [*general, *milestone.budgets.items(), *arriving]


def check_process(process: Process, *, priorities: Collection[str] = ()) -> list[Finding]:
    """Everything the rules find in `process`, errors first.

    `priorities` are those that cases are known to have, besides those the version names itself. Criteria must
    be well-formed (`validate_criteria`); others raise ValueError.
    """
    subject = Subject(process, priorities)
    found = [
        Finding(code, severity, *each)
        for code, (severity, check) in CHECKS.items()
        for each in check(subject)
    ]
    return sorted(found, key=lambda finding: finding.severity != "error")


def _no_milestones(subject: Subject) -> Iterator[Found]:
    if not subject.milestones:
        yield Found(
            subject.process.name,
            "milestones",
            "The version has no milestones, so it promises nothing.",
            "Add at least one milestone.",
        )


def _budget_missing(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        field = f"milestones.{index}.budget"
        if each.budget is not None:
            continue
        if not each.budgets and not each.arrivals:
            yield Found(
                each.name, field, "It has no budget at all, so its clock never starts.", "Give it a budget."
            )
            continue
        given = {name.casefold() for name in each.budgets}
        for priority in subject.priorities:
            if priority.casefold() in given or not _applies_to(subject, each, priority):
                continue
            gap = uncovered(each.arrivals, priority)
            if gap is not None and each.arrivals:
                yield Found(
                    each.name,
                    field,
                    f"A case of priority {priority} that arrives on {gap} has no budget, so none starts.",
                    "Cover the whole week, or give it a budget for every other time.",
                )
            elif gap is not None:
                yield Found(
                    each.name,
                    field,
                    f"It applies to priority {priority} but has no budget for it, so none starts.",
                    f"Give it a budget for {priority} or for all others, or exclude it by criteria.",
                )


def uncovered(arrivals: Sequence[ArrivalBudget], priority: str) -> str | None:
    """The first time of the week for which no band has a budget of that priority; None where all have."""
    wanted = priority.casefold()
    fitting = [each for each in arrivals if each.priority.casefold() in ("", wanted)]
    for day, name in enumerate(WEEKDAYS):
        reached = 0
        for each in sorted(fitting, key=lambda each: each.begins):
            if (not each.weekdays or day in each.weekdays) and each.begins <= reached:
                reached = max(reached, each.ends)
        if reached < DAY:
            return f"{name.title()} at {format_time(reached)}"
    return None


def _applies_to(subject: Subject, milestone: MilestoneDefinition, priority: str) -> bool:
    """Each tree alone: a case may enter the process at one priority and reach the milestone at another."""
    trees = [tree for tree in (subject.process.entry, milestone.entry) if tree is not None]
    fixed = {"priority": priority}
    return all(
        can_hold([tree], subject.process.statuses, fixed=fixed, never=subject.impossible) for tree in trees
    )


def _never_holds(subject: Subject) -> Iterator[Found]:
    statuses = subject.process.statuses
    for name, field, tree in subject.criteria():
        never = set(subject.impossible)
        if field.endswith(".pause"):
            never |= compile_criteria(tree, statuses).signals
        if not can_hold([tree], statuses, never=never):
            yield Found(
                name,
                field,
                f"The {_last(field)} criteria can never hold, whatever a case looks like.",
                "Look for conditions that exclude each other, events in pause criteria, and milestone "
                "types that this version does not have.",
            )


def _pause_implied(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        if each.pause is None or not each.pausable:
            continue
        premises = [each.entry] if each.entry is not None else []
        if implies(premises, each.pause, subject.process.statuses, never=subject.impossible):
            yield Found(
                each.name,
                f"milestones.{index}.pause",
                "Whenever the milestone applies it is paused as well, so its clock never moves.",
                "Narrow the pause criteria, or the entry criteria.",
            )


def _matrix_missing(subject: Subject) -> Iterator[Found]:
    if subject.process.matrix_version is None:
        yield Found(
            subject.process.name,
            "matrix_version",
            "No version of an escalation matrix is pinned, so nobody would hear of any trigger.",
            "Choose the matrix version that answers its triggers.",
        )


def _no_completion(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        if each.completion is None:
            yield Found(
                each.name,
                f"milestones.{index}.completion",
                "It has no completion criteria: it is met only when somebody completes it by hand.",
                "Add the event or the status that fulfils it.",
            )


def _no_hours(subject: Subject) -> Iterator[Found]:
    if subject.process.hours is not None:
        return
    for index, each in subject.milestones:
        if each.hours is None:
            yield Found(
                each.name,
                f"milestones.{index}.hours",
                "Neither it nor the version names hours: without those of an entitlement or case it is 24×7.",
                "Name hours, or an entry for 24×7 if that is what was sold.",
            )


def _violation_without_warning(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        if not any(trigger.severity == "warning" for trigger in each.triggers):
            yield Found(
                each.name,
                f"milestones.{index}.triggers",
                "It can be violated without a warning before, so nobody sees it coming.",
                "Add a warning, such as 75 % of the budget.",
            )


def _same_instant(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        for priority, budget in subject.budgets(each):
            if not budget.micros:
                continue
            reached: dict[int, str] = {budget.micros: "100"}
            for trigger in sorted(each.triggers, key=lambda trigger: trigger.key):
                at = level(trigger, budget.micros)
                first = reached.setdefault(at, trigger.key)
                if first != trigger.key:
                    yield Found(
                        each.name,
                        f"milestones.{index}.triggers",
                        f"{_for(priority)} triggers {first} and {trigger.key} are reached at one instant.",
                        "Keep one of them.",
                    )


def _offset_too_long(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        for trigger in each.triggers:
            for priority, budget in subject.budgets(each):
                if trigger.basis == "before_target" and 0 < budget.micros <= trigger.amount:
                    yield Found(
                        each.name,
                        f"milestones.{index}.triggers",
                        f"{_for(priority)} the trigger {trigger.key} is no shorter than the budget, so it is "
                        "reached at the start.",
                        "Use a percentage of the budget, or a shorter offset.",
                    )
                if trigger.basis == "since_start" and 0 < budget.micros < trigger.amount:
                    yield Found(
                        each.name,
                        f"milestones.{index}.triggers",
                        f"{_for(priority)} the trigger {trigger.key} is reached after the target only.",
                        "Use a percentage of the budget, or an offset after the target.",
                    )


def _resolution_first(subject: Subject) -> Iterator[Found]:
    responses = [each for _, each in subject.milestones if each.type == "first_response"]
    for index, each in subject.milestones:
        if each.type != "resolution":
            continue
        for response in responses:
            for priority in ["", *subject.priorities]:
                resolved, answered = _budget_for(each, priority), _budget_for(response, priority)
                if resolved is not None and answered is not None and _is_shorter(resolved, answered):
                    yield Found(
                        each.name,
                        f"milestones.{index}.budget",
                        f"{_for(priority)} it is promised before {response.name}.",
                        "Look whether the two budgets were exchanged.",
                    )


def _recurring_from_entry(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        if each.recurrence != "none" and each.start == "process_entry":
            yield Found(
                each.name,
                f"milestones.{index}.start",
                "It recurs, yet its first occurrence counts from process entry, however late it begins.",
                "Count it from when its criteria are met.",
            )


def _pause_ignored(subject: Subject) -> Iterator[Found]:
    for index, each in subject.milestones:
        if not each.pausable and each.pause is not None:
            yield Found(
                each.name,
                f"milestones.{index}.pause",
                "It has pause criteria but may not be paused, so they have no effect.",
                "Remove them, or allow it to be paused.",
            )


def _unknown_event(subject: Subject) -> Iterator[Found]:
    for name, field, tree in subject.criteria():
        unknown = [event for event in _signals(subject, tree) if event.partition(":")[0] not in EVENTS]
        for event in sorted(unknown):
            yield Found(
                name,
                field,
                f"The product knows no event {event}; the condition holds only if a source sends it.",
                "Look at the spelling, or make sure that the source sends it.",
            )


def _too_many(subject: Subject) -> Iterator[Found]:
    if len(subject.milestones) > MOST_MILESTONES:
        yield Found(
            subject.process.name,
            "milestones",
            f"It has {len(subject.milestones)} milestones: more alerts than anybody reads.",
            f"Keep the {MOST_MILESTONES} that somebody acts upon.",
        )


CHECKS: dict[str, tuple[FindingSeverity, Check]] = {
    "no_milestones": ("error", _no_milestones),
    "budget_missing": ("error", _budget_missing),
    "criteria_never_hold": ("error", _never_holds),
    "pause_implied_by_entry": ("error", _pause_implied),
    "matrix_version_missing": ("error", _matrix_missing),
    "no_completion_criteria": ("warning", _no_completion),
    "milestone_without_hours": ("warning", _no_hours),
    "violation_without_warning": ("warning", _violation_without_warning),
    "triggers_at_one_instant": ("warning", _same_instant),
    "offset_longer_than_budget": ("warning", _offset_too_long),
    "resolution_before_first_response": ("warning", _resolution_first),
    "recurring_from_process_entry": ("warning", _recurring_from_entry),
    "pause_criteria_ignored": ("warning", _pause_ignored),
    "unknown_event": ("warning", _unknown_event),
    "too_many_milestones": ("warning", _too_many),
}
"""Every rule by its code, with its severity."""


def _signals(subject: Subject, tree: CriteriaTree) -> frozenset[str]:
    return compile_criteria(tree, subject.process.statuses).signals


def _budget_for(milestone: MilestoneDefinition, priority: str) -> Budget | None:
    own = {name.casefold(): budget for name, budget in milestone.budgets.items()}
    return own.get(priority.casefold(), milestone.budget)


def _is_shorter(one: Budget, other: Budget) -> bool:
    if one.by_days != other.by_days or (one.at is None) != (other.at is None):
        return False
    return (one.days, one.at or 0, one.micros) < (other.days, other.at or 0, other.micros)


def _for(priority: str) -> str:
    return f"For priority {priority}" if priority else "For priorities without a budget of their own"


def _last(field: str) -> str:
    return field.rpartition(".")[2]

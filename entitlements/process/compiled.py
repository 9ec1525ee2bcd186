"""A process version made ready for the fold: criteria as closures, budgets by priority, triggers in order.

Compiled once for each version and shared, since a version in use never changes.
"""

from entitlements.business_time.budget import Budget
from entitlements.process.criteria import Criterion, compile_criteria
from entitlements.process.definition import (
    VIOLATION,
    CriteriaTree,
    MilestoneDefinition,
    Process,
    StatusClasses,
    Trigger,
)
from entitlements.process.triggers import level, violation

_CLOSED: CriteriaTree = {"field": "is_closed", "op": "equals", "value": True}
_REMEMBERED_LEVELS = 1024


class CompiledMilestone:
    """One milestone definition with compiled criteria.

    `place` counts from 0 in the order of the version. `entry` None holds always, `completion` and `pause`
    None never (clock rules, criteria). `triggers` are all of the definition and the violation, in the order
    of basis, amount and key; `levels` orders them for a budget.
    """

    __slots__ = ("_budgets", "_levels", "completion", "definition", "entry", "pause", "place", "triggers")

    def __init__(self, definition: MilestoneDefinition, statuses: StatusClasses, place: int = 0) -> None:
        self.definition = definition
        self.place = place
        self.entry = _optional(definition.entry, statuses)
        self.completion = _optional(definition.completion, statuses)
        self.pause = _optional(definition.pause, statuses)
        self.triggers = _with_violation(definition.triggers)
        self._budgets = {priority.casefold(): budget for priority, budget in definition.budgets.items()}
        self._levels: dict[int, tuple[tuple[int, Trigger], ...]] = {}

    @property
    def depends_on_arrival(self) -> bool:
        """Whether the budget is another at other times of the week."""
        return bool(self.definition.arrivals)

    def may_promise(self, priority: str | None) -> bool:
        """Whether that priority is promised anything, whenever it arrives."""
        wanted = _folded(priority)
        return self.budget_for(priority) is not None or any(
            each.priority.casefold() in ("", wanted) for each in self.definition.arrivals
        )

    def budget_for(self, priority: str | None, arrival: tuple[int, int] | None = None) -> Budget | None:
        """The budget promised for that priority, compared without regard to case; None: nothing is
        promised.

        `arrival` is the weekday (0 is Monday) and the wall clock (µs after midnight) at which the clock
        starts; None: bands of the week are not looked at.
        """
        wanted = _folded(priority)
        if arrival is not None:
            weekday, time = arrival
            for each in self.definition.arrivals:
                if (
                    each.priority.casefold() in ("", wanted)
                    and (not each.weekdays or weekday in each.weekdays)
                    and each.begins <= time < each.ends
                ):
                    return each.budget
        named = self._budgets.get(wanted)
        return named if named is not None else self.definition.budget

    def levels(self, budget_micros: int) -> tuple[tuple[int, Trigger], ...]:
        """Every trigger with the open time (µs) at which it is reached, ordered by that and by key.

        `budget_micros` is the open time of the budget: the level of the violation.
        """
        known = self._levels.get(budget_micros)
        if known is None:
            if len(self._levels) >= _REMEMBERED_LEVELS:
                self._levels.clear()
            pairs = [(level(trigger, budget_micros), trigger) for trigger in self.triggers]
            known = tuple(sorted(pairs, key=lambda pair: (pair[0], pair[1].key)))
            self._levels[budget_micros] = known
        return known

    def __repr__(self) -> str:
        return f"CompiledMilestone({self.definition.key})"


class CompiledProcess:
    """A process version with compiled criteria. `entry` None holds always; `exit` absent is: the case is
    closed.
    """

    __slots__ = ("by_key", "entry", "exit", "milestones", "process", "wants_violation_signal")

    def __init__(self, process: Process) -> None:
        self.process = process
        self.entry = _optional(process.entry, process.statuses)
        self.exit = compile_criteria(process.exit if process.exit is not None else _CLOSED, process.statuses)
        self.milestones = tuple(
            CompiledMilestone(definition, process.statuses, place)
            for place, definition in enumerate(process.milestones)
        )
        self.by_key = {milestone.definition.key: milestone for milestone in self.milestones}
        if len(self.by_key) != len(self.milestones):
            raise ValueError(f"Process version {process.version} has two milestones with the same key.")
        self.wants_violation_signal = any(
            signal.startswith("milestone_violated:") for signal in self._signals()
        )

    def _signals(self) -> frozenset[str]:
        criteria: list[Criterion | None] = [self.entry, self.exit]
        for milestone in self.milestones:
            criteria += [milestone.entry, milestone.completion, milestone.pause]
        return frozenset().union(*(each.signals for each in criteria if each is not None))

    def __repr__(self) -> str:
        return f"CompiledProcess({self.process.name}, version {self.process.version})"


def compile_process(process: Process) -> CompiledProcess:
    """Make a version ready for the fold. Raises ValueError naming what is malformed."""
    return CompiledProcess(process)


def _folded(priority: str | None) -> str:
    return priority.casefold() if isinstance(priority, str) else ""


def _optional(tree: CriteriaTree | None, statuses: StatusClasses) -> Criterion | None:
    return None if tree is None else compile_criteria(tree, statuses)


def _with_violation(triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    named = [trigger for trigger in triggers if trigger.key != VIOLATION]
    own = next((trigger for trigger in triggers if trigger.key == VIOLATION), None)
    target = violation()
    if own is not None:
        target = Trigger(
            key=VIOLATION,
            basis=target.basis,
            amount=target.amount,
            severity=target.severity,
            repeat_every=own.repeat_every,
            repeat_limit=own.repeat_limit,
        )
    return tuple(sorted([*named, target], key=lambda trigger: (trigger.basis, trigger.amount, trigger.key)))

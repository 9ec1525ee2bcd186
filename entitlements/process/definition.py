"""What a process version promises, as plain immutable values.

The database rows of a version are read into these values once (a version that is in use never changes);
the clock, the checks, comparison and simulation work on them alone.
"""

from typing import Any, Literal

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import DAY

CriteriaTree = dict[str, Any]

Recurrence = Literal["none", "independent", "sequential"]
Start = Literal["process_entry", "criteria_met"]
OnCriteriaLost = Literal["cancel", "keep"]
Reopen = Literal["continue", "new_cycle"]
Severity = Literal["info", "warning", "violation"]
TriggerBasis = Literal["percent", "since_start", "before_target", "after_target"]
RecordType = Literal["case", "work_order"]

VIOLATION = "100"
"""Key of the trigger at the target. Every definition has it, named or not."""


class Trigger(msgspec.Struct, frozen=True, omit_defaults=True):
    """An instant of a clock that somebody wants to hear of.

    `amount` is hundredths of a percent for `percent` (7500 = 75 %), else open microseconds.
    `key` is unique within the definition ("50", "87.5", "-PT1H", "+PT30M", "@PT45M") and is the column of
    the escalation matrix. After the target, a trigger may repeat every `repeat_every` open microseconds
    until the clock closes (`repeat_limit` 0: without limit).
    """

    key: str
    basis: TriggerBasis
    amount: int
    severity: Severity = "info"
    repeat_every: int = 0
    repeat_limit: int = 0


class ArrivalBudget(msgspec.Struct, frozen=True, omit_defaults=True):
    """A budget for clocks that start in a band of the week: on one of `weekdays` (0 is Monday; none: every
    day), from the local time `begins` until just before `ends` (µs after midnight), at `priority` (blank:
    every one).

    The wall clock is that of the zone of the clock's hours. Of several bands the first that fits holds,
    before the definition's other budgets.
    """

    budget: Budget
    weekdays: tuple[int, ...] = ()
    begins: int = 0
    ends: int = DAY
    priority: str = ""


class MilestoneDefinition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One milestone of a process version.

    `key` identifies the definition across versions of a process: a copied draft keeps it, so a running clock
    is found again after a move. `type` is the key of the milestone type ("first_response").
    `arrivals` are the budgets by time of arrival; where none fits, `budget` holds for every priority that
    `budgets` does not name; where all are silent, nothing is promised for that priority and no clock starts.
    """

    key: str
    type: str
    name: str
    recurrence: Recurrence = "none"
    start: Start = "process_entry"
    entry: CriteriaTree | None = None
    completion: CriteriaTree | None = None
    pause: CriteriaTree | None = None
    on_criteria_lost: OnCriteriaLost = "cancel"
    budget: Budget | None = None
    budgets: dict[str, Budget] = {}
    arrivals: tuple[ArrivalBudget, ...] = ()
    hours: int | None = None
    pausable: bool = True
    pause_budget: int = 0
    triggers: tuple[Trigger, ...] = ()

    @property
    def priorities(self) -> list[str]:
        """The priorities that have budgets of their own, by priority or by time of arrival."""
        return [*self.budgets, *(each.priority for each in self.arrivals if each.priority)]

    def may_promise(self, priority: str) -> bool:
        """Whether that priority is promised anything, whenever it arrives."""
        wanted = priority.casefold()
        return (
            self.budget is not None
            or any(name.casefold() == wanted for name in self.budgets)
            or any(each.priority.casefold() in ("", wanted) for each in self.arrivals)
        )


class StatusClasses(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which statuses of the source mean closed, stopped (waiting) and spam; compared without regard to case.

    A case closed as spam is closed: `is_closed` holds for the statuses of `spam` too.
    """

    closed: tuple[str, ...] = ("closed", "resolved")
    stopped: tuple[str, ...] = ("pending", "on hold", "waiting on customer")
    spam: tuple[str, ...] = ("spam", "duplicate")


class Process(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of an entitlement process: everything the clock reads, pinned.

    `entry_field` is "opened_at" or a case field or custom attribute (`attributes.installed_at`) holding an
    ISO 8601 instant. `exit` None means: the case is closed. `hours` None means 24×7 in the site's zone.
    """

    version: int
    name: str
    record_type: RecordType = "case"
    entry_field: str = "opened_at"
    entry: CriteriaTree | None = None
    exit: CriteriaTree | None = None
    reopen: Reopen = "continue"
    hours: int | None = None
    statuses: StatusClasses = StatusClasses()
    matrix_version: int | None = None
    milestones: tuple[MilestoneDefinition, ...] = ()

"""Where every clock of a case stands: the value the fold carries from one event to the next."""

from typing import Any, Literal

import msgspec

from entitlements.business_time.budget import Budget
from milestones.clock.fact import ClockId

ClockStatus = Literal["running", "paused", "completed", "canceled"]
HoursReason = Literal["milestone", "entitlement", "process", "case", "default"]
PauseKind = Literal["criteria", "case", "milestone", "closed"]


class Segment(msgspec.Struct, array_like=True):
    """A stretch in which a clock counted, on one calendar. `end` None: it is counting still."""

    begin: int
    end: int | None
    timeline: int


class Pause(msgspec.Struct, omit_defaults=True):
    """An interval with an identity in which a clock stands still. `end` None: it holds still.

    Pauses by hand: `until_reply`, `until` (µs), `code` and `outside_budget` as their command said.
    """

    kind: PauseKind
    begin: int
    id: str = ""
    end: int | None = None
    reason: str = ""
    until_reply: bool = False
    until: int | None = None
    code: str = ""
    outside_budget: bool = False

    @property
    def is_in_force(self) -> bool:
        return self.end is None


class Clock(msgspec.Struct, omit_defaults=True):
    """One occurrence of a milestone.

    `started_at` is where counting begins, `began_at` the event that brought the clock into being (later than
    `started_at` when criteria were met after process entry). `level` is the open time (µs) that must be
    counted to reach the target; with `at_opening`, a target on closing time moves to the next opening (day
    budgets that end on an opening). `target_at` of a paused clock is where it stood when the pause began.
    `fired` holds the keys of triggers behind the clock, `repeats` how often each repeated.
    `next_at` is the instant of the next trigger, None while nothing can be reached.
    `timeline` is that of its hours now; `closed_by` the cause of the fact that closed it; `consumed` the
    open time counted up to the last change; `paused_outside` the part of `paused_business` that did not count
    against the pause budget; `used_before` the target of the completed clock before it, for a
    re-opening.
    """

    milestone: str
    cycle: int
    occurrence: int
    version: int
    type: str
    started_at: int
    began_at: int
    budget: Budget
    level: int
    target_at: int
    original_target_at: int
    hours: int | None = None
    hours_reason: HoursReason = "default"
    timeline: int = 0
    status: ClockStatus = "running"
    is_violated: bool = False
    at_risk: bool = False
    at_opening: bool = False
    segments: list[Segment] = []
    pauses: list[Pause] = []
    paused_business: int = 0
    paused_calendar: int = 0
    paused_outside: int = 0
    pause_spent: bool = False
    fired: list[str] = []
    repeats: dict[str, int] = {}
    next_at: int | None = None
    closed_at: int | None = None
    closed_by: str = ""
    consumed: int = 0
    used_before: int | None = None

    @property
    def id(self) -> ClockId:
        return ClockId(self.milestone, self.cycle, self.occurrence)

    @property
    def is_open(self) -> bool:
        return self.status in ("running", "paused")


class Promise(msgspec.Struct, omit_defaults=True):
    """The coverage in force: version, tier, and which timeline of which hours a new clock uses.

    `incident`: the case holds one of the incidents its entitlement allows; `given_back`: it held one.
    """

    version: int
    tier: str = ""
    entitlement: int | None = None
    hours: int | None = None
    case_hours: int | None = None
    calendars: dict[int, int] = {}
    incident: bool = False
    given_back: bool = False


class State(msgspec.Struct, omit_defaults=True):
    """A case as the fold knows it.

    `asserted` names the fields some source has asserted so far; `applied` is the order key of the last event,
    `timer_at` the instant of the last timer that did anything: an event that sorts before either is late.
    `clocks` holds every open clock, the last closed one of each definition, and those a re-opening would
    resume. `pending` are clocks that begin by themselves (a sequential milestone at the previous target).
    `waiting` are pauses of milestones that count from process entry but have not begun. `used` holds, for the
    cycle, the target of each definition's last completed clock, `occurrences` how many clocks it had.
    `retracted` names events (`source/id`) taken back, also such that have not arrived. `updates_here` counts
    what escalation set off at the instant `updates_at`, so that loops are cut.
    """

    fields: dict[str, Any] = {}
    asserted: set[str] = set()
    opened_at: int | None = None
    promise: Promise | None = None
    cycle: int = 0
    entered_at: int | None = None
    entry_due_at: int | None = None
    exited_at: int | None = None
    exited_by: str = ""
    version: int | None = None
    clocks: list[Clock] = []
    used: dict[str, int] = {}
    occurrences: dict[str, int] = {}
    pending: dict[str, int] = {}
    waiting: dict[str, list[Pause]] = {}
    pauses: list[Pause] = []
    applied: tuple[int, str, int, str] | None = None
    timer_at: int | None = None
    retracted: set[str] = set()
    updates_at: int | None = None
    updates_here: int = 0

    @property
    def pause_ends_at(self) -> int | None:
        """The next instant at which a pause that was given one ends by itself, or None."""
        pauses = [*self.pauses, *(pause for clock in self.clocks if clock.is_open for pause in clock.pauses)]
        ends = [pause.until for pause in pauses if pause.until is not None and pause.is_in_force]
        return min(ends, default=None)

    @property
    def next_due_at(self) -> int | None:
        """The next instant at which something happens by itself, or None."""
        due = [clock.next_at for clock in self.clocks if clock.next_at is not None]
        due.extend(self.pending.values())
        if self.pause_ends_at is not None:
            due.append(self.pause_ends_at)
        if self.entry_due_at is not None:
            due.append(self.entry_due_at)
        return min(due, default=None)

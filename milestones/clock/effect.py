"""What a decision about a case makes of its clocks: the state without it beside the state with it."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from entitlements.business_time.instants import HOUR
from milestones.clock.fact import ClockId
from milestones.clock.state import Clock, State

Fate = Literal["unaffected", "moved", "canceled", "started"]

DAY = 24 * HOUR
BANDS: tuple[tuple[str, int | None, int | None], ...] = (
    ("earlier by more than a day", None, -DAY),
    ("earlier by 4 to 24 hours", -DAY, -4 * HOUR),
    ("earlier by 1 to 4 hours", -4 * HOUR, -HOUR),
    ("earlier by up to an hour", -HOUR, 0),
    ("later by up to an hour", 0, HOUR),
    ("later by 1 to 4 hours", HOUR, 4 * HOUR),
    ("later by 4 to 24 hours", 4 * HOUR, DAY),
    ("later by more than a day", DAY, None),
)
"""How far targets move on the wall clock: words, from (kept out), to (kept in) when later; the other way
round when earlier."""


class ClockEffect(NamedTuple):
    """One open clock before and after. Targets in µs; None where there is no such clock."""

    milestone: str
    type: str
    fate: Fate
    target_before: int | None
    target_after: int | None
    was_violated: bool
    is_violated: bool

    @property
    def is_newly_violated(self) -> bool:
        return self.is_violated and not self.was_violated

    @property
    def is_relieved(self) -> bool:
        return self.was_violated and not self.is_violated and self.fate != "canceled"


OpenClocks = list[tuple[ClockId, str, int, bool]]
"""The open clocks of a case at an instant: id, type, target, whether violated."""


def open_clocks(state: State) -> OpenClocks:
    """What is needed to tell later what became of them: states are changed in place."""
    return [
        (clock.id, clock.type, clock.target_at, clock.is_violated) for clock in state.clocks if clock.is_open
    ]


def effects_since(before: OpenClocks, after: State) -> list[ClockEffect]:
    """What becomes of every open clock, those that begin included, within one instant."""
    later = {clock.id: clock for clock in after.clocks if clock.is_open}
    found = [_of(*each, later.pop(each[0], None)) for each in before]
    found += [
        ClockEffect(clock.milestone, clock.type, "started", None, clock.target_at, False, clock.is_violated)
        for clock in later.values()
    ]
    return found


def _of(id: ClockId, type: str, target: int, was_violated: bool, after: Clock | None) -> ClockEffect:
    if after is None:
        return ClockEffect(id.milestone, type, "canceled", target, None, was_violated, False)
    fate: Fate = "unaffected" if after.target_at == target else "moved"
    return ClockEffect(id.milestone, type, fate, target, after.target_at, was_violated, after.is_violated)


def band_of(before: int, after: int) -> str:
    """The words for how far a target moves."""
    moved = after - before
    for words, low, high in BANDS:
        if moved < 0:
            if (low is None or moved >= low) and high is not None and moved < high:
                return words
        elif (low is None or moved > low) and (high is None or moved <= high):
            return words
    raise AssertionError(f"{moved} µs lie in no band.")  # pragma: no cover - the bands cover the line


@dataclass(slots=True)
class Counts:
    """Clocks by what becomes of them."""

    clocks: int = 0
    moved: int = 0
    unaffected: int = 0
    canceled: int = 0
    started: int = 0
    newly_violated: int = 0
    relieved: int = 0

    def add(self, effect: ClockEffect) -> None:
        self.clocks += 1
        if effect.fate == "moved":
            self.moved += 1
        elif effect.fate == "canceled":
            self.canceled += 1
        elif effect.fate == "started":
            self.started += 1
        else:
            self.unaffected += 1
        self.newly_violated += effect.is_newly_violated
        self.relieved += effect.is_relieved


@dataclass(slots=True)
class Summary:
    """The effects on many cases, counted. `alerts` are triggers that are reached by the decision itself and
    told to somebody where the matrix says so; `examples` the first cases in which a target is newly missed.
    """

    cases: int = 0
    changed_cases: int = 0
    total: Counts = field(default_factory=Counts)
    by_milestone: dict[str, Counts] = field(default_factory=dict)
    bands: dict[str, int] = field(default_factory=lambda: {words: 0 for words, _, _ in BANDS})
    alerts: int = 0
    newly_violated_cases: list[int] = field(default_factory=list)
    relieved_cases: list[int] = field(default_factory=list)

    def add(self, case_id: int, found: list[ClockEffect], alerts: int = 0) -> None:
        """Count one case."""
        self.cases += 1
        self.alerts += alerts
        changed = violated = relieved = False
        for each in found:
            self.total.add(each)
            self.by_milestone.setdefault(each.milestone, Counts()).add(each)
            changed = changed or each.fate != "unaffected" or each.was_violated != each.is_violated
            violated = violated or each.is_newly_violated
            relieved = relieved or each.is_relieved
            if each.fate == "moved" and each.target_before is not None and each.target_after is not None:
                self.bands[band_of(each.target_before, each.target_after)] += 1
        self.changed_cases += changed
        if violated and len(self.newly_violated_cases) < EXAMPLES:
            self.newly_violated_cases.append(case_id)
        if relieved and len(self.relieved_cases) < EXAMPLES:
            self.relieved_cases.append(case_id)


EXAMPLES = 20

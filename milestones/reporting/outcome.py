"""Which clocks a report counts, and as what. SQL repeats these rules set-based
(`milestones.selectors.reports.clocks`); tests hold both together.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

ClockOutcome = Literal["on_time", "late", "open_past_target"]
NotCounted = Literal["open_in_time", "canceled", "not_begun"]
CLOCK_OUTCOMES: tuple[ClockOutcome, ...] = get_args(ClockOutcome)
MISSES: tuple[ClockOutcome, ...] = ("late", "open_past_target")

CaseOutcome = Literal["all_met", "some_missed", "all_missed"]
CASE_OUTCOMES: tuple[CaseOutcome, ...] = get_args(CaseOutcome)


class ClockEnd(NamedTuple):
    """A clock as its last change left it. Instants in µs since 1970; `violated_at` is None for a clock that
    has no violation in force.
    """

    began_at: int
    target_at: int
    completed_at: int | None = None
    canceled_at: int | None = None
    violated_at: int | None = None


def judge(clock: ClockEnd, as_of: int) -> ClockOutcome | NotCounted:
    """What the clock was at `as_of`, as known today.

    Completed at the target is on time, unless what the violation of that very instant set off completed it.
    A target has passed once the instant lies strictly behind it, which a clock that stands still cannot
    reach: then `violated_at` says whether it was violated before.
    """
    if clock.began_at > as_of:
        return "not_begun"
    if clock.completed_at is not None and clock.completed_at <= as_of:
        is_late = clock.completed_at > clock.target_at or clock.violated_at is not None
        return "late" if is_late else "on_time"
    if clock.canceled_at is not None and clock.canceled_at <= as_of:
        return "canceled"
    if clock.violated_at is not None and clock.violated_at < as_of:
        return "open_past_target"
    return "open_in_time"


def decided_at(clock: ClockEnd) -> int:
    """When the outcome became certain: completed on time, or the target that was missed.

    A clock therefore belongs to one period for ever: completing it late makes a miss out of an open miss of
    the same period, and no past period looks better for it.
    """
    if clock.completed_at is None:
        return clock.target_at
    return min(clock.completed_at, clock.target_at)


class Tally(NamedTuple):
    """Clocks by outcome."""

    on_time: int = 0
    late: int = 0
    open_past_target: int = 0

    @property
    def counted(self) -> int:
        """Completed or violated."""
        return self.on_time + self.late + self.open_past_target

    @property
    def missed(self) -> int:
        return self.late + self.open_past_target

    @property
    def compliance(self) -> float | None:
        """On time ÷ (completed or violated); None where nothing was."""
        return self.on_time / self.counted if self.counted else None

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def case_outcome(outcomes: Iterable[ClockOutcome]) -> CaseOutcome | None:
    """Of the counted clocks of one case: all met, some missed, all missed; None where none counts."""
    found = list(outcomes)
    missed = sum(each in MISSES for each in found)
    if not found:
        return None
    return "all_met" if not missed else "all_missed" if missed == len(found) else "some_missed"

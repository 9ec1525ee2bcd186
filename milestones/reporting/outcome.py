"""As what a report counts clocks and cases, and what follows from the numbers.

Which clocks count, and as what, is decided in `milestones.selectors.reports.clocks`.
"""

from typing import Literal, NamedTuple, get_args

ClockOutcome = Literal["on_time", "late", "open_past_target"]
CLOCK_OUTCOMES: tuple[ClockOutcome, ...] = get_args(ClockOutcome)

CaseOutcome = Literal["all_met", "some_missed", "all_missed"]
CASE_OUTCOMES: tuple[CaseOutcome, ...] = get_args(CaseOutcome)


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

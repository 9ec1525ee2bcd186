"""How a clock, and a case as a whole, is shown: one word each (domain rules, clocks)."""

from collections.abc import Iterable
from typing import Literal

from milestones.clock.state import ClockStatus

Standing = Literal["violated", "at_risk", "on_track", "paused", "met_late", "met", "canceled"]
CaseStanding = Literal["violated", "at_risk", "on_track", "paused", "met_late", "met", "canceled", "no_clock"]

STANDINGS: tuple[Standing, ...] = ("violated", "at_risk", "on_track", "paused", "met_late", "met", "canceled")
"""From what needs attention first to what needs none: the order in which a case takes its clocks' word."""

NO_CLOCK: Literal["no_clock"] = "no_clock"
"""A case that nothing was promised for, or whose process it has not entered."""


def standing(status: ClockStatus, *, is_violated: bool, at_risk: bool) -> Standing:
    """The word for one clock. A violated clock stays violated while it is paused: its target has passed."""
    if status == "canceled":
        return "canceled"
    if status == "completed":
        return "met_late" if is_violated else "met"
    if is_violated:
        return "violated"
    if status == "paused":
        return "paused"
    return "at_risk" if at_risk else "on_track"


def overall(standings: Iterable[Standing]) -> CaseStanding:
    """The word for a case: that of the clock which needs attention first."""
    found = set(standings)
    return next((word for word in STANDINGS if word in found), NO_CLOCK)

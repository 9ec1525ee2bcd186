"""Whether clocks are being evaluated: what every page says while they are not."""

from dataclasses import dataclass

from sla_admin import pulse
from sla_admin.pages.health import STALE_AFTER_S
from sla_admin.shared.display.durations import SECOND


@dataclass(frozen=True, slots=True)
class Lateness:
    """Clocks were last evaluated at `evaluated_at` (µs since 1970, UTC); None: never in this installation."""

    evaluated_at: int | None


def lateness_at(at: int) -> Lateness | None:
    """How late evaluation is at `at` (µs); None while it comes to its end again and again, as it should.

    One query. Clocks on pages go on by themselves: what is late is that facts are recorded and people told.
    """
    evaluated_at = pulse.last_evaluated_at()
    if evaluated_at is not None and at - evaluated_at < STALE_AFTER_S * SECOND:
        return None
    return Lateness(evaluated_at)

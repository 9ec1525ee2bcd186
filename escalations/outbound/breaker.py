"""When an endpoint that fails is left alone, and when it is tried again. Pure.

Closed: everything is sent. After five failures in a row it opens: nothing is sent until an instant. Then it
is half open: one delivery goes out as a probe; its success closes the breaker, its failure opens it for twice
as long. What waits meanwhile keeps its tries.
"""

from dataclasses import dataclass, replace
from typing import Literal

from entitlements.business_time.instants import MINUTE, SECOND

BreakerState = Literal["closed", "open", "half_open"]

FAILURES_TO_OPEN = 5
FIRST_REST = 30 * SECOND
LONGEST_REST = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class Breaker:
    """`failures` in a row; `openings` in a row without a success between; `until` is µs, None when closed."""

    state: BreakerState = "closed"
    failures: int = 0
    openings: int = 0
    until: int | None = None
    reason: str = ""


CLOSED = Breaker()


def after(breaker: Breaker, reason: str, at: int) -> Breaker:
    """The breaker after a try that ended at `at` (µs); a blank `reason` is a success."""
    if not reason:
        return CLOSED
    failures = breaker.failures + 1
    if breaker.state == "closed" and failures < FAILURES_TO_OPEN:
        return replace(breaker, failures=failures)
    if breaker.state == "open":  # one that was under way when it opened
        return replace(breaker, failures=failures, reason=reason)
    rest = min(FIRST_REST * 2**breaker.openings, LONGEST_REST)
    return Breaker("open", failures, breaker.openings + 1, at + rest, reason)


def slots(breaker: Breaker, concurrency: int, in_flight: int, at: int) -> int:
    """How many more deliveries may go out at `at` (µs)."""
    if breaker.state == "open" and (breaker.until is None or at < breaker.until):
        return 0
    allowed = concurrency if breaker.state == "closed" else 1
    return max(0, allowed - in_flight)

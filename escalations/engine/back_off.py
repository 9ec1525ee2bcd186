"""How long a failed delivery waits for its next try, and when it is given up."""

import random

from entitlements.business_time.instants import HOUR, SECOND

MOST_ATTEMPTS = 16
"""With the waits below more than six hours from first to last: longer than a mail server is usually away."""

FIRST_WAIT = 5 * SECOND
LONGEST_WAIT = HOUR


def wait_after(attempts: int) -> int:
    """Microseconds to wait after that many tries: doubling up to an hour, a fifth more or less at random.

    The spread keeps a thousand deliveries that failed together from coming back together.
    """
    wait = min(FIRST_WAIT * 2 ** max(0, attempts - 1), LONGEST_WAIT)
    return int(wait * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, keeps no secret

"""How far a calendar can see."""

from datetime import UTC, datetime

from entitlements.business_time.errors import BeyondHorizon
from entitlements.business_time.instants import Instant, format_instant, to_instant

FIRST = to_instant(datetime(1900, 1, 1, tzinfo=UTC))
LAST = to_instant(datetime(2200, 1, 1, tzinfo=UTC))
"""Searches for open time end here: three centuries hold every promise, and no search is endless."""

ANCHOR = to_instant(datetime(2020, 1, 1, tzinfo=UTC))
"""Where W, the open time before an instant, is zero; earlier instants have negative W."""


def beyond(instant: Instant) -> BeyondHorizon:
    try:
        named = format_instant(instant)
    except ValueError:
        named = str(instant)
    return BeyondHorizon(f"{named} lies outside the years a calendar covers (1900 to 2199).")

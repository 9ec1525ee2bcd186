"""How much business time a milestone is given."""

import msgspec

from entitlements.business_time.instants import DAY


class Budget(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promise of open time: either microseconds on W or whole business days, never both.

    `micros` counts open microseconds (written `PT4H`, `PT90M`). `days` counts business days (written `P3D`):
    the same local time N open days after the start, or with `at` (microseconds after midnight, written
    `P1D@16:00`) that time of the Nth open day; no days and a time (`P0D@17:00`) mean the same open day, the
    next one where the time has passed. See `Calendar.due_days`.
    """

    micros: int = 0
    days: int = 0
    at: int | None = None

    def __post_init__(self) -> None:
        if (self.micros > 0) == self.by_days or self.micros < 0 or self.days < 0:
            raise ValueError(
                "A budget is a positive amount of hours and minutes, or a positive number of days."
            )
        if self.at is not None and not 0 <= self.at < DAY:
            raise ValueError("A budget's time of day lies between 00:00 and 24:00.")

    @property
    def by_days(self) -> bool:
        """Whether it ends at a local time of a business day, and not after an amount of open time."""
        return self.days > 0 or self.at is not None

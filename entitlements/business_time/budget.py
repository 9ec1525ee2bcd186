"""How much business time a milestone is given."""

import msgspec


class Budget(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promise of open time: either microseconds on W or whole business days, never both.

    `micros` counts open microseconds (written `PT4H`, `PT90M`). `days` counts business days (written `P3D`):
    the same local time N open days after the start, see `Calendar.due_days`.
    """

    micros: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if (self.micros > 0) == (self.days > 0) or self.micros < 0 or self.days < 0:
            raise ValueError(
                "A budget is a positive amount of hours and minutes, or a positive number of days."
            )

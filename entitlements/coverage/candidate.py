"""What the choice of an entitlement looks at."""

from datetime import date

import msgspec


class CaseFacts(msgspec.Struct, frozen=True):
    """A case as coverage sees it: `opened_at` in µs since 1970, UTC; `channel` "" where it names none."""

    record_type: str
    channel: str
    opened_at: int


class Candidate(msgspec.Struct, frozen=True):
    """An entitlement of the case's account.

    Days are those of `zone`, both included. `version` is the version of its process that was the default when
    the case was opened, None where the process never had one. `specificity` says how much it names: 0 is
    account-wide, and more specific promises win before everything else.
    """

    entitlement: int
    tier: str
    tier_rank: int
    record_type: str
    first_day: date
    last_day: date
    zone: str
    version: int | None
    is_enabled: bool = True
    channels: tuple[str, ...] = ()
    specificity: int = 0

    @property
    def precedence(self) -> tuple[int, int, date]:
        """The smaller wins: most specific, then tier rank, then the earliest last day."""
        return (-self.specificity, self.tier_rank, self.last_day)

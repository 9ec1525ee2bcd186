"""What the choice of an entitlement looks at."""

from datetime import date
from typing import NamedTuple

import msgspec


class CaseFacts(msgspec.Struct, frozen=True):
    """A case as coverage sees it: `opened_at` in µs since 1970, UTC; `channel` "" where it names none.

    `products` are the product it names and that of its asset; a line item it names brings its contract and
    what it covers.
    """

    record_type: str
    channel: str
    opened_at: int
    contact: int | None = None
    asset: int | None = None
    products: frozenset[int] = frozenset()
    contract: int | None = None
    line_item: int | None = None


class Term(NamedTuple):
    """Days of something a promise hangs on, both included; None: without that end."""

    of: str
    first_day: date | None
    last_day: date | None


class LineItem(NamedTuple):
    """The contract line item a promise names, and the asset or product that covers."""

    id: int
    asset: int | None
    product: int | None


class Candidate(msgspec.Struct, frozen=True):
    """An entitlement of the case's account.

    Days are those of `zone`, both included; `terms` are those of its contract, line item and asset, which
    must hold as well. `version` is the version of its process that was the default when the case was opened,
    None where the process never had one. `suspended_at` (µs) is since when it, or its contract, is suspended.
    `incidents_left` None: it counts none.
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
    contacts: frozenset[int] = frozenset()
    asset: int | None = None
    product: int | None = None
    contract: int | None = None
    line_item: LineItem | None = None
    terms: tuple[Term, ...] = ()
    suspended_at: int | None = None
    contract_is_enabled: bool = True
    contract_suspended_at: int | None = None
    incidents_left: int | None = None

    @property
    def specificity(self) -> int:
        """How much it names: asset 3, line item or product 2, contacts 1, the whole account 0."""
        if self.asset is not None:
            return 3
        if self.line_item is not None or self.product is not None:
            return 2
        return 1 if self.contacts else 0

    @property
    def precedence(self) -> tuple[int, int, date]:
        """The smaller wins: most specific, then tier rank, then the earliest last day."""
        return (-self.specificity, self.tier_rank, self.last_day)

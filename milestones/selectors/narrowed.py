"""Cases narrowed as orders over many of them say it: moves between versions, what-ifs."""

from typing import Protocol

from django.db.models import QuerySet

from entitlements.business_time.instants import to_datetime
from milestones.models import Case


class Narrowing(Protocol):
    """What narrows: blank and None let all pass. Instants are µs, UTC; tier and queue are keys."""

    @property
    def tier(self) -> str: ...
    @property
    def account(self) -> int | None: ...
    @property
    def queue(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def opened_from(self) -> int | None: ...
    @property
    def opened_before(self) -> int | None: ...


def narrowed(rows: QuerySet[Case], by: Narrowing) -> QuerySet[Case]:
    """Those of the cases that answer everything that is given."""
    if by.tier:
        rows = rows.filter(entitlement__tier__key=by.tier)
    if by.account is not None:
        rows = rows.filter(account=by.account)
    if by.queue:
        rows = rows.filter(queue__key=by.queue)
    if by.priority:
        rows = rows.filter(priority__iexact=by.priority)
    if by.opened_from is not None:
        rows = rows.filter(opened_at__gte=to_datetime(by.opened_from))
    if by.opened_before is not None:
        rows = rows.filter(opened_at__lt=to_datetime(by.opened_before))
    return rows

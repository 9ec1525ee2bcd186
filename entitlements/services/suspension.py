"""Interrupting promises and taking them up again: entitlements and contracts alike.

Cases opened before keep what they were promised, and running clocks run on (domain rules, clocks).
"""

from typing import TypeVar

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from entitlements.models import Entitlement, ServiceContract
from entitlements.services.required_reason import required_reason
from entitlements.services.rows import settle_constraints, store
from sla_admin.shared.errors import Conflict

Promised = TypeVar("Promised", Entitlement, ServiceContract)


@transaction.atomic
def suspend(row: Promised, *, reason: str, actor: str, at: int) -> Promised:
    """Interrupt it from `at` (µs) on; a suspended contract suspends every entitlement that names it.

    The caller holds the row's lock. Raises InvalidInput without a reason, Conflict where it is suspended.
    """
    why = required_reason(reason)
    if row.is_suspended:
        raise Conflict(f"{row} is suspended already: {row.suspended_reason}")
    row.suspended_at, row.suspended_by, row.suspended_reason = to_datetime(at), actor or "unnamed", why
    store(row, actor=actor, reason=why)
    return row


@transaction.atomic
def resume(row: Promised, *, actor: str, reason: str) -> Promised:
    """Take it up again. The caller holds the row's lock.

    Raises InvalidInput without a reason, Conflict where it is not suspended, or would always tie with what
    was made meanwhile.
    """
    why = required_reason(reason)
    if not row.is_suspended:
        raise Conflict(f"{row} is not suspended.")
    row.suspended_at, row.suspended_by, row.suspended_reason = None, "", ""
    store(row, actor=actor, reason=why)
    settle_constraints()
    return row


@transaction.atomic
def switch(row: Promised, *, on: bool, reason: str, actor: str) -> Promised:
    """Switch it off for good, or on again. The caller holds the row's lock.

    Raises InvalidInput without a reason, Conflict where nothing would change.
    """
    why = required_reason(reason)
    if row.is_enabled == on:
        raise Conflict(f"{row} is switched {'on' if on else 'off'} already.")
    row.is_enabled = on
    store(row, actor=actor, reason=why)
    settle_constraints()
    return row

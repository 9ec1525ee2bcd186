"""Entitlements as coverage sees them, read for many accounts at once."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from django.conf import settings

from entitlements.business_time.instants import to_instant
from entitlements.coverage.candidate import Candidate, LineItem, Term
from entitlements.coverage.refusals import day_of
from entitlements.models import (
    Asset,
    BusinessHours,
    ContractLineItem,
    Entitlement,
    ProcessVersion,
    ServiceContract,
)

EntitlementStatus = Literal["inactive", "active", "expired"]


class VersionLine:
    """The versions of one process in the order in which they became the default for new cases."""

    def __init__(self, activated: Sequence[tuple[int, int, int | None]]) -> None:
        self._since = [since for since, _, _ in activated]
        self._versions = [(version, hours) for _, version, hours in activated]

    def default_at(self, instant: int) -> tuple[int | None, int | None]:
        """The version that was the default at `instant`, and its hours.

        Before the first activation it is the first version, so that cases entered afterwards find a promise.
        """
        if not self._versions:
            return None, None
        return self._versions[max(0, bisect_right(self._since, instant) - 1)]


class Promise(NamedTuple):
    """An entitlement with what its candidature at some instant depends on."""

    entitlement: Entitlement
    versions: VersionLine
    zones: dict[int, str]

    def candidate_at(self, opened_at: int, incidents_left: int | None = None) -> Candidate:
        """The candidate it is for a case opened at that instant (µs), with so many incidents left."""
        row = self.entitlement
        version, version_hours = self.versions.default_at(opened_at)
        contract, line, asset = row.contract, row.line_item, row.asset
        return Candidate(
            entitlement=row.pk,
            tier=row.tier.key,
            tier_rank=row.tier.rank,
            record_type=row.process.record_type,
            first_day=row.first_day,
            last_day=row.last_day,
            zone=_zone(self.zones, row.hours_id, version_hours),
            version=version,
            is_enabled=row.is_enabled,
            channels=tuple(row.channels),
            contacts=frozenset(each.contact_id for each in row.named_contacts.all()),
            asset=row.asset_id,
            product=row.product_id,
            contract=row.contract_id,
            line_item=None if line is None else LineItem(line.pk, line.asset_id, line.product_id),
            terms=tuple(_terms(contract, line, asset)),
            suspended_at=_instant(row.suspended_at),
            contract_is_enabled=contract is None or contract.is_enabled,
            contract_suspended_at=None if contract is None else _instant(contract.suspended_at),
            incidents_left=incidents_left,
        )


def promises_of(account_ids: Collection[int]) -> dict[int, list[Promise]]:
    """Every entitlement of these accounts, in four queries however many they are."""
    rows = (
        Entitlement.objects.filter(account_id__in=account_ids)
        .select_related("tier", "process", "contract", "line_item", "asset")
        .prefetch_related("named_contacts")
        .order_by("id")
    )
    promises = _promises(list(rows))
    found: dict[int, list[Promise]] = defaultdict(list)
    for promise in promises:
        found[promise.entitlement.account_id].append(promise)
    return found


def entitlement_statuses(entitlements: Iterable[Entitlement], at: int) -> dict[int, EntitlementStatus]:
    """By id, at that instant (µs): `inactive` (not begun, switched off or suspended, itself or its contract),
    `active` or `expired`. Rows come with `contract`, `line_item` and `asset` where they are many.
    """
    return {promise.entitlement.pk: _status(promise, at) for promise in _promises(list(entitlements))}


def contract_status(contract: ServiceContract, at: int) -> EntitlementStatus:
    """The status of a contract at that instant (µs), in the site's zone."""
    today = day_of(at, settings.TIME_ZONE)
    if today > contract.last_day:
        return "expired"
    begun = today >= contract.first_day
    return "active" if contract.is_enabled and not contract.is_suspended and begun else "inactive"


def _status(promise: Promise, at: int) -> EntitlementStatus:
    row = promise.entitlement
    _, version_hours = promise.versions.default_at(at)
    today = day_of(at, _zone(promise.zones, row.hours_id, version_hours))
    terms = [Term("", row.first_day, row.last_day), *_terms(row.contract, row.line_item, row.asset)]
    if any(term.last_day is not None and today > term.last_day for term in terms):
        return "expired"
    begun = all(term.first_day is None or today >= term.first_day for term in terms)
    contract = row.contract
    is_on = row.is_enabled and not row.is_suspended
    if contract is not None:
        is_on = is_on and contract.is_enabled and not contract.is_suspended
    return "active" if is_on and begun else "inactive"


def _terms(
    contract: ServiceContract | None, line: ContractLineItem | None, asset: Asset | None
) -> Iterator[Term]:
    """The days of what a promise hangs on."""
    if contract is not None:
        yield Term("service contract", contract.first_day, contract.last_day)
    if line is not None:
        yield Term("contract line item", line.first_day, line.last_day)
    if asset is not None and (asset.first_day is not None or asset.last_day is not None):
        yield Term("asset", asset.first_day, asset.last_day)


def _instant(when: datetime | None) -> int | None:
    return None if when is None else to_instant(when)


def _promises(rows: Sequence[Entitlement]) -> list[Promise]:
    lines = _version_lines({row.process_id for row in rows})
    zones = dict(BusinessHours.objects.values_list("id", "zone")) if rows else {}
    return [Promise(row, lines[row.process_id], zones) for row in rows]


def _version_lines(process_ids: Collection[int]) -> dict[int, VersionLine]:
    activated: dict[int, list[tuple[int, int, int | None]]] = {process: [] for process in process_ids}
    rows = (
        ProcessVersion.objects.filter(process_id__in=process_ids, activated_at__isnull=False)
        .order_by("activated_at")
        .values_list("process_id", "activated_at", "id", "hours_id")
    )
    for process, since, version, hours in rows:
        if since is not None:
            activated[process].append((to_instant(since), version, hours))
    return {process: VersionLine(line) for process, line in activated.items()}


def _zone(zones: dict[int, str], *hours: int | None) -> str:
    """The zone of the first hours that are named, else the site's."""
    return next((zones[each] for each in hours if each is not None and each in zones), settings.TIME_ZONE)

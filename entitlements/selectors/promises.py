"""Entitlements as coverage sees them, read for many accounts at once."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from django.conf import settings

from entitlements.business_time.instants import to_instant
from entitlements.coverage.candidate import Candidate
from entitlements.coverage.choose import day_of
from entitlements.models import BusinessHours, Entitlement, ProcessVersion

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

    def candidate_at(self, opened_at: int) -> Candidate:
        """The candidate it is for a case opened at that instant (µs)."""
        row = self.entitlement
        version, version_hours = self.versions.default_at(opened_at)
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
        )


def promises_of(account_ids: Collection[int]) -> dict[int, list[Promise]]:
    """Every entitlement of these accounts, in three queries however many they are."""
    rows = (
        Entitlement.objects.filter(account_id__in=account_ids)
        .select_related("tier", "process")
        .order_by("id")
    )
    promises = _promises(list(rows))
    found: dict[int, list[Promise]] = defaultdict(list)
    for promise in promises:
        found[promise.entitlement.account_id].append(promise)
    return found


def entitlement_statuses(entitlements: Iterable[Entitlement], at: int) -> dict[int, EntitlementStatus]:
    """By id, at that instant (µs): `inactive` (not begun, or switched off), `active` or `expired`."""
    return {promise.entitlement.pk: _status(promise, at) for promise in _promises(list(entitlements))}


def _status(promise: Promise, at: int) -> EntitlementStatus:
    row = promise.entitlement
    _, version_hours = promise.versions.default_at(at)
    today = day_of(at, _zone(promise.zones, row.hours_id, version_hours))
    if today > row.last_day:
        return "expired"
    return "active" if row.is_enabled and today >= row.first_day else "inactive"


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

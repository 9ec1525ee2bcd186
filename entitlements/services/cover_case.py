"""Finds the promise a case falls under, for one case or for thousands."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from entitlements.coverage.candidate import CaseFacts
from entitlements.coverage.choose import CoverageDecision, Outcome, choose
from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import process_of
from entitlements.selectors.promises import promises_of


class CoverageRequest(NamedTuple):
    """A case that asks for its promise: `opened_at` in µs since 1970, UTC; `case_hours` hours of its own."""

    account_id: int | None
    channel: str
    record_type: str
    opened_at: int
    case_hours: int | None = None


class CoverageAnswer(msgspec.Struct, frozen=True):
    """The promise found, with all that the clock pins of it; `version` None: none was found, see `outcome`.

    `hours` is the entitlement's override. `calendars` maps every set of hours this promise can need to the
    timeline in force at `decided_at`. `considered` has every candidate with its result and reason, ready for
    JSON.
    """

    outcome: Outcome
    decided_at: int
    entitlement: int | None = None
    version: int | None = None
    tier: str = ""
    hours: int | None = None
    case_hours: int | None = None
    calendars: dict[int, int] = {}
    considered: list[dict[str, Any]] = []


def decide_coverage(
    account_id: int | None,
    channel: str,
    record_type: str,
    opened_at: int,
    at: int,
    *,
    case_hours: int | None = None,
) -> CoverageAnswer:
    """The promise of one case. Instants are µs since 1970, UTC; `at` is when it is decided."""
    request = CoverageRequest(account_id, channel, record_type, opened_at, case_hours)
    return decide_coverage_many([request], at)[0]


def decide_coverage_many(requests: Sequence[CoverageRequest], at: int) -> list[CoverageAnswer]:
    """The promise of each case, in the same order, in a handful of queries however many they are."""
    accounts = {request.account_id for request in requests if request.account_id is not None}
    promises = promises_of(accounts)
    overrides = {
        each.entitlement.pk: each.entitlement.hours_id for found in promises.values() for each in found
    }
    decisions = [
        choose(
            [
                promise.candidate_at(request.opened_at)
                for promise in promises.get(request.account_id or 0, ())
            ],
            CaseFacts(request.record_type, request.channel, request.opened_at),
        )
        for request in requests
    ]
    needed = _hours_of_versions(decisions)
    wanted = [
        _hours_wanted(request, decision, overrides, needed)
        for request, decision in zip(requests, decisions, strict=True)
    ]
    timelines = current_timelines(set().union(*wanted)) if wanted else {}
    return [
        _answer(
            request,
            decision,
            overrides,
            {each: timelines[each] for each in sorted(hours) if each in timelines},
            at,
        )
        for request, decision, hours in zip(requests, decisions, wanted, strict=True)
    ]


def _hours_of_versions(decisions: Iterable[CoverageDecision]) -> dict[int, frozenset[int]]:
    versions = {each.chosen.version for each in decisions if each.chosen is not None}
    found: dict[int, frozenset[int]] = {}
    for version in versions:
        if version is not None:
            process = process_of(version)
            named = {process.hours, *(milestone.hours for milestone in process.milestones)}
            found[version] = frozenset(hours for hours in named if hours is not None)
    return found


def _hours_wanted(
    request: CoverageRequest,
    decision: CoverageDecision,
    overrides: dict[int, int | None],
    of_versions: dict[int, frozenset[int]],
) -> set[int]:
    """Every set of hours a clock of this case can come to use."""
    chosen = decision.chosen
    if chosen is None or chosen.version is None:
        return set()
    named = {*of_versions[chosen.version], overrides[chosen.entitlement], request.case_hours}
    return {hours for hours in named if hours is not None}


def _answer(
    request: CoverageRequest,
    decision: CoverageDecision,
    overrides: dict[int, int | None],
    calendars: dict[int, int],
    at: int,
) -> CoverageAnswer:
    chosen = decision.chosen
    return CoverageAnswer(
        outcome=decision.outcome,
        decided_at=at,
        entitlement=chosen.entitlement if chosen is not None else None,
        version=chosen.version if chosen is not None else None,
        tier=chosen.tier if chosen is not None else "",
        hours=overrides[chosen.entitlement] if chosen is not None else None,
        case_hours=request.case_hours,
        calendars=calendars,
        considered=[msgspec.to_builtins(each) for each in decision.considered],
    )

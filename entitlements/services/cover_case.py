"""Finds the promise a case falls under, for one case or for thousands."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from entitlements.coverage.choose import CoverageDecision, choose, choose_by_hand
from entitlements.coverage.refusals import Outcome
from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.case_subjects import Subject, Subjects
from entitlements.selectors.process_versions import process_of
from entitlements.selectors.promises import Promise, promises_of
from entitlements.services.incidents import Allowances, lock_allowances
from sla_admin.shared.errors import Conflict


class CoverageRequest(NamedTuple):
    """A case that asks for its promise: `opened_at` in µs since 1970, UTC; `case_hours` hours of its own.

    `holds` is the entitlement of whose allowance it has taken an incident. `wanted` is the entitlement that
    somebody chose for it.
    """

    account_id: int | None
    channel: str
    record_type: str
    opened_at: int
    case_hours: int | None = None
    subject: Subject = Subject()
    holds: int | None = None
    wanted: int | None = None


class CoverageAnswer(msgspec.Struct, frozen=True):
    """The promise found, with all that the clock pins of it; `version` None: none was found, see `outcome`.

    `hours` is the entitlement's override. `calendars` maps every set of hours this promise can need to the
    timeline in force at `decided_at`. `considered` has every candidate with its result and reason, ready for
    JSON. `incident`: one of the incidents the entitlement allows goes to this case.
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
    incident: bool = False


def decide_coverage_many(
    requests: Sequence[CoverageRequest], at: int, *, take: bool = False
) -> list[CoverageAnswer]:
    """The promise of each case, in the same order, in a handful of queries however many they are.

    With `take`, incidents are given back and taken in the caller's transaction, which holds the cases: the
    entitlements concerned stay locked until it ends, so that the last incident goes to one case. Of several
    cases of a batch, those opened first get theirs first. Raises Conflict where an entitlement that was
    chosen by hand does not cover its case.
    """
    accounts = {request.account_id for request in requests if request.account_id is not None}
    if take:
        lock_allowances(accounts, {each.holds for each in requests if each.holds is not None})
    promises = promises_of(accounts)
    known = {each.entitlement.pk: each.entitlement for found in promises.values() for each in found}
    overrides = {pk: entitlement.hours_id for pk, entitlement in known.items()}
    allowances = Allowances(known.values(), (each.holds for each in requests if each.holds is not None))
    subjects = Subjects(request.subject for request in requests)
    decisions: dict[int, CoverageDecision] = {}
    taken: set[int] = set()
    for place in sorted(range(len(requests)), key=lambda each: (requests[each].opened_at, each)):
        request = requests[place]
        decision = decisions[place] = _decide(
            request, promises.get(request.account_id or 0, ()), allowances, subjects
        )
        if decision.chosen is not None and allowances.take(decision.chosen.entitlement):
            taken.add(place)
    if take:
        allowances.store()
    ordered = [decisions[place] for place in range(len(requests))]
    needed = _hours_of_versions(ordered)
    wanted = [
        _hours_wanted(request, decision, overrides, needed)
        for request, decision in zip(requests, ordered, strict=True)
    ]
    timelines = current_timelines(set().union(*wanted)) if wanted else {}
    return [
        _answer(
            request,
            decision,
            overrides,
            {each: timelines[each] for each in sorted(hours) if each in timelines},
            at,
            incident=place in taken,
        )
        for place, (request, decision, hours) in enumerate(zip(requests, ordered, wanted, strict=True))
    ]


def _decide(
    request: CoverageRequest, promises: Sequence[Promise], allowances: Allowances, subjects: Subjects
) -> CoverageDecision:
    candidates = [
        promise.candidate_at(request.opened_at, allowances.left(promise.entitlement.pk))
        for promise in promises
    ]
    facts = subjects.facts(request.record_type, request.channel, request.opened_at, request.subject)
    if request.wanted is None:
        return choose(candidates, facts)
    chosen = choose_by_hand(candidates, facts, request.wanted)
    if chosen is None:
        why = next(
            (each.why for each in choose(candidates, facts).considered if each.entitlement == request.wanted),
            "It is no entitlement of the case's account.",
        )
        raise Conflict(f"That entitlement does not cover the case. {why}")
    return chosen


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
    *,
    incident: bool,
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
        incident=incident,
    )

"""How the whole of a case's promises is answered."""

from datetime import datetime
from typing import Any

import msgspec

from entitlements.coverage.refusals import Outcome as CoverageOutcome
from milestones.api.milestone_answers import MilestoneAnswer, milestone_answer
from milestones.clock.standing import CaseStanding
from milestones.models import Case
from milestones.selectors.sla import CaseNow, Next, NextKind
from sla_admin.shared.api.instants import as_datetime


class EntitlementName(msgspec.Struct, frozen=True):
    """The promise that applies, by name."""

    id: int
    name: str
    tier: str


class VersionName(msgspec.Struct, frozen=True):
    """The process version that governs the case, by name."""

    id: int
    process: str
    number: int


class CoverageAnswer(msgspec.Struct, frozen=True):
    """Which entitlement applies and why, or why none does. `candidates` are all that were looked at, each
    with the reason for or against it. `outcome` null: the decision failed and the case is set aside.
    """

    outcome: CoverageOutcome | None
    entitlement: EntitlementName | None
    process_version: VersionName | None
    candidates: list[dict[str, Any]]


class NextAnswer(msgspec.Struct, frozen=True):
    """What happens to the case by itself next: a trigger is reached, a pause ends with its budget, a
    milestone starts, the process is entered. `milestone` is the definition's key.
    """

    kind: NextKind
    at: datetime
    milestone: str | None
    trigger: str | None
    severity: str | None


class SlaAnswer(msgspec.Struct, frozen=True):
    """A case's promises at the instant `at`: how it stands overall, every milestone (open ones first, by
    target), what happens next, and which promise applies.
    """

    case: int
    source: str
    external_id: str
    at: datetime
    standing: CaseStanding
    coverage: CoverageAnswer
    milestones: list[MilestoneAnswer]
    next: NextAnswer | None
    quarantine_reason: str | None


class SlaList(msgspec.Struct, frozen=True):
    """The promises of many cases. `missing` are ids asked for that name no case."""

    results: list[SlaAnswer]
    missing: list[int]


def coverage_answer(case: Case) -> CoverageAnswer:
    """Coverage of a case of `cases_with_promise`."""
    entitlement, version = case.entitlement, case.process_version
    return CoverageAnswer(
        outcome=case.coverage_outcome or None,  # type: ignore[arg-type]  # a check constraint holds the words
        entitlement=None
        if entitlement is None
        else EntitlementName(entitlement.pk, entitlement.name, entitlement.tier.key),
        process_version=None
        if version is None
        else VersionName(version.pk, version.process.name, version.number),
        candidates=case.coverage_candidates,
    )


def next_answer(following: Next | None) -> NextAnswer | None:
    """What comes next, as it is answered."""
    if following is None:
        return None
    return NextAnswer(
        kind=following.kind,
        at=as_datetime(following.at),
        milestone=following.milestone or None,
        trigger=following.trigger or None,
        severity=following.severity or None,
    )


def sla_answer(now: CaseNow, at: int) -> SlaAnswer:
    """The answer for one case at `at`."""
    return SlaAnswer(
        case=now.case.pk,
        source=now.case.source,
        external_id=now.case.external_id,
        at=as_datetime(at),
        standing=now.standing,
        coverage=coverage_answer(now.case),
        milestones=[milestone_answer(each) for each in now.milestones],
        next=next_answer(now.next),
        quarantine_reason=now.quarantine_reason or None,
    )

"""How cases are answered."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from entitlements.coverage.refusals import Outcome as CoverageOutcome
from milestones.clock.standing import CaseStanding
from milestones.models import Case
from milestones.selectors.sla import standings_of
from sla_admin.shared.api.page import Page


class CaseAnswer(msgspec.Struct, frozen=True):
    """A case as it is known now. `standing` stands for all its clocks: that of the one which needs attention
    first. `coverage_outcome` null and `quarantine_reason` set: the case was set aside and nothing is computed
    for it.
    """

    id: int
    source: str
    external_id: str
    record_type: Literal["case", "work_order"]
    subject: str
    account: int | None
    contact: int | None
    asset: int | None
    product: int | None
    contract: int | None
    line_item: int | None
    channel: str | None
    priority: str | None
    status: str | None
    owner: str | None
    queue: str | None
    attributes: dict[str, Any]
    opened_at: datetime
    closed_at: datetime | None
    recorded_at: datetime
    changed_at: datetime
    standing: CaseStanding
    coverage_outcome: CoverageOutcome | None
    entitlement: int | None
    process_version: int | None
    quarantine_reason: str | None


class CasePage(Page[CaseAnswer], frozen=True):
    """A page of cases."""


def case_answers(cases: list[Case]) -> list[CaseAnswer]:
    """The answers for cases of `cases_with_people`, with one more query for all."""
    standings = standings_of(cases)
    return [case_answer(case, standings[case.pk]) for case in cases]


def case_answer(case: Case, standing: CaseStanding) -> CaseAnswer:
    """The answer for one case whose standing is known."""
    return CaseAnswer(
        id=case.pk,
        source=case.source,
        external_id=case.external_id,
        record_type=case.record_type,  # type: ignore[arg-type]  # check constraints hold the words
        subject=case.subject,
        account=case.account_id,
        contact=case.contact_id,
        asset=case.asset_id,
        product=case.product_id,
        contract=case.contract_id,
        line_item=case.line_item_id,
        channel=case.channel or None,
        priority=case.priority or None,
        status=case.status or None,
        owner=None if case.owner is None else case.owner.get_username(),
        queue=None if case.queue is None else case.queue.key,
        attributes=case.attributes,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        recorded_at=case.recorded_at,
        changed_at=case.changed_at,
        standing=standing,
        coverage_outcome=case.coverage_outcome or None,  # type: ignore[arg-type]  # as above
        entitlement=case.entitlement_id,
        process_version=case.process_version_id,
        quarantine_reason=case.engine_state.quarantine_reason or None,
    )

"""An account with a promise, made through the services people use, and a source that tells of its cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE, parse_instant
from entitlements.models import Entitlement, MilestoneType
from entitlements.process.definition import MilestoneDefinition, Process, Trigger
from entitlements.services.accounts import create_account
from entitlements.services.activate_version import activate_version
from entitlements.services.create_draft import create_draft
from entitlements.services.entitlements import create_entitlement
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.clock.event import Command
from milestones.models import Case
from milestones.services.case_request import CaseRequest, Recorded
from milestones.services.record import record

SOURCE = "desk"


def at(clock: str) -> int:
    """That time of Monday, 1 June 2026, UTC, in µs: `at("10:05")`, `at("10:05:30")`."""
    seconds = clock if clock.count(":") == 2 else f"{clock}:00"
    return parse_instant(f"2026-06-01T{seconds}Z")


def percent(*amounts: int) -> tuple[Trigger, ...]:
    """Triggers at these percentages of the budget; those from 75 on are warnings."""
    return tuple(
        Trigger(str(each), "percent", each * 100, "warning" if each >= 75 else "info") for each in amounts
    )


def first_response(minutes: int = 60, **changes: Any) -> MilestoneDefinition:
    """A first response within that many minutes around the clock, with triggers at 50, 75 and 90 %."""
    given: dict[str, Any] = {
        "key": "first_response",
        "type": "first_response",
        "name": "First response",
        "completion": {"event": "public_reply_sent"},
        "pause": {"field": "status", "op": "equals", "value": "pending"},
        "budget": Budget(micros=minutes * MINUTE),
        "triggers": percent(50, 75, 90),
    }
    return MilestoneDefinition(**{**given, **changes})


def matrix(*triggers: str, name: str = "Standard") -> int:
    """A matrix version in use that sends an e-mail to the duty desk at each of these triggers."""
    cells = {trigger: [DraftEntry("email", "address", address="duty@example.org")] for trigger in triggers}
    version = draft_version(create_matrix(name), [DraftRow(cells=cells)])
    activate_matrix(version.pk, "tests", at("00:00"), reason="As agreed")
    return version.pk


def promise(
    *milestones: MilestoneDefinition,
    account: str = "Acme",
    tier: str = "gold",
    rank: int = 1,
    **process: Any,
) -> Entitlement:
    """An entitlement of 2026 whose process has these milestones (by default a first response in an hour)."""
    chosen = milestones or (first_response(),)
    known = set(MilestoneType.objects.values_list("key", flat=True))
    for each in {milestone.type for milestone in chosen} - known:
        create_milestone_type(key=each, name=each.replace("_", " ").capitalize())
    row = create_process(name=f"Support of {account}")
    process.setdefault("matrix_version", matrix("50", "75", "90", "100", name=f"Alerts of {account}"))
    draft = create_draft(
        process_id=row.pk,
        content=Process(version=0, name="", milestones=chosen, **process),
        actor="tests",
        at=at("00:00"),
    )
    activate_version(version_id=draft.pk, actor="tests", at=at("00:01"), reason="Tests begin.")
    create_tier(key=tier, name=tier.capitalize(), rank=rank)
    customer = create_account(name=account, external_id=account.casefold())
    return create_entitlement(
        {
            "account": customer.pk,
            "name": f"{account} {tier}",
            "tier": tier,
            "process": row.pk,
            "first_day": date(2026, 1, 1),
            "last_day": date(2026, 12, 31),
        }
    )


@dataclass
class Desk:
    """A source that tells of one case."""

    external_id: str = "CS-1"
    source: str = SOURCE
    account: str | None = "acme"
    answers: list[Recorded] = field(default_factory=list)

    def opens(self, clock: str, *, told: str | None = None, **fields: Any) -> Recorded:
        """The case was opened at that time; `told` is when we hear of it."""
        silent = fields.pop("silent", False)
        known = {"account": self.account} if self.account else {}
        return self._tell(
            CaseRequest(
                source=self.source,
                external_id=self.external_id,
                opened_at=at(clock),
                fields={"status": "new", "priority": "P1", **known, **fields},
                silent=silent,
            ),
            told or clock,
        )

    def says(
        self,
        clock: str,
        *signals: str,
        told: str | None = None,
        commands: Sequence[Command] = (),
        **more: Any,
    ) -> Recorded:
        """Something happened at that time. Names that are no part of a request are fields."""
        named = ("sequence", "event_id", "silent", "actor", "comment")
        parts = {name: more.pop(name) for name in named if name in more}
        return self._tell(
            CaseRequest(
                source=self.source,
                external_id=self.external_id,
                must_exist=True,
                occurred_at=at(clock),
                signals=signals,
                commands=tuple(commands),
                fields=more,
                **parts,
            ),
            told or clock,
        )

    @property
    def case(self) -> Case:
        return Case.objects.get(source=self.source, external_id=self.external_id)

    def _tell(self, request: CaseRequest, told: str) -> Recorded:
        (answer,) = record([request], at=at(told))
        self.answers.append(answer)
        return answer

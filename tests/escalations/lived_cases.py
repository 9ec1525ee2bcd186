"""Four cases of Monday, 1 June 2026, lived under an hour for the answer and an hour for the solution; and a
draft of half an hour and two hours, which tells owners alone.

| case | what happened | answer 60 → 30 | solution 60 → 120 |
|---|---|---|---|
| A | opened 10:00, answered 10:45, closed 11:30 | met → violated | violated → met |
| B | opened 10:00, answered 10:20, closed 10:50 | met → met | met → met |
| C | opened 10:00, answered 11:30, still open, without owner | violated → violated | violated → violated |
| D | opened 14:00, still open at 14:45 | open → violated | open → open |
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from entitlements.models import ProcessVersion
from entitlements.process.definition import MilestoneDefinition, Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.create_draft import create_draft
from escalations.models import WhatIf
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.what_if.order import WhatIfOrder
from escalations.services.what_if.run import start_what_if
from milestones.engine.evaluate import evaluate_due
from milestones.models import Case
from sla_admin.shared.runs.work import finish
from tests.milestones.promised import Desk, at, first_response, percent, promise

AS_OF = "14:45"


def resolution(minutes: int) -> MilestoneDefinition:
    """The solution of a case, met by closing it."""
    return MilestoneDefinition(
        key="resolution",
        type="resolution",
        name="Resolution",
        completion={"field": "is_closed", "op": "equals", "value": True},
        budget=Budget(micros=minutes * MINUTE),
        triggers=percent(50, 75, 90),
    )


def owners_matrix() -> int:
    """A matrix in use that tells the owner of a violation, and nobody of anything else."""
    rows = [DraftRow(cells={"100": [DraftEntry("email", "owner")]})]
    version = draft_version(create_matrix("Owners alone"), rows)
    activate_matrix(version.pk, "tests", at("00:00"), reason="As agreed")
    return version.pk


def draft_of(*milestones: MilestoneDefinition, matrix: int | None = None, **changes: Any) -> ProcessVersion:
    """Another version of the first process, as a draft."""
    old = ProcessVersion.objects.order_by("pk").first()
    assert old is not None
    content = Process(
        version=0,
        name="",
        milestones=milestones,
        matrix_version=read_process(old.pk).matrix_version if matrix is None else matrix,
        **changes,
    )
    return create_draft(process_id=old.process_id, content=content, actor="tests", at=at("00:02"))


@dataclass(frozen=True)
class Lived:
    """The four cases, the draft, and who owns A, B and D."""

    draft: ProcessVersion
    owner: User

    def case(self, name: str) -> Case:
        return Case.objects.get(external_id=name)

    def started(self, **order: Any) -> tuple[WhatIf, int]:
        """A what-if of the draft that waits for a worker, and its run."""
        wanted = WhatIfOrder(version=order.pop("version", self.draft.pk), **order)
        started = start_what_if(wanted, actor="user:1", at=at(AS_OF), reason="Before we sign")
        return started.what_if, started.run.pk

    def tried(self, **order: Any) -> WhatIf:
        """A what-if of the draft, complete."""
        what_if, run = self.started(**order)
        ended = finish(run, lambda: at(AS_OF))
        assert ended.state == "done", ended.failure_reason
        what_if.refresh_from_db()
        return what_if


def lived_cases() -> Lived:
    """Live them, up to 14:44."""
    promise(first_response(60), resolution(60))
    owner = User.objects.create_user("ines", "ines@example.org", first_name="Ines", last_name="Carvalho")
    told = {name: Desk(name) for name in "ABCD"}
    for name in "ABC":
        told[name].opens("10:00", **({} if name == "C" else {"owner": "ines"}))
    told["B"].says("10:20", "public_reply_sent")
    told["A"].says("10:45", "public_reply_sent")
    told["B"].says("10:50", status="closed")
    told["A"].says("11:30", status="closed")
    told["C"].says("11:30", "public_reply_sent")
    told["D"].opens("14:00", owner="ines")
    evaluate_due(at("14:44"))
    return Lived(draft_of(first_response(30), resolution(120), matrix=owners_matrix()), owner)

"""Whatever the order of arrival, however often beat runs: the same clocks, the same net facts, no drift."""

import random
from collections import Counter
from typing import Any

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from milestones.clock.event import Command
from milestones.engine.evaluate import evaluate_due
from milestones.engine.ledger import read_body
from milestones.engine.verify import verify
from milestones.models import Case, CaseMilestone, LedgerEntry
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from tests.milestones.promised import at, first_response, percent, promise

pytestmark = pytest.mark.django_db

OPENED = at("08:00")
NOT_COMPARED = {"id", "case_id"}


def milestones() -> list[Any]:
    return [
        first_response(60, budgets={"P1": Budget(micros=20 * MINUTE)}),
        first_response(
            120,
            key="update",
            type="update",
            name="Next update",
            recurrence="sequential",
            completion={"any": [{"event": "public_reply_sent"}, {"event": "internal_note_added"}]},
            pause=None,
        ),
        first_response(
            240,
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
            triggers=percent(10, 50, 75, 90),
        ),
    ]


def history(chance: random.Random, external_id: str, count: int = 14) -> list[CaseRequest]:
    """Random events of one case, some at one instant, some by hand."""
    told = [
        CaseRequest(
            source="desk",
            external_id=external_id,
            opened_at=OPENED,
            fields={"account": "acme", "priority": "P2", "status": "new"},
            event_id="0",
        )
    ]
    for number in range(1, count):
        kind = chance.choice(["status", "status", "priority", "reply", "note", "hand"])
        parts: dict[str, Any] = {}
        if kind == "status":
            parts["fields"] = {"status": chance.choice(["open", "pending", "open", "closed"])}
        elif kind == "priority":
            parts["fields"] = {"priority": chance.choice(["P1", "P2"])}
        elif kind == "hand":
            command = chance.choice(["pause", "resume", "complete"])
            milestone = chance.choice(["first_response", "resolution"])
            parts["commands"] = (
                Command(command, milestone=milestone, reason="by hand"),  # type: ignore[arg-type]  # of three
            )
        else:
            parts["signals"] = ("public_reply_sent" if kind == "reply" else "internal_note_added",)
        told.append(
            CaseRequest(
                source="desk",
                external_id=external_id,
                must_exist=True,
                occurred_at=OPENED + chance.randrange(0, 48) * 10 * MINUTE,
                sequence=chance.randrange(3),
                event_id=str(number),
                **parts,
            )
        )
    return told


def net_facts(external_id: str) -> Counter[bytes]:
    entries = LedgerEntry.objects.filter(case__external_id=external_id)
    withdrawn = {entry.withdraws for entry in entries}
    return Counter(
        bytes(read_body(bytes(entry.body)).fact)
        for entry in entries
        if entry.withdraws is None and entry.seq not in withdrawn
    )


def clocks(external_id: str) -> list[dict[str, Any]]:
    rows = CaseMilestone.objects.filter(case__external_id=external_id).order_by(
        "definition", "cycle", "occurrence"
    )
    return [{name: value for name, value in row.items() if name not in NOT_COMPARED} for row in rows.values()]


@pytest.mark.parametrize("seed", range(8))
def test_arrival_and_beat_make_no_difference(seed: int) -> None:
    promise(*milestones(), reopen=("continue", "new_cycle")[seed % 2])
    chance = random.Random(seed)
    end = at("20:00")

    in_order = history(random.Random(seed + 1000), "in-order")
    record(sorted(in_order, key=lambda each: each.occurred_at or OPENED), at=end)

    late = history(random.Random(seed + 1000), "late")
    opening, rest = late[0], late[1:]
    now = OPENED
    record([opening], at=now)
    rest.sort(
        key=lambda each: (
            (each.occurred_at or 0) + (chance.randrange(20) * 10 * MINUTE if chance.random() < 0.4 else 0)
        )
    )
    for request in rest:
        now = max(now + chance.randrange(3) * MINUTE, request.occurred_at or 0)
        if chance.random() < 0.5:
            evaluate_due(now)
        record([request], at=now)
        if chance.random() < 0.2:
            assert record([request], at=now)[0].status == "duplicate"
    evaluate_due(end)

    assert clocks("late") == clocks("in-order")
    assert net_facts("late") == net_facts("in-order")
    assert verify(Case.objects.values_list("pk", flat=True)).drift == []

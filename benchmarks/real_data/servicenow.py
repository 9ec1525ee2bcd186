"""Does the order of arrival make a difference? Thousands of real incidents, twice.

`python -m benchmarks.real_data.servicenow EVENTS`: a process with response, resolution and update
milestones, holds as pauses, the source's modification count as its sequence. All events go through the
service that the API uses, once in order and once with a fifth of them arriving late; time passes as it did,
in batches. Then states and net facts of both runs are compared case by case and the ledgers verified. Exits
with 1 on any difference or drift.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.real_data.incidents import CLOSED, LATEST, STOPPED, Incident, read_incidents
from benchmarks.scratch import scratch_database

if TYPE_CHECKING:
    from milestones.services.case_request import CaseRequest

LATE_SHARE = 0.2
SEED = 20161121
BATCH = 2000
_MICROSECOND = 1_000_000


class Figures(NamedTuple):
    """What one run did, and what came of it: digests of state and net facts for each case."""

    cases: int
    events: int
    clocks: int
    violations: int
    seconds: float
    digests: dict[str, tuple[bytes, bytes]]
    drift: list[str]


def main() -> int:
    """Run twice, compare. Exit status 0 when nothing differs and no ledger drifts."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("events", type=Path, help="a row for each change of an incident, CSV or gzipped")
    given = arguments.parse_args()
    incidents = read_incidents(given.events)
    if not incidents:
        print("the file has no incident")
        return 1
    for incident in incidents:
        for change in incident.changes:
            if change.clamped:
                print(
                    f"counted at opened-at: {incident.number}, modification {change.id}: "
                    f"logged before {incident.opened}"
                )
    with scratch_database():
        account = enter_service_desk()
        in_order = _run(incidents, account, "replay:in-order", late_share=0.0)
        _print("in order", in_order)
        late = _run(incidents, account, "replay:late", late_share=LATE_SHARE)
        _print(f"{LATE_SHARE:.0%} late", late)
    pairs = [(digest, late.digests[number]) for number, digest in in_order.digests.items()]
    states = sum(one[0] != other[0] for one, other in pairs)
    facts = sum(one[1] != other[1] for one, other in pairs)
    drift = len(in_order.drift) + len(late.drift)
    for line in (in_order.drift + late.drift)[:20]:
        print(line)
    print(f"cases whose states differ {states}, whose net facts differ {facts}, drift {drift}")
    return 0 if not (states or facts or drift) else 1


def enter_service_desk() -> str:
    """Hours and a process with three milestones, promised to an account; answers its external id."""
    from benchmarks.promise import enter_hours, enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.process.definition import MilestoneDefinition, Process, StatusClasses, Trigger

    hour = 3600 * _MICROSECOND
    desk = enter_hours("Service desk", "Europe/Madrid", [[["08:00", "18:00"]]] * 5 + [[], []])
    closed = {"field": "is_closed", "op": "equals", "value": True}
    marks = tuple(
        Trigger(key=str(mark), basis="percent", amount=mark * 100, severity="warning")
        for mark in (50, 75, 90)
    )
    milestones = (
        MilestoneDefinition(
            key="response",
            type="first_response",
            name="Response",
            completion={"not": {"field": "status", "op": "equals", "value": "New"}},
            budgets={
                "1 - Critical": Budget(micros=hour // 2),
                "2 - High": Budget(micros=hour),
            },
            budget=Budget(micros=4 * hour),
            triggers=marks,
        ),
        MilestoneDefinition(
            key="resolution",
            type="resolution",
            name="Resolution",
            completion=closed,
            pause={"field": "is_stopped", "op": "equals", "value": True},
            budgets={
                "1 - Critical": Budget(micros=4 * hour),
                "2 - High": Budget(micros=8 * hour),
                "4 - Low": Budget(days=10),
            },
            budget=Budget(days=5),
            triggers=marks,
        ),
        MilestoneDefinition(
            key="update",
            type="next_update",
            name="Next update",
            recurrence="sequential",
            completion={"event": "internal_note_added"},
            pause={"field": "is_stopped", "op": "equals", "value": True},
            budget=Budget(micros=16 * hour),
            triggers=marks[1:2],
        ),
    )
    statuses = StatusClasses(closed=CLOSED, stopped=STOPPED)
    process = enter_process(
        Process(version=0, name="Service desk", hours=desk, statuses=statuses, milestones=milestones)
    )
    return promise_to("Employees", process)


def told_of(incidents: Sequence[Incident], account: str, source: str) -> "list[tuple[int, CaseRequest]]":
    """What the source tells of the incidents, each with the instant at which it happened."""
    from entitlements.business_time.instants import to_instant
    from milestones.services.case_request import CaseRequest

    told: list[tuple[int, CaseRequest]] = []
    for incident in incidents:
        opened = to_instant(incident.opened)
        channel = incident.channel if incident.channel in ("phone", "email") else "web"
        told.append(
            (
                opened,
                CaseRequest(
                    source=source,
                    external_id=incident.number,
                    opened_at=opened,
                    sequence=-1,
                    event_id="opened",
                    fields={"account": account, "channel": channel},
                ),
            )
        )
        for change in incident.changes:
            at = to_instant(change.at)
            told.append(
                (
                    at,
                    CaseRequest(
                        source=source,
                        external_id=incident.number,
                        must_exist=True,
                        occurred_at=at,
                        sequence=change.sequence,
                        event_id=change.id,
                        fields=dict(change.fields),
                        signals=("internal_note_added",),
                    ),
                )
            )
    return told


def _run(incidents: Sequence[Incident], account: str, source: str, *, late_share: float) -> Figures:
    from milestones.engine.evaluate import evaluate_due
    from milestones.services.record import record

    # A seed, so that a difference can be looked at again.
    chance = random.Random(SEED)
    arrivals = []
    for place, (at, request) in enumerate(told_of(incidents, account, source)):
        delay = 0
        if request.must_exist and chance.random() < late_share:
            delay = int(chance.random() * LATEST.total_seconds() * _MICROSECOND)
        arrivals.append((at + delay, place, request))
    arrivals.sort(key=lambda each: each[:2])
    end = arrivals[-1][0] + int(LATEST.total_seconds() * _MICROSECOND)
    began = monotonic()
    for first in range(0, len(arrivals), BATCH):
        batch = arrivals[first : first + BATCH]
        at = batch[-1][0]
        for result in record([request for _, _, request in batch], at=at):
            if result.problems or result.quarantined:
                raise RuntimeError(f"An event was refused or set its case aside: {result}")
        evaluate_due(at)
    evaluate_due(end)
    return _figures(source, len(arrivals), monotonic() - began)


def _figures(source: str, events: int, seconds: float) -> Figures:
    from milestones.clock.fold import decode_state
    from milestones.engine.ledger import canonical, read_body
    from milestones.models import Case, CaseMilestone, CaseState, LedgerEntry

    numbers = dict(Case.objects.filter(source=source).values_list("id", "external_id"))
    states = {
        case: bytes(state)
        for case, state in CaseState.objects.filter(case__source=source).values_list("case_id", "state")
    }
    rows = list(
        LedgerEntry.objects.filter(case__source=source).values_list("case_id", "seq", "withdraws", "body")
    )
    withdrawn = {(case, withdraws) for case, _, withdraws, _ in rows if withdraws is not None}
    net: dict[int, list[bytes]] = {case: [] for case in numbers}
    for case, seq, withdraws, body in rows:
        if withdraws is None and (case, seq) not in withdrawn:
            net[case].append(bytes(read_body(bytes(body)).fact).replace(source.encode(), b"*"))
    digests = {
        number: (
            sha256(canonical(decode_state(states[case])).replace(source.encode(), b"*")).digest(),
            sha256(b"\n".join(sorted(net[case]))).digest(),
        )
        for case, number in numbers.items()
    }
    clocks = CaseMilestone.objects.filter(case__source=source)
    return Figures(
        cases=len(numbers),
        events=events,
        clocks=clocks.count(),
        violations=clocks.filter(is_violated=True).count(),
        seconds=seconds,
        digests=digests,
        drift=_drift(sorted(numbers)),
    )


def _drift(case_ids: Sequence[int]) -> list[str]:
    from milestones.engine.verify import CHUNK, verify

    return [
        f"case {found.case_id}: {found.code}: {found.detail}"
        for first in range(0, len(case_ids), CHUNK)
        for found in verify(case_ids[first : first + CHUNK]).drift
    ]


def _print(name: str, figures: Figures) -> None:
    print(
        f"{name}: {figures.cases} cases, {figures.events} events, {figures.clocks} clocks, "
        f"{figures.violations} violations, {figures.events / figures.seconds:.0f} events a second",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())

"""A played case as a policy test: what came out is what is meant."""

from collections.abc import Sequence
from typing import Any

from escalations.services.simulate import Simulated
from milestones.clock.standing import standing
from milestones.services.case_request import CaseRequest
from sla_admin.shared.api.instants import as_datetime


def policy_test_of(
    told: Sequence[CaseRequest], found: Simulated
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Given and expectations, ready to be stored: every clock's target, standing and violation at the end.

    The promise is named by its tier and hours, so that the test outlives the contract it was tried with.
    """
    decision = found.imagined.coverage.decision
    opening, *events = told
    given: dict[str, Any] = {
        "opened_at": _written(opening.opened_at or 0),
        "fields": {name: value for name, value in opening.fields.items() if name != "account"},
        "events": [_event(each) for each in events],
    }
    if decision.tier:
        given["tier"] = decision.tier
    if decision.hours is not None:
        given["hours"] = decision.hours
    at = _written(found.imagined.until + 1_000_000)
    clocks = sorted(found.imagined.clocks.values(), key=lambda each: (each.began_at, each.milestone))
    then = [
        {
            "milestone": clock.milestone,
            "occurrence": clock.occurrence,
            "target_at": _written(clock.target_at),
            "at": at,
            "standing": standing(clock.status, is_violated=clock.is_violated, at_risk=clock.at_risk),
            "violated": clock.is_violated,
        }
        for clock in clocks
    ]
    return given, then


def _event(request: CaseRequest) -> dict[str, Any]:
    event: dict[str, Any] = {"at": _written(request.occurred_at or 0)}
    if request.fields:
        event["fields"] = dict(request.fields)
    if request.signals:
        event["signals"] = list(request.signals)
    if request.commands:
        event["commands"] = [
            {"kind": each.kind, "milestone": each.milestone, "reason": each.reason}
            for each in request.commands
        ]
    return event


def _written(instant: int) -> str:
    return as_datetime(instant).isoformat()

"""Do targets and outcomes agree with those a city computed itself?

`python -m benchmarks.real_data.boston CASES POLICY`: the policy is entered as business hours and a process,
each request becomes a case that is opened and closed through the same service the API uses. Prints, for
each stratum, the share of targets within 90 s and of equal outcomes; exits with 1 where an asked stratum
falls short of 98.5 % of targets or 99 % of outcomes.
"""

import argparse
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from time import monotonic

from benchmarks.real_data.service_requests import (
    ASKED,
    CLOSES,
    OPENS,
    ZONE,
    Policy,
    Request,
    Skipped,
    read_policy,
    read_requests,
    stratum_of,
)
from benchmarks.scratch import scratch_database

TOLERANCE = timedelta(seconds=90)
TARGETS_ASKED, OUTCOMES_ASKED = 0.985, 0.99
SOURCE = "city"
BATCH = 2000


def main() -> int:
    """Read, enter, run, score. Exit status 0 where every asked stratum reaches what is asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", type=Path, help="requests as CSV, plain or gzipped")
    arguments.add_argument("policy", type=Path, help="type of request → business or calendar days, as JSON")
    given = arguments.parse_args()
    policies = read_policy(given.policy)
    requests, skipped = [], Counter[str]()
    for each in read_requests(given.cases, policies):
        if isinstance(each, Skipped):
            skipped[each.reason] += 1
        else:
            requests.append(each)
    for reason, count in skipped.items():
        print(f"not scored: {count} requests: {reason}")
    if not requests:
        print("no request can be scored")
        return 1
    with scratch_database():
        began = monotonic()
        account = _enter_policy(policies)
        _run(requests, account)
        print(f"{len(requests)} cases, {_events(requests)} events in {monotonic() - began:.0f} s")
        return _score(requests, policies)


def _events(requests: list[Request]) -> int:
    return sum(1 if request.closed is None else 2 for request in requests)


def _enter_policy(policies: dict[str, Policy]) -> str:
    """One process with a milestone for each policy; answers the account that is promised it."""
    from benchmarks.promise import enter_hours, enter_process, promise_to
    from entitlements.business_time.budget import Budget
    from entitlements.process.definition import MilestoneDefinition, Process

    working_days = [[[f"{OPENS:%H:%M}", f"{CLOSES:%H:%M}"]]] * 5 + [[], []]
    hours = {
        "business": enter_hours("City working days", ZONE.key, working_days),
        "calendar": enter_hours("City, around the clock", ZONE.key, [[["00:00", "24:00"]]] * 7),
    }
    alike: dict[Policy, list[str]] = {}
    for name, policy in sorted(policies.items()):
        alike.setdefault(policy, []).append(name)
    milestones = tuple(
        MilestoneDefinition(
            key=f"{policy.kind}_{policy.days}",
            type="resolution",
            name=f"Done within {policy.days} {policy.kind} days",
            entry={"field": "attributes.type", "op": "in", "value": names},
            completion={"field": "is_closed", "op": "equals", "value": True},
            budget=Budget(days=policy.days),
            hours=hours[policy.kind],
            pausable=False,
        )
        for policy, names in alike.items()
    )
    process = enter_process(Process(version=0, name="City services", milestones=milestones))
    return promise_to("Citizens", process)


def _run(requests: list[Request], account: str) -> None:
    """Record every opening and closing at its own time, silently: nobody is to be told of 2011."""
    from entitlements.business_time.instants import to_instant
    from milestones.engine.evaluate import evaluate_due
    from milestones.services.case_request import CaseRequest
    from milestones.services.record import record

    told: list[tuple[int, CaseRequest]] = []
    for request in requests:
        opened = to_instant(request.opened)
        told.append(
            (
                opened,
                CaseRequest(
                    source=SOURCE,
                    external_id=request.id,
                    opened_at=opened,
                    event_id="opened",
                    fields={"account": account, "attributes.type": request.type, "status": "open"},
                    silent=True,
                ),
            )
        )
        if request.closed is not None:
            closed = to_instant(request.closed)
            told.append(
                (
                    closed,
                    CaseRequest(
                        source=SOURCE,
                        external_id=request.id,
                        must_exist=True,
                        occurred_at=closed,
                        event_id="closed",
                        fields={"status": "closed"},
                        silent=True,
                    ),
                )
            )
    told.sort(key=lambda each: each[0])
    for first in range(0, len(told), BATCH):
        batch = told[first : first + BATCH]
        for result in record([request for _, request in batch], at=batch[-1][0]):
            if result.problems or result.quarantined:
                raise RuntimeError(f"{result}")
    last = max(instant for instant, _ in told)
    evaluate_due(last + 10 * 366 * 86_400_000_000)


def _score(requests: list[Request], policies: dict[str, Policy]) -> int:
    from milestones.models import CaseMilestone

    found = {
        row["case__external_id"]: row
        for row in CaseMilestone.objects.filter(case__source=SOURCE).values(
            "case__external_id", "target_at", "is_violated", "is_completed"
        )
    }
    of, near, same = Counter[str](), Counter[str](), Counter[str]()
    for request in requests:
        stratum = stratum_of(request, policies[request.type])
        row = found.get(request.id)
        of[stratum] += 1
        if row is None:
            continue
        near[stratum] += abs(row["target_at"] - request.target) <= TOLERANCE
        same[stratum] += (row["is_completed"] and not row["is_violated"]) == request.is_on_time
    falls_short = False
    for stratum in sorted(of, key=lambda each: (each not in ASKED, each)):
        targets, outcomes = near[stratum] / of[stratum], same[stratum] / of[stratum]
        asked = stratum in ASKED
        reached = not asked or (targets >= TARGETS_ASKED and outcomes >= OUTCOMES_ASKED)
        falls_short |= not reached
        note = ("" if reached else "  FALLS SHORT") if asked else "  (local conventions, not asked)"
        print(f"{stratum:32} {of[stratum]:6} cases   targets {targets:7.2%}   outcomes {outcomes:7.2%}{note}")
    asked_of = sum(of[stratum] for stratum in ASKED)
    if not asked_of:
        print("no request of an asked stratum")
        return 1
    print(
        f"targets {sum(near[s] for s in ASKED) / asked_of:.2%}, "
        f"outcomes {sum(same[s] for s in ASKED) / asked_of:.2%} of {asked_of} cases in the asked strata"
    )
    return 1 if falls_short else 0


if __name__ == "__main__":
    sys.exit(main())

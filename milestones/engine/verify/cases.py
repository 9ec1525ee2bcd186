"""Verification of any number of cases, some at a time."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from milestones.engine.cursor import raw_cursor
from milestones.engine.plan import PinnedPlan
from milestones.engine.verify.chains import read_chains
from milestones.engine.verify.replay import compare_with_replay
from milestones.engine.verify.stored import stored_cases

CHUNK = 200


class Drift(NamedTuple):
    """Something stored that is not what it should be. `code` is stable, `detail` a sentence."""

    case_id: int
    code: str
    detail: str


class Verified(NamedTuple):
    """How many cases, events and entries were looked at, how many cases stand in quarantine, and what was
    wrong.
    """

    cases: int
    events: int
    entries: int
    quarantined: int
    drift: list[Drift]

    def with_part(self, part: "Verified") -> "Verified":
        """Both together."""
        return Verified(
            self.cases + part.cases,
            self.events + part.events,
            self.entries + part.entries,
            self.quarantined + part.quarantined,
            [*self.drift, *part.drift],
        )


def verify(case_ids: Collection[int]) -> Verified:
    """Look at these cases, each at one moment of the database. Writes nothing."""
    ordered = sorted(set(case_ids))
    total = Verified(0, 0, 0, 0, [])
    for first in range(0, len(ordered), CHUNK):
        total = total.with_part(_verify_chunk(ordered[first : first + CHUNK]))
    return total


def _verify_chunk(case_ids: Sequence[int]) -> Verified:
    with transaction.atomic(), raw_cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stored = stored_cases(cursor, case_ids)
    plan = PinnedPlan()
    drift = [
        Drift(case_id, "case_state_missing", "The case has no engine state.") for case_id in stored.headless
    ]
    for case in stored.cases:
        read = read_chains(case)
        found = [*read.found]
        if not case.head.is_quarantined:
            found += compare_with_replay(plan, case, read)
        drift += [Drift(case.head.case_id, code, detail) for code, detail in found]
    return Verified(
        len(stored.cases) + len(stored.headless),
        sum(len(case.events) for case in stored.cases),
        sum(len(case.entries) for case in stored.cases),
        sum(case.head.is_quarantined for case in stored.cases),
        drift,
    )

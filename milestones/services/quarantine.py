"""Cases set aside because processing them failed: looked at by people, released by them."""

from collections.abc import Sequence

from milestones.engine.cursor import RawCursor
from milestones.engine.load import lock, without_coverage
from milestones.engine.process import CHUNK, Turn, in_halves, take_turn
from milestones.engine.work import CaseWork
from milestones.services.coverage import first_coverage_events


def release_from_quarantine(case_ids: Sequence[int], *, at: int) -> Turn:
    """Fold these cases afresh from their events, and let them run again.

    What should have been recorded meanwhile is recorded now, at its own instant. A case that fails again
    stays in quarantine, with the new reason. Cases that are not in quarantine are folded afresh all the same,
    which changes nothing unless something was wrong.
    """
    ordered = sorted(set(case_ids))
    turn = Turn()
    for first in range(0, len(ordered), CHUNK):
        turn += in_halves(
            ordered[first : first + CHUNK],
            lambda chosen: take_turn(lambda cursor: _gather(cursor, chosen, at), at, afresh=True),
            lambda case_id, reason: take_turn(lambda cursor: lock(cursor, [case_id]), at, aside=reason),
        )
    return turn


def _gather(cursor: RawCursor, case_ids: Sequence[int], at: int) -> Sequence[CaseWork]:
    works = lock(cursor, case_ids)
    undecided = without_coverage(cursor, case_ids)
    if undecided:
        events = first_coverage_events(cursor, undecided, at)
        for work in works:
            if work.case_id in events:
                work.events = [events[work.case_id]]
    return works

"""The tick: everything whose moment has come."""

import logging
from collections.abc import Sequence
from time import monotonic

from milestones.engine.cursor import RawCursor
from milestones.engine.load import claim_due
from milestones.engine.process import CHUNK, UNREACHABLE, Turn, process_chunk, take_turn
from milestones.engine.work import CaseWork

_log = logging.getLogger(__name__)


def evaluate_due(at: int, limit: int | None = None, seconds: float | None = None) -> Turn:
    """Fire what lies strictly before `at` (µs, UTC), the longest due first; nothing is ever left out.

    Works until nothing is due, or `limit` cases were taken in hand, or `seconds` of work have passed: then
    the next call goes on. Any number of workers may call it at once; each passes over cases another has in
    hand.
    """
    began = monotonic()
    turn = Turn()
    while limit is None or turn.cases < limit:
        wanted = CHUNK if limit is None else min(CHUNK, limit - turn.cases)
        done = _tick(at, wanted)
        turn += done
        if done.cases < wanted or (seconds is not None and monotonic() - began >= seconds):
            break
    return turn


def _tick(at: int, wanted: int) -> Turn:
    """One transaction's worth. Where a case brings it down, the same cases are tried in halves."""
    claimed: list[int] = []

    def claim(cursor: RawCursor) -> Sequence[CaseWork]:
        works = claim_due(cursor, at, wanted)
        claimed.extend(work.case_id for work in works)
        return works

    try:
        return take_turn(claim, at)
    except UNREACHABLE:
        raise
    except Exception:
        if not claimed:
            raise
        _log.warning("A tick over %s cases failed; they are tried in halves.", len(claimed), exc_info=True)
        ids = sorted(claimed)
        return process_chunk(dict.fromkeys(ids, ()), ids, at)

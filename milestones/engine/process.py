"""The engine's one turn: lock cases, take in events, let time pass, write what follows, in one transaction.

A single API call, a bulk upsert, an import and a tick are this with different batches. Each turn gathers (load),
decides (decide, pure) and records (write); escalation's rows are written in the same transaction.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from msgspec.structs import replace
from psycopg import DatabaseError as DriverError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError

from milestones.clock.event import Event
from milestones.engine import consequences
from milestones.engine.cursor import RawCursor, raw_cursor
from milestones.engine.decide import carry_on, count_generations, fold_afresh, needs_ledger
from milestones.engine.ledger import canonical
from milestones.engine.load import histories, known_events, ledgers, lock, read_event
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork
from milestones.engine.write import number_events, write_events, write_outcomes, write_quarantine

_log = logging.getLogger(__name__)

CHUNK = 500
"""Cases in one transaction: enough to make statements cheap, few enough to keep locks short."""

UNREACHABLE = (OperationalError, InterfaceError, DriverOperationalError, DriverInterfaceError)
"""The database's own trouble: nobody's case is to blame, the turn is given up and may be tried again."""

DUPLICATE = "duplicate"
DIFFERS = "differs"
"""A duplicate whose content is not that of the event recorded first, which stays."""


class Turn(NamedTuple):
    """What a turn did: cases taken in hand, facts appended and withdrawn, cases set aside with their reasons.

    `duplicates` names events that were recorded before, as (case, source, event id), with how.
    """

    cases: int = 0
    facts: int = 0
    withdrawn: int = 0
    quarantined: dict[int, str] = {}
    duplicates: dict[tuple[int, str, str], str] = {}

    def __add__(self, other: object) -> "Turn":
        if not isinstance(other, Turn):
            return NotImplemented
        return Turn(
            self.cases + other.cases,
            self.facts + other.facts,
            self.withdrawn + other.withdrawn,
            {**self.quarantined, **other.quarantined},
            {**self.duplicates, **other.duplicates},
        )


Gather = Callable[[RawCursor], Sequence[CaseWork]]
"""Locks the cases of a turn and says which events they bring."""


def process_cases(arrivals: Mapping[int, Sequence[Event]], at: int, *, afresh: bool = False) -> Turn:
    """Bring these cases up to `at` (µs, UTC), each with its new events (possibly none).

    `afresh` folds every case from its whole history and repairs what differs, quarantined ones included.
    Cases are locked in the order of their ids. One whose processing fails is quarantined with the reason.
    """
    ids = sorted(arrivals)
    turn = Turn()
    for first in range(0, len(ids), CHUNK):
        chunk = {case_id: arrivals[case_id] for case_id in ids[first : first + CHUNK]}
        turn += turn_of(chunk, at, afresh=afresh)
    return turn


def turn_of(arrivals: Mapping[int, Sequence[Event]], at: int, *, afresh: bool = False) -> Turn:
    """One transaction over these cases. Where it fails, halves are tried, down to the one case that is to blame."""

    def gather(cursor: RawCursor) -> Sequence[CaseWork]:
        works = lock(cursor, sorted(arrivals))
        for work in works:
            work.events = sorted(arrivals[work.case_id], key=lambda event: event.order)
        return works

    try:
        return take_turn(gather, at, afresh=afresh)
    except UNREACHABLE:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the other cases; it is kept and shown
        if len(arrivals) == 1:
            return _set_aside(arrivals, at, error)
        ids = sorted(arrivals)
        half = len(ids) // 2
        return turn_of({each: arrivals[each] for each in ids[:half]}, at, afresh=afresh) + turn_of(
            {each: arrivals[each] for each in ids[half:]}, at, afresh=afresh
        )


def take_turn(gather: Gather, at: int, *, afresh: bool = False) -> Turn:
    """One transaction, all or nothing."""
    planner = consequences.installed()
    with transaction.atomic(), raw_cursor() as cursor:
        works = gather(cursor)
        if not works:
            return Turn()
        duplicates = _drop_duplicates(cursor, works)
        plan = PinnedPlan()
        _decide(cursor, plan, works, at, afresh=afresh)
        write_events(cursor, number_events(works))
        lines, withdrawals = write_outcomes(cursor, plan, works, at)
        write_quarantine(cursor, works, at)
        if (lines or withdrawals) and planner.record(cursor, lines, withdrawals, at):
            transaction.on_commit(planner.ring)
    return Turn(
        cases=len(works),
        facts=len(lines),
        withdrawn=len(withdrawals),
        quarantined={work.case_id: work.failure for work in works if work.failure},
        duplicates=duplicates,
    )


def _drop_duplicates(cursor: RawCursor, works: Sequence[CaseWork]) -> dict[tuple[int, str, str], str]:
    """Keep of each event the first: that recorded before, else the first of this batch."""
    asked: dict[tuple[int, str, str], Event] = {}
    duplicates: dict[tuple[int, str, str], str] = {}
    for work in works:
        kept = []
        for event in work.events:
            key = (work.case_id, event.source, event.id)
            if key in asked:
                duplicates[key] = DUPLICATE if _is_same(asked[key], event) else DIFFERS
                continue
            asked[key] = event
            kept.append(event)
        work.events = kept
    known = known_events(cursor, asked.keys())
    if known:
        for work in works:
            work.events = [e for e in work.events if (work.case_id, e.source, e.id) not in known]
        for key, payload in known.items():
            duplicates[key] = DUPLICATE if _is_same(read_event(payload), asked[key]) else DIFFERS
    return duplicates


def _is_same(one: Event, other: Event) -> bool:
    """Whether two events say the same, whenever each was recorded."""
    return canonical(one) == canonical(replace(other, recorded_at=one.recorded_at))


def _decide(cursor: RawCursor, plan: PinnedPlan, works: Sequence[CaseWork], at: int, *, afresh: bool) -> None:
    """Give every case that may be touched its outcome, or the reason why it has none."""
    rest: list[CaseWork] = []
    for work in works:
        if work.row.is_quarantined and not afresh:
            continue
        if afresh:
            rest.append(work)
            continue
        try:
            work.outcome = carry_on(plan, work, at)
        except (DatabaseError, DriverError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad case stops nobody: kept on the row and shown
            work.failure = _reason(error)
            _log.exception("Case %s is quarantined.", work.case_id)
            continue
        if work.outcome is None or needs_ledger(work):
            rest.append(work)
    if rest:
        _decide_with_history(cursor, plan, rest, at)


def _decide_with_history(cursor: RawCursor, plan: PinnedPlan, works: Sequence[CaseWork], at: int) -> None:
    known = [work.case_id for work in works if work.row.event_number]
    books = ledgers(cursor, known)
    past = histories(
        cursor, [work.case_id for work in works if work.outcome is None and work.row.event_number]
    )
    for work in works:
        book = books[work.case_id]
        if work.outcome is not None:
            count_generations(work.outcome, book)
            continue
        try:
            work.outcome = fold_afresh(plan, work, past[work.case_id], book, at)
        except (DatabaseError, DriverError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad case stops nobody: kept on the row and shown
            work.failure = _reason(error)
            _log.exception("Case %s is quarantined.", work.case_id)


def _set_aside(arrivals: Mapping[int, Sequence[Event]], at: int, error: Exception) -> Turn:
    """Quarantine the one case whose turn failed. Its events are kept: they are the truth, whatever follows."""
    _log.error("Case %s is quarantined.", *arrivals, exc_info=error)
    with transaction.atomic(), raw_cursor() as cursor:
        works = lock(cursor, arrivals)
        for work in works:
            work.events = sorted(arrivals[work.case_id], key=lambda event: event.order)
            work.failure = _reason(error)
        duplicates = _drop_duplicates(cursor, works)
        write_events(cursor, number_events(works))
        write_quarantine(cursor, works, at)
    return Turn(
        cases=len(works), quarantined={work.case_id: work.failure for work in works}, duplicates=duplicates
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]

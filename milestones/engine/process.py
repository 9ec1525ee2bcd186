"""The engine's one turn: lock cases, take in events, let time pass, write what follows, in one transaction.

A single API call, a bulk upsert, an import and a tick are this with different batches. Each turn gathers
(load), decides (decide, pure) and records (write); escalation's rows are written in the same transaction.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from msgspec.structs import replace
from psycopg import DatabaseError as DriverError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError

from milestones.clock.event import Event
from milestones.engine import consequences, witness
from milestones.engine.cursor import RawCursor, raw_cursor
from milestones.engine.decide import carry_on, count_generations, fold_afresh, needs_ledger
from milestones.engine.garbage import no_collections
from milestones.engine.incidents import settle_incidents
from milestones.engine.ledger import canonical
from milestones.engine.load import (
    histories,
    known_events,
    ledgers,
    lock,
    quarantine_reasons,
    read_event,
)
from milestones.engine.plan import PinnedPlan
from milestones.engine.seen import seen_of
from milestones.engine.work import CaseWork
from milestones.engine.write.events import number_events, write_comments, write_events
from milestones.engine.write.outcomes import write_outcomes
from milestones.engine.write.states import write_quarantine

_log = logging.getLogger(__name__)

CHUNK = 500
"""Cases in one transaction: enough to make statements cheap, few enough to keep locks short."""

T = TypeVar("T")

UNREACHABLE = (OperationalError, InterfaceError, DriverOperationalError, DriverInterfaceError)
"""The database's own trouble: nobody's case is to blame, the turn is given up and may be tried again."""

DUPLICATE = "duplicate"
DIFFERS = "differs"
"""A duplicate whose content is not that of the event recorded first, which stays."""


class Turn(NamedTuple):
    """What a turn did: cases taken in hand, facts appended and withdrawn, cases that are set aside, by this
    turn or before it, with their reasons.

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
"""Locks the cases of a turn, in the order of their ids, and gives each the events it brings."""


def process_cases(arrivals: Mapping[int, Sequence[Event]], at: int, *, afresh: bool = False) -> Turn:
    """Bring these cases up to `at` (µs, UTC), each with its new events (possibly none).

    `afresh` folds every case from its whole history and repairs what differs, quarantined ones included.
    Cases are locked in the order of their ids. One whose processing fails is quarantined with the reason.
    """
    ids = sorted(arrivals)
    turn = Turn()
    for first in range(0, len(ids), CHUNK):
        turn += process_chunk(arrivals, ids[first : first + CHUNK], at, afresh=afresh)
    return turn


def process_chunk(
    arrivals: Mapping[int, Sequence[Event]], ids: Sequence[int], at: int, *, afresh: bool = False
) -> Turn:
    """One transaction over these cases, or several where one of them brings it down."""

    def gather(chosen: Sequence[int]) -> Gather:
        def lock_cases(cursor: RawCursor) -> Sequence[CaseWork]:
            works = lock(cursor, chosen)
            for work in works:
                work.events = sorted(arrivals[work.case_id], key=lambda event: event.order)
            return works

        return lock_cases

    return in_halves(
        ids,
        lambda chosen: take_turn(gather(chosen), at, afresh=afresh),
        lambda case_id, reason: take_turn(gather([case_id]), at, aside=reason),
    )


def in_halves(
    batch: Sequence[T], attempt: Callable[[Sequence[T]], Turn], set_aside: Callable[[T, str], Turn]
) -> Turn:
    """Attempt the batch; where it fails, its halves, down to the one that is to blame, which is set aside."""
    try:
        return attempt(batch)
    except UNREACHABLE:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it stops nobody else; it is kept and shown
        if len(batch) == 1:
            _log.exception("One case failed and is set aside.")
            return set_aside(batch[0], reason_of(error))
    half = len(batch) // 2
    return in_halves(batch[:half], attempt, set_aside) + in_halves(batch[half:], attempt, set_aside)


def take_turn(gather: Gather, at: int, *, afresh: bool = False, aside: str = "") -> Turn:
    """One transaction, all or nothing. With `aside` events are kept and the cases quarantined for that
    reason.
    """
    with no_collections(), transaction.atomic(), raw_cursor() as cursor:
        works = gather(cursor)
        if not works:
            return Turn()
        duplicates = _drop_duplicates(cursor, works)
        plan = PinnedPlan()
        if aside:
            for work in works:
                work.failure = aside
        else:
            _decide(cursor, plan, works, at, afresh=afresh)
            settled = settle_incidents(plan, works, at)
            if settled:
                _decide(cursor, plan, settled, at, afresh=afresh)
        facts, withdrawn = write_turn(cursor, plan, works, at)
        quarantined = {work.case_id: work.failure for work in works if work.failure}
        still = [work.case_id for work in works if work.outcome is None and not work.failure]
        if still:
            quarantined |= quarantine_reasons(cursor, still)
    return Turn(
        cases=len(works),
        facts=facts,
        withdrawn=withdrawn,
        quarantined=quarantined,
        duplicates=duplicates,
    )


def write_turn(cursor: RawCursor, plan: PinnedPlan, works: Sequence[CaseWork], at: int) -> tuple[int, int]:
    """Write what was decided, and escalation's part of it, within the transaction that holds the cases.

    Answers how many facts were appended and withdrawn.
    """
    planner = consequences.installed()
    write_events(cursor, number_events(works))
    write_comments(cursor, works)
    lines, withdrawals = write_outcomes(cursor, plan, works, at)
    write_quarantine(cursor, works, at)
    seen = seen_of(works)
    if seen:
        witness.installed().case_changed(seen, at)
    if (lines or withdrawals) and planner.record(cursor, lines, withdrawals, at):
        transaction.on_commit(planner.ring)
    return len(lines), len(withdrawals)


def _drop_duplicates(cursor: RawCursor, works: Sequence[CaseWork]) -> dict[tuple[int, str, str], str]:
    """Keep of each event the first: that recorded before, else the first of this batch.

    Answers which were recorded before, and whether they say the same.
    """
    asked: dict[tuple[int, str, str], Event] = {}
    for work in works:
        for event in work.events:
            asked.setdefault((work.case_id, event.source, event.id), event)
    known = known_events(cursor, asked.keys())
    if len(asked) < sum(len(work.events) for work in works) or known:
        for work in works:
            work.events = [
                event
                for event in work.events
                if asked[key := (work.case_id, event.source, event.id)] is event and key not in known
            ]
    return {
        key: DUPLICATE if says_the_same(read_event(payload), asked[key]) else DIFFERS
        for key, payload in known.items()
    }


def says_the_same(one: Event, other: Event) -> bool:
    """Whether two events have the same content, whenever each was recorded."""
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
            work.failure = reason_of(error)
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
            work.failure = reason_of(error)
            _log.exception("Case %s is quarantined.", work.case_id)


def reason_of(error: Exception) -> str:
    """What is kept and shown of a failure."""
    return f"{type(error).__name__}: {error}"[:1000]

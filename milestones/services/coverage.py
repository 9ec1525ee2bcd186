"""Which promise a case has: decided when it is first heard of, and again by request; each time kept as an
event.

Nothing ever derives it anew: what the world of contracts looked like then is recorded with the case.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from entitlements.services.cover_case import CoverageRequest, decide_coverage_many
from milestones.clock.event import CASE_OPENED, ENGINE, Coverage, Event
from milestones.engine.cursor import RawCursor, microseconds
from milestones.engine.ledger import canonical
from milestones.engine.load import histories, lock
from milestones.engine.process import CHUNK, Turn, in_halves, take_turn
from milestones.engine.work import CaseWork

COVERAGE_EVENT = "coverage:"
"""Ids of coverage decisions begin so; a number in the case follows."""

_WRITE = """
    UPDATE milestones_case AS stored
    SET coverage_outcome = decided.outcome, coverage_candidates = decided.candidates::jsonb,
        entitlement_id = decided.entitlement
    FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::bigint[])
        AS decided (id, outcome, candidates, entitlement)
    WHERE stored.id = decided.id
"""

_AS_THEY_ARE = f"""
    SELECT id, record_type, {microseconds("opened_at")}, account_id, channel,
        (SELECT count(*) FROM milestones_caseevent
         WHERE case_id = stored.id AND source = '' AND event_id LIKE 'coverage:%%')
    FROM milestones_case AS stored
    WHERE id = ANY(%b::bigint[])
    ORDER BY id
"""  # noqa: S608 - put together from constants of this package alone


class Cover(NamedTuple):
    """A case that asks for its promise. `opened_at` µs, UTC."""

    case_id: int
    record_type: str
    opened_at: int
    account: int | None
    channel: str

    @classmethod
    def of_opening(cls, case_id: int, record_type: str, opened_at: int, events: Iterable[Event]) -> "Cover":
        """A case that is being opened: its fields are those first asserted."""
        fields: dict[str, Any] = {}
        for event in sorted(events, key=lambda each: each.order):
            for name, value in event.fields.items():
                fields.setdefault(name, value)
        return cls(case_id, record_type, opened_at, fields.get("account"), fields.get("channel") or "")


class Covered(NamedTuple):
    """The decision for a case, with every entitlement that was looked at and why it was chosen or not."""

    case_id: int
    opened_at: int
    decision: Coverage
    candidates: list[dict[str, Any]]


def cover(cases: Sequence[Cover], at: int) -> list[Covered]:
    """Decide the promise of each case as of its opening. Writes nothing."""
    answers = decide_coverage_many(
        [CoverageRequest(each.account, each.channel, each.record_type, each.opened_at) for each in cases], at
    )
    return [
        Covered(
            case_id=case.case_id,
            opened_at=case.opened_at,
            decision=Coverage(
                outcome=answer.outcome,
                entitlement=answer.entitlement,
                version=answer.version,
                tier=answer.tier,
                hours=answer.hours,
                case_hours=answer.case_hours,
                calendars=answer.calendars,
            ),
            candidates=answer.considered,
        )
        for case, answer in zip(cases, answers, strict=True)
    ]


def write_coverage(cursor: RawCursor, decided: Sequence[Covered]) -> None:
    """Show on the cases what was decided."""
    if decided:
        cursor.execute(
            _WRITE,
            (
                [each.case_id for each in decided],
                [each.decision.outcome for each in decided],
                [canonical(each.candidates).decode() for each in decided],
                [each.decision.entitlement for each in decided],
            ),
        )


def cover_again(case_ids: Sequence[int], *, at: int, actor: str = "") -> Turn:
    """Decide the promise of these cases afresh, in force from `at` on.

    Running clocks keep definition, target and hours (domain rules, clocks); later ones use the new promise.
    """
    ordered = sorted(set(case_ids))
    turn = Turn()
    for first in range(0, len(ordered), CHUNK):
        turn += in_halves(
            ordered[first : first + CHUNK],
            lambda chosen: take_turn(lambda cursor: _gather(cursor, chosen, at, actor), at),
            lambda case_id, reason: take_turn(lambda cursor: lock(cursor, [case_id]), at, aside=reason),
        )
    return turn


def _gather(cursor: RawCursor, case_ids: Sequence[int], at: int, actor: str) -> Sequence[CaseWork]:
    works = lock(cursor, case_ids)
    cursor.execute(_AS_THEY_ARE, (list(case_ids),))
    rows = cursor.fetchall()
    decided = cover([Cover(*row[:5]) for row in rows], at)
    write_coverage(cursor, decided)
    events = {
        each.case_id: Event(
            id=f"{COVERAGE_EVENT}{row[5] + 1}",
            source=ENGINE,
            occurred_at=at,
            recorded_at=at,
            actor=actor,
            decision=each.decision,
        )
        for row, each in zip(rows, decided, strict=True)
    }
    for work in works:
        work.events = [events[work.case_id]]
    return works


def first_coverage_events(cursor: RawCursor, case_ids: Sequence[int], at: int) -> dict[int, Event]:
    """Decide for locked cases whose first decision failed, as of their opening; the events open the cases."""
    told = histories(cursor, case_ids)
    cursor.execute(_AS_THEY_ARE, (list(case_ids),))
    decided = cover(
        [
            Cover.of_opening(case_id, record_type, opened_at, told[case_id])
            for case_id, record_type, opened_at, *_ in cursor.fetchall()
        ],
        at,
    )
    write_coverage(cursor, decided)
    return {each.case_id: opening_event(each, at, silent=False) for each in decided}


def opening_event(covered: Covered, at: int, *, silent: bool) -> Event:
    """The product's own event that opens a case and says which promise was found."""
    return Event(
        id=f"{COVERAGE_EVENT}1",
        source=ENGINE,
        occurred_at=covered.opened_at,
        recorded_at=at,
        signals=(CASE_OPENED,),
        decision=covered.decision,
        silent=silent,
    )

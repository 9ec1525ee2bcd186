"""Which promise a case has: decided when it is first heard of, and again by request; each time kept as an
event.

Nothing ever derives it anew: what the world of contracts looked like then is recorded with the case.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from entitlements.selectors.case_subjects import Subject
from entitlements.services.cover_case import CoverageRequest, decide_coverage_many
from entitlements.services.required_reason import required_reason
from milestones.clock.event import CASE_OPENED, ENGINE, Coverage, Event
from milestones.engine.cursor import RawCursor, microseconds
from milestones.engine.ledger import canonical
from milestones.engine.load import histories, lock
from milestones.engine.process import CHUNK, Turn, in_halves, take_turn
from milestones.engine.work import CaseWork
from sla_admin.shared.errors import Conflict, NotFound

COVERAGE_EVENT = "coverage:"
"""Ids of coverage decisions begin so; a number in the case follows."""

_WRITE = """
    UPDATE milestones_case AS stored
    SET coverage_outcome = decided.outcome, coverage_candidates = decided.candidates::jsonb,
        entitlement_id = decided.entitlement, holds_incident = decided.incident,
        coverage_by = decided.chosen_by, coverage_reason = decided.reason
    FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::bool[], %b::text[], %b::text[])
        AS decided (id, outcome, candidates, entitlement, incident, chosen_by, reason)
    WHERE stored.id = decided.id
"""

_AS_THEY_ARE = f"""
    SELECT id, record_type, {microseconds("opened_at")}, account_id, channel, contact_id, asset_id,
        product_id, contract_id, line_item_id, CASE WHEN holds_incident THEN entitlement_id END,
        (SELECT count(*) FROM milestones_caseevent
         WHERE case_id = stored.id AND source = '' AND event_id LIKE 'coverage:%%')
    FROM milestones_case AS stored
    WHERE id = ANY(%b::bigint[])
    ORDER BY id
"""  # noqa: S608 - put together from constants of this package alone


class Cover(NamedTuple):
    """A case that asks for its promise. `opened_at` µs, UTC; `holds` the entitlement whose incident it has;
    `wanted` the one that somebody chose for it.
    """

    case_id: int
    record_type: str
    opened_at: int
    account: int | None
    channel: str
    subject: Subject = Subject()
    holds: int | None = None
    wanted: int | None = None

    @classmethod
    def of_opening(cls, case_id: int, record_type: str, opened_at: int, events: Iterable[Event]) -> "Cover":
        """A case that is being opened: its fields are those first asserted."""
        fields: dict[str, Any] = {}
        for event in sorted(events, key=lambda each: each.order):
            for name, value in event.fields.items():
                fields.setdefault(name, value)
        subject = Subject(*(fields.get(name) for name in Subject._fields))
        return cls(
            case_id, record_type, opened_at, fields.get("account"), fields.get("channel") or "", subject
        )


class Standing(NamedTuple):
    """A covered case as its row has it now, and how many decisions there were."""

    case: Cover
    decisions: int


class Covered(NamedTuple):
    """The decision for a case, with every entitlement that was looked at and why it was chosen or not.

    `chosen_by` and `reason` say who chose it by hand, and why; both empty where it was found.
    """

    case_id: int
    opened_at: int
    decision: Coverage
    candidates: list[dict[str, Any]]
    chosen_by: str = ""
    reason: str = ""


def cover(cases: Sequence[Cover], at: int, *, take: bool = True) -> list[Covered]:
    """Decide the promise of each case as of its opening, and take its incident where one is counted.

    Without `take` nothing is written: that is what would be decided.
    """
    answers = decide_coverage_many(
        [
            CoverageRequest(
                account_id=each.account,
                channel=each.channel,
                record_type=each.record_type,
                opened_at=each.opened_at,
                subject=each.subject,
                holds=each.holds,
                wanted=each.wanted,
            )
            for each in cases
        ],
        at,
        take=take,
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
                incident=answer.incident,
                by_hand=case.wanted is not None,
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
                [each.decision.incident for each in decided],
                [each.chosen_by for each in decided],
                [each.reason for each in decided],
            ),
        )


def as_they_are(cursor: RawCursor, case_ids: Sequence[int]) -> list[Standing]:
    """These cases as their rows have them, in the order of their ids."""
    cursor.execute(_AS_THEY_ARE, (list(case_ids),))
    return [
        Standing(
            Cover(case_id, record_type, opened_at, account, channel, Subject(*about[:5]), about[5]), about[6]
        )
        for case_id, record_type, opened_at, account, channel, *about in cursor.fetchall()
    ]


def coverage_event(standing: Standing, covered: Covered, at: int, actor: str) -> Event:
    """The product's own event of a decision that is not the first."""
    return Event(
        id=f"{COVERAGE_EVENT}{standing.decisions + 1}",
        source=ENGINE,
        occurred_at=at,
        recorded_at=at,
        actor=actor,
        decision=covered.decision,
    )


def cover_again(case_ids: Sequence[int], *, at: int, actor: str = "") -> Turn:
    """Decide the promise of these cases afresh, in force from `at` on.

    Running clocks keep definition, target and hours (domain rules, clocks); later ones use the new promise.
    Incidents are given back first. What somebody chose by hand is decided afresh too.
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


def choose_coverage(case_id: int, entitlement_id: int, *, reason: str, actor: str, at: int) -> Turn:
    """Put a case under another entitlement that covers it, because somebody says so, from `at` on.

    Who and why stay with the case. Raises NotFound, InvalidInput without a reason, Conflict where the
    entitlement does not cover the case, applies already by hand, or the case is set aside.
    """
    why = required_reason(reason)

    def gather(cursor: RawCursor) -> Sequence[CaseWork]:
        works = lock(cursor, [case_id])
        if not works:
            raise NotFound(f"There is no case {case_id}.")
        if works[0].row.is_quarantined:
            raise Conflict("The case is set aside; release it from quarantine first.")
        (standing,) = as_they_are(cursor, [case_id])
        (made,) = cover([standing.case._replace(wanted=entitlement_id)], at)
        chosen = made._replace(chosen_by=actor or "unnamed", reason=why)
        write_coverage(cursor, [chosen])
        works[0].events = [coverage_event(standing, chosen, at, actor)]
        return works

    return take_turn(gather, at)


def _gather(cursor: RawCursor, case_ids: Sequence[int], at: int, actor: str) -> Sequence[CaseWork]:
    works = lock(cursor, case_ids)
    standing = as_they_are(cursor, [work.case_id for work in works])
    decided = cover([each.case for each in standing], at)
    write_coverage(cursor, decided)
    events = {
        made.case_id: coverage_event(each, made, at, actor)
        for each, made in zip(standing, decided, strict=True)
    }
    for work in works:
        work.events = [events[work.case_id]]
    return works


def first_coverage_events(cursor: RawCursor, case_ids: Sequence[int], at: int) -> dict[int, Event]:
    """Decide for locked cases whose first decision failed, as of their opening; the events open the cases."""
    told = histories(cursor, case_ids)
    decided = cover(
        [
            Cover.of_opening(each.case_id, each.record_type, each.opened_at, told[each.case_id])
            for each, _ in as_they_are(cursor, case_ids)
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

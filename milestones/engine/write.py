# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""What the engine writes, a batch at a time: one statement for each table, whole columns as arrays."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from milestones.clock.fold import encode_state
from milestones.clock.state import Clock, State
from milestones.engine.chain import link
from milestones.engine.closing import Closing
from milestones.engine.consequences import LedgerLine, Withdrawal
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.ledger import SCHEMA, Body, body_of, canonical, clock_name, read_fact
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork, KnownFact, NewFact, Outcome
from milestones.models.ledger_entry import WITHDRAWN

_EVENTS = f"""
    INSERT INTO milestones_caseevent
        (case_id, number, source, event_id, occurred_at, recorded_at, sequence, actor, silent, payload, hash)
    SELECT case_id, number, source, event_id, {instant("occurred_at")}, {instant("recorded_at")}, sequence,
        actor,
        silent, payload, hash
    FROM unnest(
        %b::bigint[], %b::int[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[],
        %b::bool[], %b::bytea[], %b::bytea[]
    ) AS told (
        case_id, number, source, event_id, occurred_at, recorded_at, sequence, actor, silent, payload, hash
    )
"""

_COMMENTS = f"""
    INSERT INTO milestones_comment (case_id, event_id, kind, author, body, occurred_at)
    SELECT event.case_id, event.id, kind, author, body, {instant("said.occurred_at")}
    FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[])
        AS said (case_id, source, event_id, kind, author, body, occurred_at)
    JOIN milestones_caseevent AS event USING (case_id, source, event_id)
"""

_LEDGER = f"""
    INSERT INTO milestones_ledgerentry
        (case_id, seq, kind, occurred_at, recorded_at, actor, cause, clock, generation, withdraws, body, hash)
    SELECT case_id, seq, kind, {instant("occurred_at")}, {instant("%s::bigint")}, actor, cause, clock,
        generation,
        withdraws, body, hash
    FROM unnest(
        %b::bigint[], %b::int[], %b::text[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::int[],
        %b::int[], %b::bytea[], %b::bytea[]
    ) AS found (case_id, seq, kind, occurred_at, actor, cause, clock, generation, withdraws, body, hash)
"""

_STATES = f"""
    UPDATE milestones_casestate AS stored
    SET state = made.state, folded_at = {instant("made.folded_at")},
        next_due_at = {instant("made.next_due_at")},
        ledger_seq = made.ledger_seq, ledger_hash = made.ledger_hash, event_number = made.event_number,
        event_hash = made.event_hash, withdrawals = made.withdrawals, quarantined_at = NULL,
        quarantine_reason = ''
    FROM unnest(
        %b::bigint[], %b::bytea[], %b::bigint[], %b::bigint[], %b::int[], %b::bytea[], %b::int[], %b::bytea[],
        %b::int[]
    ) AS made (
        case_id, state, folded_at, next_due_at, ledger_seq, ledger_hash, event_number, event_hash, withdrawals
    )
    WHERE stored.case_id = made.case_id
"""

_QUARANTINE = f"""
    UPDATE milestones_casestate AS stored
    SET event_number = failed.event_number, event_hash = failed.event_hash,
        quarantined_at = coalesce(stored.quarantined_at, {instant("%s::bigint")}),
        quarantine_reason = coalesce(nullif(failed.reason, ''), stored.quarantine_reason)
    FROM unnest(%b::bigint[], %b::int[], %b::bytea[], %b::text[])
        AS failed (case_id, event_number, event_hash, reason)
    WHERE stored.case_id = failed.case_id
"""

_GONE = """
    DELETE FROM milestones_casemilestone AS stored
    WHERE stored.case_id = ANY(%b::bigint[])
        AND NOT EXISTS (
            SELECT FROM unnest(%b::bigint[], %b::text[], %b::int[], %b::int[])
                AS kept (case_id, definition, cycle, occurrence)
            WHERE (kept.case_id, kept.definition, kept.cycle, kept.occurrence)
                = (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        )
"""

MILESTONE_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("case_id", "bigint", "{}"),
    ("definition", "text", "{}"),
    ("cycle", "int", "{}"),
    ("occurrence", "int", "{}"),
    ("process_version_id", "bigint", "{}"),
    ("type", "text", "{}"),
    ("status", "text", "{}"),
    ("is_violated", "bool", "{}"),
    ("is_completed", "bool", "{}"),
    ("at_risk", "bool", "{}"),
    ("started_at", "bigint", instant("{}")),
    ("began_at", "bigint", instant("{}")),
    ("target_at", "bigint", instant("{}")),
    ("original_target_at", "bigint", instant("{}")),
    ("completed_at", "bigint", instant("{}")),
    ("closed_at", "bigint", instant("{}")),
    ("next_trigger_at", "bigint", instant("{}")),
    ("budget", "bigint", "{}"),
    ("budget_days", "int", "{}"),
    ("budget_at", "bigint", "{}"),
    ("level", "bigint", "{}"),
    ("consumed", "bigint", "{}"),
    ("paused_business", "bigint", "{}"),
    ("paused_calendar", "bigint", "{}"),
    ("hours_id", "bigint", "{}"),
    ("timeline", "bigint", "{}"),
    ("hours_reason", "text", "{}"),
    ("segments", "text", "{}::jsonb"),
    ("pauses", "text", "{}::jsonb"),
    ("reached", "text", "{}::jsonb"),
)
_MILESTONE_KEY = ("case_id", "definition", "cycle", "occurrence")

_MILESTONES = f"""
    INSERT INTO milestones_casemilestone ({", ".join(name for name, _, _ in MILESTONE_COLUMNS)})
    SELECT {", ".join(form.format(name) for name, _, form in MILESTONE_COLUMNS)}
    FROM unnest({", ".join(f"%b::{kind}[]" for _, kind, _ in MILESTONE_COLUMNS)})
        AS made ({", ".join(name for name, _, _ in MILESTONE_COLUMNS)})
    ON CONFLICT ({", ".join(_MILESTONE_KEY)}) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name, _, _ in MILESTONE_COLUMNS if name not in _MILESTONE_KEY)
}
"""

_FIRED = f"""
    UPDATE milestones_casemilestone AS stored
    SET is_violated = made.is_violated, at_risk = made.at_risk, reached = made.reached::jsonb,
        next_trigger_at = {instant("made.next_trigger_at")}
    FROM unnest(
        %b::bigint[], %b::text[], %b::int[], %b::int[], %b::bool[], %b::bool[], %b::text[], %b::bigint[]
    ) AS made (case_id, definition, cycle, occurrence, is_violated, at_risk, reached, next_trigger_at)
    WHERE (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        = (made.case_id, made.definition, made.cycle, made.occurrence)
"""

_RETIMED = f"""
    UPDATE milestones_casemilestone AS stored
    SET is_violated = made.is_violated, at_risk = made.at_risk, reached = made.reached::jsonb,
        target_at = {instant("made.target_at")}, next_trigger_at = {instant("made.next_trigger_at")},
        level = made.level, consumed = made.consumed, paused_business = made.paused_business,
        paused_calendar = made.paused_calendar, timeline = made.timeline, segments = made.segments::jsonb
    FROM unnest(
        %b::bigint[], %b::text[], %b::int[], %b::int[], %b::bool[], %b::bool[], %b::text[], %b::bigint[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[]
    ) AS made (
        case_id, definition, cycle, occurrence, is_violated, at_risk, reached, target_at, next_trigger_at,
        level, consumed, paused_business, paused_calendar, timeline, segments
    )
    WHERE (stored.case_id, stored.definition, stored.cycle, stored.occurrence)
        = (made.case_id, made.definition, made.cycle, made.occurrence)
"""

_CASES = f"""
    UPDATE milestones_case AS stored
    SET subject = made.subject, channel = made.channel, priority = made.priority, status = made.status,
        account_id = (SELECT id FROM entitlements_account WHERE id = made.account),
        contact_id = (SELECT id FROM entitlements_contact WHERE id = made.contact),
        asset_id = (SELECT id FROM entitlements_asset WHERE id = made.asset),
        product_id = (SELECT id FROM entitlements_product WHERE id = made.product),
        contract_id = (SELECT id FROM entitlements_servicecontract WHERE id = made.contract),
        line_item_id = (SELECT id FROM entitlements_contractlineitem WHERE id = made.line_item),
        owner_id = (SELECT id FROM auth_user WHERE id = made.owner),
        queue_id = (SELECT id FROM milestones_queue WHERE key = made.queue),
        attributes = made.attributes::jsonb, process_version_id = made.version,
        holds_incident = made.holds_incident,
        closed_at = CASE WHEN made.closing THEN {instant("made.closed_at")} ELSE stored.closed_at END,
        changed_at = {instant("%s::bigint")}
    FROM unnest(
        %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[],
        %b::bigint[], %b::bool[], %b::bool[], %b::bigint[]
    ) AS made (
        id, subject, channel, priority, status, account, contact, asset, product, contract, line_item, owner,
        queue, attributes, version, holds_incident, closing, closed_at
    )
    WHERE stored.id = made.id
"""

CASE_COLUMNS = (
    "id",
    "subject",
    "channel",
    "priority",
    "status",
    "account_id",
    "contact_id",
    "asset_id",
    "product_id",
    "contract_id",
    "line_item_id",
    "owner_id",
    "queue",
    "attributes",
    "process_version_id",
    "holds_incident",
)

_ATTRIBUTE = "attributes."


def number_events(works: Iterable[CaseWork]) -> list[tuple[Any, ...]]:
    """Take new events into the chain of each case; the answer is one row for each event."""
    rows = []
    for work in works:
        row = work.row
        for event in work.events:
            payload = canonical(event)
            row.event_number += 1
            row.event_hash = link(row.event_hash, payload)
            rows.append(
                (
                    row.case_id,
                    row.event_number,
                    event.source,
                    event.id,
                    event.occurred_at,
                    event.recorded_at,
                    event.sequence,
                    event.actor,
                    event.silent,
                    payload,
                    row.event_hash,
                )
            )
    return rows


def write_events(cursor: RawCursor, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append source events."""
    if rows:
        cursor.execute(_EVENTS, _columns(rows))


def write_comments(cursor: RawCursor, works: Iterable[CaseWork]) -> None:
    """Keep what was said with the events of this turn."""
    rows = []
    for work in works:
        if work.comments:
            new = {(event.source, event.id) for event in work.events}
            rows += [(work.case_id, *said) for said in work.comments if (said.source, said.event_id) in new]
    if rows:
        cursor.execute(_COMMENTS, _columns(rows))


def write_outcomes(
    cursor: RawCursor, plan: PinnedPlan, works: Sequence[CaseWork], at: int
) -> tuple[list[LedgerLine], list[Withdrawal]]:
    """Write ledger, clocks, case fields and state of every case that has an outcome.

    Answers what escalation must hear of: facts appended and facts withdrawn.
    """
    lines: list[LedgerLine] = []
    withdrawals: list[Withdrawal] = []
    entries: list[tuple[Any, ...]] = []
    done = [(work, work.outcome) for work in works if work.outcome is not None]
    for work, outcome in done:
        cause = _cause_of_repair(work)
        for known in outcome.withdrawn:
            entries.append(_withdrawal(work, known, cause, at))
            withdrawals.append(Withdrawal(work.case_id, known.seq))
        for new in outcome.facts:
            entries.append(_entry(work, new, at))
            lines.append(_line(plan, work, new))
    _write_ledger(cursor, entries, at)
    _write_milestones(cursor, done)
    _write_cases(cursor, done, at)
    _write_states(cursor, done, at)
    return lines, withdrawals


def write_quarantine(cursor: RawCursor, works: Sequence[CaseWork], at: int) -> None:
    """Set cases aside that failed (`failure` names the reason); those already aside stay so."""
    rows = [
        (work.case_id, work.row.event_number, work.row.event_hash, work.failure)
        for work in works
        if work.outcome is None
    ]
    if rows:
        cursor.execute(_QUARANTINE, (at, *_columns(rows)))


def _columns(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


def _cause_of_repair(work: CaseWork) -> str:
    """The first new event is what made facts untrue; without one, the case was folded afresh by request."""
    if not work.events:
        return "refold"
    return f"event:{work.events[0].source}/{work.events[0].id}"


def _chained(work: CaseWork, body: Body) -> tuple[bytes, bytes]:
    stored = body_of(body)
    work.row.ledger_seq = body.seq
    work.row.ledger_hash = link(work.row.ledger_hash, stored)
    return stored, work.row.ledger_hash


def _entry(work: CaseWork, new: NewFact, at: int) -> tuple[Any, ...]:
    fact = new.fact
    seq = work.row.ledger_seq + 1
    stored, digest = _chained(
        work,
        Body(
            schema=SCHEMA,
            case=work.case_id,
            seq=seq,
            recorded_at=at,
            actor=new.actor,
            generation=new.generation,
            fact=msgspec.Raw(new.content),
        ),
    )
    return (
        work.case_id,
        seq,
        fact.kind,
        fact.occurred_at,
        new.actor,
        fact.cause,
        clock_name(fact.clock),
        new.generation,
        None,
        stored,
        digest,
    )


def _withdrawal(work: CaseWork, known: KnownFact, cause: str, at: int) -> tuple[Any, ...]:
    seq = work.row.ledger_seq + 1
    actor = work.events[0].actor if work.events else ""
    stored, digest = _chained(
        work,
        Body(
            schema=SCHEMA,
            case=work.case_id,
            seq=seq,
            recorded_at=at,
            actor=actor,
            withdraws=known.seq,
            cause=cause,
        ),
    )
    work.row.withdrawals += 1
    clock = clock_name(read_fact(known.content).clock)
    return (work.case_id, seq, WITHDRAWN, at, actor, cause, clock, 1, known.seq, stored, digest)


def _line(plan: PinnedPlan, work: CaseWork, new: NewFact) -> LedgerLine:
    data = new.fact.data
    return LedgerLine(
        case_id=work.case_id,
        seq=work.row.ledger_seq,
        fact=new.fact,
        matrix_version=plan.matrix_version(data.get("version")) if "priority" in data else None,
        tier=data.get("tier", ""),
        priority=data.get("priority", ""),
        send=new.send,
    )


def _write_ledger(cursor: RawCursor, entries: Sequence[tuple[Any, ...]], at: int) -> None:
    if entries:
        cursor.execute(_LEDGER, (at, *_columns(entries)))


def _write_milestones(cursor: RawCursor, done: Sequence[tuple[CaseWork, Outcome]]) -> None:
    refolded = [(work, outcome) for work, outcome in done if outcome.is_refolded and work.row.folded_at]
    if refolded:
        kept = [
            (work.case_id, clock.milestone, clock.cycle, clock.occurrence)
            for work, outcome in refolded
            for clock in outcome.clocks
        ]
        keys = _columns(kept) if kept else ([], [], [], [])
        cursor.execute(_GONE, ([work.case_id for work, _ in refolded], *keys))
    fired = [
        (
            work.case_id,
            clock.milestone,
            clock.cycle,
            clock.occurrence,
            clock.is_violated,
            clock.at_risk,
            _text(clock.fired),
            clock.next_at,
        )
        for work, outcome in done
        if outcome.is_mere_firing
        for clock in outcome.clocks
    ]
    if fired:
        cursor.execute(_FIRED, _columns(fired))
    retimed = [
        (
            work.case_id,
            clock.milestone,
            clock.cycle,
            clock.occurrence,
            clock.is_violated,
            clock.at_risk,
            _text(clock.fired),
            clock.target_at,
            clock.next_at,
            clock.level,
            clock.consumed,
            clock.paused_business,
            clock.paused_calendar,
            clock.timeline,
            _text(clock.segments),
        )
        for work, outcome in done
        if outcome.is_mere_retiming
        for clock in outcome.clocks
    ]
    if retimed:
        cursor.execute(_RETIMED, _columns(retimed))
    rows = [
        milestone_row(work.case_id, clock)
        for work, outcome in done
        if not outcome.is_mere_firing and not outcome.is_mere_retiming
        for clock in outcome.clocks
    ]
    if rows:
        # What is closed goes first: there is at most one open occurrence of a definition at any moment.
        rows.sort(key=lambda row: row[_STATUS_AT] in ("running", "paused"))
        cursor.execute(_MILESTONES, _columns(rows))


_STATUS_AT = [name for name, _, _ in MILESTONE_COLUMNS].index("status")


def milestone_row(case_id: int, clock: Clock) -> tuple[Any, ...]:
    """What the row of a clock says, in the order of `MILESTONE_COLUMNS`; instants in µs."""
    is_completed = clock.status == "completed"
    return (
        case_id,
        clock.milestone,
        clock.cycle,
        clock.occurrence,
        clock.version,
        clock.type,
        clock.status,
        clock.is_violated,
        is_completed,
        clock.at_risk,
        clock.started_at,
        clock.began_at,
        clock.target_at,
        clock.original_target_at,
        clock.closed_at if is_completed else None,
        clock.closed_at,
        clock.next_at,
        clock.budget.micros or None,
        clock.budget.days if clock.budget.by_days else None,
        clock.budget.at,
        clock.level,
        clock.consumed,
        clock.paused_business,
        clock.paused_calendar,
        clock.hours,
        clock.timeline,
        clock.hours_reason,
        _text(clock.segments),
        _text(clock.pauses),
        _text(clock.fired),
    )


def _write_cases(cursor: RawCursor, done: Sequence[tuple[CaseWork, Outcome]], at: int) -> None:
    rows = [
        case_row(work.case_id, outcome.state, outcome.closing) for work, outcome in done if outcome.mirrors
    ]
    if rows:
        cursor.execute(_CASES, (at, *_columns(rows)))


def case_row(case_id: int, state: State, closing: Closing | None) -> tuple[Any, ...]:
    """What the case itself says, in the order of `CASE_COLUMNS`, and whether and when it was closed."""
    fields = state.fields
    promise = state.promise
    attributes = {
        name.removeprefix(_ATTRIBUTE): value for name, value in fields.items() if name.startswith(_ATTRIBUTE)
    }
    return (
        case_id,
        _word(fields.get("subject")),
        _word(fields.get("channel")),
        _word(fields.get("priority")),
        _word(fields.get("status")),
        _number(fields.get("account")),
        _number(fields.get("contact")),
        _number(fields.get("asset")),
        _number(fields.get("product")),
        _number(fields.get("contract")),
        _number(fields.get("line_item")),
        _number(fields.get("owner")),
        _word(fields.get("queue")),
        _text(attributes),
        None if promise is None else promise.version,
        promise is not None and promise.incident,
        closing is not None,
        None if closing is None else closing.at,
    )


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _text(value: Any) -> str:
    return canonical(value).decode()


def _write_states(cursor: RawCursor, done: Sequence[tuple[CaseWork, Outcome]], at: int) -> None:
    rows = [
        (
            work.case_id,
            encode_state(outcome.state),
            max(at, work.row.folded_at),
            outcome.state.next_due_at,
            work.row.ledger_seq,
            work.row.ledger_hash,
            work.row.event_number,
            work.row.event_hash,
            work.row.withdrawals,
        )
        for work, outcome in done
    ]
    if rows:
        cursor.execute(_STATES, _columns(rows))

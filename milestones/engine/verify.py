# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""Looks whether everything stored about a case is what its events and the configuration say, and nothing
else.

Starts from source events and pinned configuration only: the chains are recomputed, the history is folded
afresh, and ledger, state, clocks and case fields are compared with that. Whatever differs is drift; there
must be none.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction

from milestones.clock.event import Event
from milestones.clock.fact import Fact
from milestones.clock.fold import Folded, decode_state, fold
from milestones.engine.chain import GENESIS, link
from milestones.engine.cursor import RawCursor, microseconds, raw_cursor
from milestones.engine.decide import closing_of
from milestones.engine.ledger import Body, canonical, clock_name, read_body, read_fact
from milestones.engine.load import read_event
from milestones.engine.plan import PinnedPlan
from milestones.engine.write.cases import CASE_COLUMNS, case_row
from milestones.engine.write.clocks import MILESTONE_COLUMNS, milestone_row
from milestones.models.ledger_entry import WITHDRAWN

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


class _Head(NamedTuple):
    case_id: int
    state: bytes
    folded_at: int
    next_due_at: int | None
    ledger_seq: int
    ledger_hash: bytes
    event_number: int
    event_hash: bytes
    withdrawals: int
    is_quarantined: bool
    opened_at: int
    closed_at: int | None


class _StoredEvent(NamedTuple):
    number: int
    source: str
    event_id: str
    occurred_at: int
    recorded_at: int
    sequence: int
    actor: str
    silent: bool
    payload: bytes
    hash: bytes


class _StoredEntry(NamedTuple):
    seq: int
    kind: str
    occurred_at: int
    recorded_at: int
    actor: str
    cause: str
    clock: str
    generation: int
    withdraws: int | None
    body: bytes
    hash: bytes


_HEADS = f"""
    SELECT stored.id, state, {microseconds("folded_at")}, {microseconds("next_due_at")}, ledger_seq,
        ledger_hash,
        event_number, event_hash, withdrawals, quarantined_at IS NOT NULL, {microseconds("opened_at")},
        {microseconds("closed_at")}
    FROM milestones_case AS stored JOIN milestones_casestate ON case_id = stored.id
    WHERE stored.id = ANY(%b::bigint[])
    ORDER BY stored.id
"""

_STORED_EVENTS = f"""
    SELECT case_id, number, source, event_id, {microseconds("occurred_at")}, {microseconds("recorded_at")},
        sequence,
        actor, silent, payload, hash
    FROM milestones_caseevent WHERE case_id = ANY(%b::bigint[]) ORDER BY case_id, number
"""

_STORED_ENTRIES = f"""
    SELECT case_id, seq, kind, {microseconds("occurred_at")}, {microseconds("recorded_at")}, actor, cause,
        clock,
        generation, withdraws, body, hash
    FROM milestones_ledgerentry WHERE case_id = ANY(%b::bigint[]) ORDER BY case_id, seq
"""


def _as_written(name: str, form: str) -> str:
    if form == "{}":
        return name
    return f"{name}::text" if form.endswith("jsonb") else microseconds(name)


_STORED_CLOCKS = f"""
    SELECT {", ".join(_as_written(name, form) for name, _, form in MILESTONE_COLUMNS)}
    FROM milestones_casemilestone WHERE case_id = ANY(%b::bigint[])
"""

_STORED_CASES = """
    SELECT stored.id, subject, channel, priority, status, account_id, contact_id, asset_id, product_id,
        contract_id, line_item_id, owner_id, coalesce(queue.key, ''), attributes::text, process_version_id,
        holds_incident
    FROM milestones_case AS stored LEFT JOIN milestones_queue AS queue ON queue.id = queue_id
    WHERE stored.id = ANY(%b::bigint[])
"""


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
        cursor.execute(_HEADS, (list(case_ids),))
        heads = [_Head(*row) for row in cursor.fetchall()]
        events = _by_case(cursor, _STORED_EVENTS, case_ids)
        entries = _by_case(cursor, _STORED_ENTRIES, case_ids)
        cursor.execute(_STORED_CLOCKS, (list(case_ids),))
        clocks: defaultdict[int, dict[tuple[Any, ...], tuple[Any, ...]]] = defaultdict(dict)
        for row in cursor.fetchall():
            clocks[row[0]][row[1:4]] = row
        cursor.execute(_STORED_CASES, (list(case_ids),))
        cases = {row[0]: row for row in cursor.fetchall()}
    plan = PinnedPlan()
    drift: list[Drift] = [
        Drift(case, "case_state_missing", "The case has no engine state.")
        for case in sorted(set(cases) - {head.case_id for head in heads})
    ]
    for head in heads:
        look = _Look(
            head,
            [_StoredEvent(*row) for row in events[head.case_id]],
            [_StoredEntry(*row) for row in entries[head.case_id]],
        )
        found = [*look.chains()]
        if not head.is_quarantined:
            found += look.replay(plan, clocks[head.case_id], cases[head.case_id])
        drift += [Drift(head.case_id, code, detail) for code, detail in found]
    return Verified(
        len(cases),
        sum(map(len, events.values())),
        sum(map(len, entries.values())),
        sum(head.is_quarantined for head in heads),
        drift,
    )


def _by_case(
    cursor: RawCursor, statement: str, case_ids: Sequence[int]
) -> defaultdict[int, list[tuple[Any, ...]]]:
    cursor.execute(statement, (list(case_ids),))
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for case_id, *row in cursor.fetchall():
        found[case_id].append(tuple(row))
    return found


Found = Iterator[tuple[str, str]]


class _Look:
    """Everything stored of one case, and what is wrong with it as (code, sentence)."""

    def __init__(self, head: _Head, events: list[_StoredEvent], entries: list[_StoredEntry]) -> None:
        self._head = head
        self._events = events
        self._entries = entries
        self._told: list[Event] = []
        self._bodies: dict[int, Body] = {}

    def chains(self) -> Found:
        """Numbers, hashes and heads of both chains, and columns against the bytes they repeat."""
        head = self._head
        yield from self._chain(
            "event", [(e.number, e.payload, e.hash) for e in self._events], head.event_number, head.event_hash
        )
        for event in self._events:
            yield from self._read_event(event)
        yield from self._chain(
            "ledger", [(e.seq, e.body, e.hash) for e in self._entries], head.ledger_seq, head.ledger_hash
        )
        for entry in self._entries:
            yield from self._read_entry(entry)

    def replay(
        self, plan: PinnedPlan, clocks: dict[tuple[Any, ...], tuple[Any, ...]], case: tuple[Any, ...]
    ) -> Found:
        """Fold the events afresh and compare with all that was stored."""
        head = self._head
        if not self._told:
            return
        try:
            folded = fold(plan, self._told, head.folded_at)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this command reports
            yield "fold_failed", f"The events cannot be folded: {type(error).__name__}: {error}"
            return
        yield from self._facts(folded)
        yield from self._state(folded)
        yield from _clocks(head.case_id, folded, clocks)
        closing = closing_of(plan, folded, self._told)
        *wanted, _, closed_at = case_row(head.case_id, folded.state, closing)
        for name, stored, told in zip(CASE_COLUMNS, case, wanted, strict=True):
            if _differs(stored, told):
                yield "case_field_differs", f"The case's {name} is {stored!r}, its events say {told!r}."
        if head.closed_at != closed_at:
            yield "case_field_differs", f"closed_at is {head.closed_at}, the events say {closed_at}."

    def _chain(self, name: str, links: Sequence[tuple[int, bytes, bytes]], last: int, head: bytes) -> Found:
        previous = GENESIS
        for place, (number, content, digest) in enumerate(links, start=1):
            if number != place:
                yield f"{name}_missing", f"Number {place} is missing: {number} stands in its place."
                return
            if digest != link(previous, content):
                yield f"{name}_hash_broken", f"The hash of number {number} does not follow from its content."
            previous = digest
        if len(links) != last:
            yield f"{name}_truncated", f"{len(links)} are stored, the head counts {last}."
        elif previous != head:
            yield f"{name}_head_differs", "The last hash is not the one the case's state holds."

    def _read_event(self, stored: _StoredEvent) -> Found:
        try:
            event = read_event(stored.payload)
        except msgspec.DecodeError as error:
            yield "event_unreadable", f"Event {stored.number} cannot be read: {error}."
            return
        self._told.append(event)
        columns = (
            event.source,
            event.id,
            event.occurred_at,
            event.recorded_at,
            event.sequence,
            event.actor,
            event.silent,
        )
        if columns != stored[1:8]:
            yield "event_columns_differ", f"The columns of event {stored.number} do not repeat its content."

    def _read_entry(self, stored: _StoredEntry) -> Found:
        try:
            body = read_body(stored.body)
            fact = None if body.withdraws is not None else read_fact(bytes(body.fact))
        except (msgspec.DecodeError, ValueError) as error:
            yield "ledger_unreadable", f"Entry {stored.seq} cannot be read: {error}."
            return
        self._bodies[stored.seq] = body
        if (body.case, body.seq) != (self._head.case_id, stored.seq):
            yield "ledger_misplaced", f"Entry {stored.seq} was written as {body.seq} of case {body.case}."
        if fact is None:
            wanted: tuple[Any, ...] = (WITHDRAWN, body.recorded_at, body.recorded_at, body.actor, body.cause)
            clock = self._clock_of(body.withdraws)
        else:
            wanted = (fact.kind, fact.occurred_at, body.recorded_at, body.actor, fact.cause)
            clock = clock_name(fact.clock)
        if (*wanted, clock, body.generation, body.withdraws) != stored[1:9]:
            yield "ledger_columns_differ", f"The columns of entry {stored.seq} do not repeat its content."

    def _clock_of(self, seq: int | None) -> str:
        body = self._bodies.get(seq or 0)
        return "" if body is None or not bytes(body.fact) else clock_name(read_fact(bytes(body.fact)).clock)

    def _facts(self, folded: Folded) -> Found:
        held: Counter[bytes] = Counter()
        recorded: Counter[bytes] = Counter()
        withdrawn = 0
        for seq, body in self._bodies.items():
            if body.withdraws is None:
                content = bytes(body.fact)
                recorded[content] += 1
                held[content] += 1
                if body.generation != recorded[content]:
                    yield (
                        "generation_differs",
                        f"Entry {seq} is generation {recorded[content]}, not {body.generation}.",
                    )
            else:
                withdrawn += 1
                earlier = self._bodies.get(body.withdraws)
                if earlier is None or earlier.withdraws is not None:
                    yield (
                        "withdrawal_of_nothing",
                        f"Entry {seq} withdraws {body.withdraws}, which is no fact.",
                    )
                else:
                    held[bytes(earlier.fact)] -= 1
        if withdrawn != self._head.withdrawals:
            yield (
                "withdrawals_differ",
                f"{withdrawn} are recorded, the state counts {self._head.withdrawals}.",
            )
        wanted = Counter(canonical(fact) for fact in folded.facts)
        for content in (wanted - held).elements():
            yield "fact_missing", f"The ledger lacks: {_told(read_fact(content))}."
        for content in (held - wanted).elements():
            yield "fact_untrue", f"The ledger holds what its events do not say: {_told(read_fact(content))}."

    def _state(self, folded: Folded) -> Found:
        try:
            state = decode_state(self._head.state)
        except msgspec.DecodeError as error:
            yield "state_unreadable", f"The state cannot be read: {error}."
            return
        if state != folded.state:
            fields = [n for n in state.__struct_fields__ if getattr(state, n) != getattr(folded.state, n)]
            yield "state_differs", f"The state differs from the replay in {', '.join(fields)}."
        if self._head.next_due_at != folded.state.next_due_at:
            yield (
                "next_due_differs",
                f"next_due_at is {self._head.next_due_at}, the replay says {folded.state.next_due_at}.",
            )


def _clocks(case_id: int, folded: Folded, stored: dict[tuple[Any, ...], tuple[Any, ...]]) -> Found:
    wanted = {
        (clock.milestone, clock.cycle, clock.occurrence): milestone_row(case_id, clock)
        for clock in folded.clocks.values()
    }
    for key in sorted(wanted.keys() - stored.keys()):
        yield "clock_missing", f"The clock {'/'.join(map(str, key))} is not stored."
    for key in sorted(stored.keys() - wanted.keys()):
        yield "clock_untrue", f"The clock {'/'.join(map(str, key))} is stored, and never was."
    for key in sorted(wanted.keys() & stored.keys()):
        for (name, _, _), is_, should in zip(MILESTONE_COLUMNS, stored[key], wanted[key], strict=True):
            if _differs(is_, should):
                yield (
                    "clock_differs",
                    f"{name} of {'/'.join(map(str, key))} is {is_!r}, the replay says {should!r}.",
                )


def _differs(stored: Any, wanted: Any) -> bool:
    """JSON is compared by what it says: the database writes it in its own manner."""
    if stored == wanted:
        return False
    if isinstance(stored, str) and isinstance(wanted, str) and wanted[:1] in ("{", "["):
        try:
            return bool(json.loads(stored) != json.loads(wanted))
        except json.JSONDecodeError:
            return True
    return True


def _told(fact: Fact) -> str:
    clock = clock_name(fact.clock)
    return f"{fact.kind} {clock} {fact.trigger} at {fact.occurred_at}".replace("  ", " ")

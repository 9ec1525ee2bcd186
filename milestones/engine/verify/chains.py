"""The two chains of a case: numbers, hashes and heads, and columns against the bytes they repeat."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from milestones.clock.event import Event
from milestones.engine.chain import GENESIS, link
from milestones.engine.ledger import Body, clock_name, read_body, read_fact
from milestones.engine.load import read_event
from milestones.engine.verify.stored import StoredCase, StoredEntry, StoredEvent
from milestones.models.ledger_entry import WITHDRAWN

Found = Iterator[tuple[str, str]]
"""What is wrong, as (code, sentence)."""


class Read(NamedTuple):
    """What the chains hold: events in their order, bodies of ledger entries by number; and what is wrong."""

    events: list[Event]
    bodies: dict[int, Body]
    found: list[tuple[str, str]]


def read_chains(case: StoredCase) -> Read:
    """Read both chains of a case; what cannot be read is left out and told."""
    head = case.head
    events: list[Event] = []
    bodies: dict[int, Body] = {}
    found = [
        *_links(
            "event", [(e.number, e.payload, e.hash) for e in case.events], head.event_number, head.event_hash
        )
    ]
    for event in case.events:
        found += _event(event, events)
    found += _links(
        "ledger", [(e.seq, e.body, e.hash) for e in case.entries], head.ledger_seq, head.ledger_hash
    )
    for entry in case.entries:
        found += _entry(head.case_id, entry, bodies)
    return Read(events, bodies, found)


def _links(name: str, links: Sequence[tuple[int, bytes, bytes]], last: int, head: bytes) -> Found:
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


def _event(stored: StoredEvent, told: list[Event]) -> Found:
    try:
        event = read_event(stored.payload)
    except msgspec.DecodeError as error:
        yield "event_unreadable", f"Event {stored.number} cannot be read: {error}."
        return
    told.append(event)
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


def _entry(case_id: int, stored: StoredEntry, bodies: dict[int, Body]) -> Found:
    try:
        body = read_body(stored.body)
        fact = None if body.withdraws is not None else read_fact(bytes(body.fact))
    except (msgspec.DecodeError, ValueError) as error:
        yield "ledger_unreadable", f"Entry {stored.seq} cannot be read: {error}."
        return
    bodies[stored.seq] = body
    if (body.case, body.seq) != (case_id, stored.seq):
        yield "ledger_misplaced", f"Entry {stored.seq} was written as {body.seq} of case {body.case}."
    if fact is None:
        wanted: tuple[Any, ...] = (WITHDRAWN, body.recorded_at, body.recorded_at, body.actor, body.cause)
        clock = _clock_of(bodies, body.withdraws)
    else:
        wanted = (fact.kind, fact.occurred_at, body.recorded_at, body.actor, fact.cause)
        clock = clock_name(fact.clock)
    if (*wanted, clock, body.generation, body.withdraws) != stored[1:9]:
        yield "ledger_columns_differ", f"The columns of entry {stored.seq} do not repeat its content."


def _clock_of(bodies: dict[int, Body], seq: int | None) -> str:
    body = bodies.get(seq or 0)
    return "" if body is None or not bytes(body.fact) else clock_name(read_fact(bytes(body.fact)).clock)

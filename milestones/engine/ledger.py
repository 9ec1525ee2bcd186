"""The bytes of a ledger entry: canonical, so that they can be hashed, and numbered by schema, so that they
can be read for ever.
"""

from typing import Any

import msgspec

from milestones.clock.fact import ClockId, Fact

SCHEMA = 1


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry says. Either `fact` holds the canonical bytes of one, or `withdraws` names an earlier
    entry.

    `generation` counts how often this very fact has been recorded for the case, from 1. `recorded_at` is µs,
    UTC.
    """

    schema: int
    case: int
    seq: int
    recorded_at: int
    actor: str = ""
    generation: int = 1
    withdraws: int | None = None
    cause: str = ""
    fact: msgspec.Raw = msgspec.Raw()


_canonical = msgspec.json.Encoder(order="deterministic").encode
_read_fact = msgspec.json.Decoder(Fact).decode
_read_body = msgspec.json.Decoder(Body).decode


def canonical(value: Any) -> bytes:
    """The one sequence of bytes for this value: keys of mappings and members of sets in order."""
    try:
        return _canonical(value)
    except TypeError:
        # The encoder orders text keys only; a decision's calendars are kept by number.
        return _canonical(msgspec.to_builtins(value, str_keys=True, order="deterministic"))


def body_of(body: Body) -> bytes:
    """The stored bytes of an entry."""
    return _canonical(body)


def read_body(stored: bytes) -> Body:
    """The entry from its stored bytes.

    Raises msgspec.DecodeError for bytes that are none, ValueError for a schema of another release.
    """
    body = _read_body(stored)
    if body.schema != SCHEMA:
        raise ValueError(f"This release reads ledger schema {SCHEMA}, not {body.schema}.")
    return body


def read_fact(stored: bytes) -> Fact:
    """The fact from its canonical bytes."""
    return _read_fact(stored)


def clock_name(clock: ClockId | None) -> str:
    """A clock as ledger columns and pages name it: definition/cycle/occurrence; blank for the case itself."""
    return "" if clock is None else f"{clock.milestone}/{clock.cycle}/{clock.occurrence}"

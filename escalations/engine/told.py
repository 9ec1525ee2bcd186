"""What a delivery carries from the fact that caused it:

keys, instants and durations, never names or texts.
"""

from typing import Any

import msgspec

from milestones.clock.fact import Fact


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fact as the recipients are told of it. Instants and durations are microseconds.

    `target` is the clock's target when the fact became true; it may have moved since.
    """

    kind: str
    occurred_at: int
    milestone: str
    cycle: int
    occurrence: int
    type: str
    trigger: str
    tier: str = ""
    priority: str = ""
    severity: str = ""
    repeat: int = 0
    target: int | None = None
    version: int | None = None


_encoder = msgspec.json.Encoder()


def tell(fact: Fact, tier: str, priority: str) -> str:
    """The stored form of a fact of a clock. Raises ValueError for a fact that belongs to no clock."""
    clock = fact.clock
    if clock is None:
        raise ValueError(f"A fact of kind {fact.kind!r} belongs to no clock: nobody can be told of it.")
    data: dict[str, Any] = fact.data
    return _encoder.encode(
        Told(
            kind=fact.kind,
            occurred_at=fact.occurred_at,
            milestone=clock.milestone,
            cycle=clock.cycle,
            occurrence=clock.occurrence,
            type=fact.type,
            trigger=fact.trigger,
            tier=tier,
            priority=priority,
            severity=fact.severity,
            repeat=fact.repeat,
            target=data.get("target"),
            version=data.get("version"),
        )
    ).decode()


def told(payload: dict[str, Any]) -> Told:
    """Read the stored form."""
    return msgspec.convert(payload, Told)

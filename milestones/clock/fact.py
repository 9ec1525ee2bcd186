"""What the clock found: one fact, with the numbers that made it so."""

from typing import Any

import msgspec

ENTERED = "entered"
EXITED = "exited"
REOPENED = "reopened"
STARTED = "started"
PAUSED = "paused"
RESUMED = "resumed"
RETIMED = "re-timed"
TRIGGER_REACHED = "trigger reached"
VIOLATED = "violated"
LIFTED = "violation lifted"
COMPLETED = "completed"
CANCELED = "canceled"
COVERED = "covered"
INCIDENT_TAKEN = "incident taken"
INCIDENT_GIVEN_BACK = "incident given back"
VERSION_MOVED = "version moved"
HOURS_ADOPTED = "hours adopted"
FIELD_UPDATED = "field updated"
VOID = "void"
LOOP_CUT = "loop cut"

UNTIL = "until"
"""Reason of a resumption by timer: a pause reached the end it was given."""

OF_TRIGGERS = frozenset({TRIGGER_REACHED, VIOLATED})
"""Facts that the escalation matrix answers (success is answered on COMPLETED)."""


class ClockId(msgspec.Struct, frozen=True, array_like=True):
    """Which clock of a case: definition key, process cycle (1, 2 …), occurrence within the cycle (1, 2 …)."""

    milestone: str
    cycle: int
    occurrence: int


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry for the ledger. Equality is identity of content: two folds agree when their facts are equal.

    `occurred_at` is the instant the fact became true. `cause` is `event:<source>/<id>`, `timer`, or
    `fact:<kind>:<milestone>:<trigger>` for what escalation set off inside the fold. `silent` is taken over
    from the event behind it. `data` holds ids, instants (µs) and durations (µs), never names or texts; facts
    of triggers and completions also hold `version`, `tier` and `priority` as they were at that moment, for
    the matrix.
    """

    kind: str
    occurred_at: int
    cause: str
    clock: ClockId | None = None
    type: str = ""
    trigger: str = ""
    repeat: int = 0
    severity: str = ""
    data: dict[str, Any] = {}

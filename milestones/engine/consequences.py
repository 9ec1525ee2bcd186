"""The seam through which facts reach escalation, inside the transaction that records them.

`milestones` knows nothing of matrices or deliveries. `sla_admin` installs escalation's planner at start;
without one, facts are recorded and nobody is told.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from milestones.clock.fact import Fact


class LedgerLine(NamedTuple):
    """A fact as it was just written: `seq` is its number in the case's ledger.

    `send` is False for facts that are recorded only: all but each clock's last trigger in one transaction,
    and everything whose event is silent. `tier` and `priority` are those of the case when the fact became
    true.
    """

    case_id: int
    seq: int
    fact: Fact
    matrix_version: int | None
    tier: str
    priority: str
    send: bool


class Withdrawal(NamedTuple):
    """A fact that turned out not to hold: `seq` is the number of the withdrawn entry."""

    case_id: int
    seq: int


class Consequences(Protocol):
    """What escalation adds to the fold and to the transaction of the engine."""

    def field_updates(
        self, matrix_version: int | None, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        """Fixed values to set on the case at that trigger, in order; pinned by the matrix version."""

    def record(
        self, cursor: Any, lines: Sequence[LedgerLine], withdrawn: Sequence[Withdrawal], at: int
    ) -> bool:
        """Write delivery rows for these facts, cancel or correct those of withdrawn ones.

        Runs on the engine's cursor (psycopg), inside its transaction, after the ledger was written. `at` is
        the database's time, µs. Returns whether anything waits for delivery, so that the doorbell is rung
        after commit.
        """

    def ring(self) -> None:
        """Called after commit when `record` said so: tells a worker to look at the outbox. May be lost."""


class Silence:
    """No escalation: nothing is set, nobody is told."""

    def field_updates(
        self, matrix_version: int | None, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        return ()

    def record(
        self, cursor: Any, lines: Sequence[LedgerLine], withdrawn: Sequence[Withdrawal], at: int
    ) -> bool:
        return False

    def ring(self) -> None:
        return None


_installed: Consequences = Silence()


def install(consequences: Consequences) -> None:
    """Name the planner of consequences for this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = consequences


def installed() -> Consequences:
    """The planner of consequences in force."""
    return _installed

"""The seam through which a case's page learns who would be told next and who was told already.

`milestones` knows nothing of matrices or deliveries. `sla_admin` installs escalation's answer at start;
without one, nobody is ever told.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from milestones.models import Case

Outcome = Literal["waiting", "sending", "sent", "failing", "failed", "canceled", "withdrawn"]


class Moment(NamedTuple):
    """Something that can happen to a clock: a trigger, for the case's tier and priority."""

    matrix_version: int | None
    tier: str
    priority: str
    type: str
    trigger: str


class Person(NamedTuple):
    """Somebody who is told: a user, or an address. `place` is the target in words ("team lead"); `instead_of`
    the place that was meant, where nobody held it."""

    user: int | None
    address: str
    place: str
    instead_of: str = ""


class WouldHappen(NamedTuple):
    """One entry that answers a moment: what would be done (`action`, in words), and whom it reaches now."""

    action: str
    detail: str
    people: tuple[Person, ...]


class Told(NamedTuple):
    """One delivery. Instants are µs; `at` is when it was sent, or else when it was written.

    `trigger` is the column it answers ("100", "met"), `milestone` the definition's key; `next_at` is the next
    try of one that failed, `error` what the other side said.
    """

    id: int
    at: int
    action: str
    people: tuple[Person, ...]
    milestone: str
    occurrence: int
    trigger: str
    repeat: int
    outcome: Outcome
    is_correction: bool
    attempts: int
    next_at: int | None
    error: str
    withdrawn_at: int | None


class Deliveries(NamedTuple):
    """Some deliveries of a case, newest first; `total` counts all, `version` is that of `Alerts.version`."""

    lines: list[Told]
    total: int
    version: str


class Alerts(Protocol):
    """What escalation answers about one case."""

    def would_happen(self, case: Case, moments: Sequence[Moment]) -> list[tuple[WouldHappen, ...]]:
        """For each moment what would be done and who would be told if it came now, in the moments' order.

        `case` is one of `milestones.selectors.case_file`. Two queries at most.
        """

    def told(self, case: Case, most: int) -> Deliveries:
        """The last deliveries of the case. One query."""

    def version(self, case_id: int) -> str:
        """Changes whenever a delivery of the case does. One query."""


class Silence:
    """No escalation: nobody would be told, nobody was."""

    def would_happen(self, case: Case, moments: Sequence[Moment]) -> list[tuple[WouldHappen, ...]]:
        return [() for _ in moments]

    def told(self, case: Case, most: int) -> Deliveries:
        return Deliveries([], 0, "")

    def version(self, case_id: int) -> str:
        return ""


_installed: Alerts = Silence()


def install(alerts: Alerts) -> None:
    """Name who answers for alerts in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = alerts


def installed() -> Alerts:
    """Who answers for alerts."""
    return _installed

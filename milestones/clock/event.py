"""What the clock is told: events of a case and decisions taken about it."""

from typing import Any, Literal

import msgspec

ENGINE = ""
"""Source of decisions the product itself records; it sorts before every other source at the same instant."""

CASE_OPENED = "case_opened"
CUSTOMER_REPLIED = "customer_replied"


class Command(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deed by hand: complete, pause or resume.

    `milestone` is the definition's key; None means the whole case (pause and resume only). `pause_id` names a
    pause so that it can be resumed alone; resuming without it ends every pause by hand in that scope.
    `until_reply` lets a pause end by itself at the customer's next reply, `until` at that instant (µs),
    whichever comes first. `reason_code` is the key of the code it was given under; `outside_budget`: pauses
    under that code did not count against a pause budget when it was chosen.
    """

    kind: Literal["complete", "pause", "resume"]
    milestone: str | None = None
    pause_id: str = ""
    reason: str = ""
    until_reply: bool = False
    until: int | None = None
    reason_code: str = ""
    outside_budget: bool = False


class Coverage(msgspec.Struct, frozen=True, tag="coverage", omit_defaults=True):
    """The promise found for a case. `version` None: none was found; `outcome` says why.

    `calendars` maps hours → timeline in force when the decision was taken, for every set of hours this
    promise can need. `hours` is the entitlement's override, `case_hours` what the case itself names.
    `incident`: one of the incidents the entitlement allows was taken for it. `by_hand`: somebody chose it
    among the entitlements that covered the case.
    """

    outcome: str
    entitlement: int | None = None
    version: int | None = None
    tier: str = ""
    hours: int | None = None
    case_hours: int | None = None
    calendars: dict[int, int] = {}
    incident: bool = False
    by_hand: bool = False


class Incident(msgspec.Struct, frozen=True, tag="incident", omit_defaults=True):
    """The case gave back the incident it had taken of its entitlement's allowance (closed as spam or
    duplicate), or took one again when it was opened again.
    """

    entitlement: int
    taken: bool = False


class HoursAdopted(msgspec.Struct, frozen=True, tag="hours_adopted", omit_defaults=True):
    """A revision of hours reached this case. `count`: running clocks use it from now on; `keep`: later ones
    only.
    """

    hours: int
    timeline: int
    mode: Literal["keep", "count"] = "keep"


class VersionMoved(msgspec.Struct, frozen=True, tag="version_moved", omit_defaults=True):
    """The case was moved to another version of its process."""

    version: int
    targets: Literal["keep", "start", "prorate"] = "start"
    passed: Literal["fire", "skip"] = "fire"
    calendars: dict[int, int] = {}


class Retraction(msgspec.Struct, frozen=True, tag="retraction", omit_defaults=True):
    """An earlier event is taken back as if it had never been."""

    source: str
    event: str


Decision = Coverage | Incident | HoursAdopted | VersionMoved | Retraction


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened to a case: one request, with all its fields and signals.

    Instants are microseconds since 1970 in UTC. `fields` is what the source asserts, never a difference.
    `silent` records late knowledge without alerting anybody.
    """

    id: str
    source: str
    occurred_at: int
    recorded_at: int
    sequence: int = 0
    actor: str = ""
    fields: dict[str, Any] = {}
    signals: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    decision: Decision | None = None
    silent: bool = False

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The one total order of a case's events, independent of arrival."""
        return (self.occurred_at, self.source, self.sequence, self.id)

    @property
    def retracts(self) -> bool:
        """Whether this event takes an earlier one back."""
        return isinstance(self.decision, Retraction)

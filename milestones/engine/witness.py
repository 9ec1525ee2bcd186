"""The seam through which people hear, inside the application, of what others did to their cases and tasks.

`milestones` knows of no notices. `sla_admin` installs escalation's answer at start; without one, nobody is
told. Everything is told inside the transaction that does it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol


class OwnerChanged(NamedTuple):
    """The case has another owner since the event `event_id` of `source`; `actor` is who told so."""

    case_id: int
    owner: int
    source: str
    event_id: str
    actor: str
    kind: Literal["owner"] = "owner"


class CustomerSpoke(NamedTuple):
    """The customer said something, in that event, on a case that has an owner."""

    case_id: int
    owner: int
    source: str
    event_id: str
    kind: Literal["said"] = "said"


class TaskGiven(NamedTuple):
    """A task was made for, or given to, `user` by the deed of that number; `actor` is who did so."""

    task_id: int
    user: int
    case_id: int | None
    number: int
    actor: str


class Witness(Protocol):
    """Whoever wants to tell people of this. All instants are µs since 1970 UTC."""

    def case_changed(self, seen: Sequence[OwnerChanged | CustomerSpoke], at: int) -> None:
        """Owners changed and customers spoke, in the turn that is being written."""

    def task_given(self, given: TaskGiven, at: int) -> None:
        """Somebody has a task now."""


class Nobody:
    """Nobody is told."""

    def case_changed(self, seen: Sequence[OwnerChanged | CustomerSpoke], at: int) -> None:
        return None

    def task_given(self, given: TaskGiven, at: int) -> None:
        return None


_installed: Witness = Nobody()


def install(witness: Witness) -> None:
    """Name who is told in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = witness


def installed() -> Witness:
    """Who is told."""
    return _installed

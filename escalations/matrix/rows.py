"""An escalation matrix as plain immutable values: who hears what, at which moment of which clock."""

from typing import Any

import msgspec

ANY = ""
"""A row that names nothing for tier, priority or milestone type speaks for all of them."""

MET = "met"
"""Column answered when a milestone is completed on time."""

MET_LATE = "met_late"
"""Column answered when a milestone is completed after its target."""

FIELD_UPDATE = "field_update"
"""The kind of action that belongs to the fold; every other kind leaves through the outbox."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One target and one action of a cell. `id` never changes while the version lives.

    `target` is the kind of target ("owner", "team_lead", "manager", "queue", "user", "address", "endpoint"),
    `reference` names it where the kind alone does not (the id of a user, queue or endpoint, an address).
    `parameters` belong to the kind of action.
    """

    id: int
    action: str
    target: str = ""
    reference: str = ""
    parameters: dict[str, Any] = {}


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens in one row at one trigger, in order.

    A cell with entries answers. A cell without entries that is marked `nothing` answers too: deliberately
    nobody is told. Any other cell is empty and leaves the answer to a less specific row.
    """

    entries: tuple[Entry, ...] = ()
    nothing: bool = False

    @property
    def answers(self) -> bool:
        return self.nothing or bool(self.entries)


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cells for a tier, a priority and a milestone type, each a key or `ANY`; cells by trigger key."""

    tier: str = ANY
    priority: str = ANY
    type: str = ANY
    cells: dict[str, Cell] = {}

    def matches(self, tier: str, priority: str, type: str) -> bool:
        """Whether the row speaks for such a clock.

        Priorities compare without regard to case, keys exactly.
        """
        return (
            self.tier in (ANY, tier)
            and self.type in (ANY, type)
            and (self.priority == ANY or self.priority.casefold() == priority.casefold())
        )

    @property
    def specificity(self) -> tuple[bool, bool, bool]:
        """A named tier weighs more than a named milestone type, that more than a named priority."""
        return (self.tier != ANY, self.type != ANY, self.priority != ANY)


class Matrix(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a matrix. No two rows name the same tier, priority and milestone type."""

    version: int
    rows: tuple[Row, ...] = ()


class Moment(msgspec.Struct, frozen=True, order=True):
    """Something that can happen: a trigger of a clock of that milestone type, for that tier and priority."""

    tier: str
    priority: str
    type: str
    trigger: str

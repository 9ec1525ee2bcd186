"""One case on the engine's bench: what was loaded, what is new, and what the fold made of it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from milestones.clock.event import Event
from milestones.clock.fact import Fact
from milestones.clock.state import Clock, State
from milestones.engine.closing import Closing


@dataclass(slots=True)
class NewFact:
    """A fact to append: `content` is its canonical bytes. `send` False: recorded only (domain rules, the
    fold).
    """

    fact: Fact
    content: bytes
    generation: int
    actor: str
    send: bool


@dataclass(slots=True)
class KnownFact:
    """A fact of the ledger that nothing has withdrawn."""

    seq: int
    content: bytes


@dataclass(slots=True)
class Ledger:
    """The facts of a case as its ledger has them: `net` those that hold, `counts` how often each was
    recorded.
    """

    net: list[KnownFact] = field(default_factory=list)
    counts: dict[bytes, int] = field(default_factory=dict)


@dataclass(slots=True)
class Loaded:
    """The case-state row, locked by this transaction. Instants µs, UTC."""

    case_id: int
    state: bytes
    folded_at: int
    ledger_seq: int
    ledger_hash: bytes
    event_number: int
    event_hash: bytes
    withdrawals: int
    is_quarantined: bool


@dataclass(slots=True)
class Outcome:
    """What is to be written for a case.

    `clocks` are those that changed; after a refold all there are (`is_refolded`), and rows of others go.
    `is_mere_firing`: nothing happened but that triggers were reached, so that little of a clock's row
    changes; `is_mere_retiming`: nothing but that clocks were re-timed on other hours. `closing` None: the
    case was neither closed nor re-opened. `mirrors`: the case's fields may have changed.
    """

    state: State
    facts: list[NewFact]
    withdrawn: list[KnownFact]
    clocks: list[Clock]
    is_refolded: bool
    is_mere_firing: bool
    mirrors: bool
    closing: Closing | None
    is_mere_retiming: bool = False


class Said(NamedTuple):
    """A comment, kept apart from the event (source, id) that brought it."""

    source: str
    event_id: str
    kind: str
    author: str
    body: str
    occurred_at: int


@dataclass(slots=True)
class CaseWork:
    """`events` are new and in their order. Exactly one of `outcome` and `failure` is set in the end."""

    row: Loaded
    events: list[Event] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)
    outcome: Outcome | None = None
    failure: str = ""

    @property
    def case_id(self) -> int:
        return self.row.case_id


Decided = tuple[CaseWork, Outcome]
"""Work whose outcome is there to be written."""

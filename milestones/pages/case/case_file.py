"""Everything the pages of a case are drawn from, gathered once at the request's instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from milestones.clock.event import Event
from milestones.clock.explanation import Explanation, explain
from milestones.clock.fact import ClockId, Fact
from milestones.clock.state import Clock, State
from milestones.engine.ledger import read_body, read_fact
from milestones.engine.load import read_event
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, CaseMilestone, Comment, LedgerEntry
from milestones.models.case import UNDECIDED
from milestones.pages.case.changes import Change, changes_of
from milestones.selectors.case_file import clocks_of, events_of, find_case, ledger_of
from milestones.selectors.explained import whole_clock
from milestones.selectors.names import Names, names_of
from milestones.selectors.sla import MilestoneNow, milestones_now, state_of
from sla_admin.shared.api.instants import as_instant


class Told(NamedTuple):
    """One event as it was told, and what was said with it."""

    number: int
    event: Event
    comment: Comment | None

    @property
    def cause(self) -> str:
        """What facts name as their cause."""
        return f"event:{self.event.source}/{self.event.id}"


class Recorded(NamedTuple):
    """One ledger entry: a fact, and the instant (µs) at which it was taken back, if it was."""

    seq: int
    recorded_at: int
    actor: str
    fact: Fact
    withdrawn_at: int | None
    withdrawn_by: str


class Standing(NamedTuple):
    """A clock of the case: its row, how it stands now, and the clock as the fold left it."""

    now: MilestoneNow
    clock: Clock

    @property
    def row(self) -> CaseMilestone:
        return self.now.row

    @property
    def is_open(self) -> bool:
        return self.row.closed_at is None


@dataclass
class CaseFile:
    """A case at an instant. `state` is None for a case set aside: nothing can be computed for it."""

    case: Case
    at: int
    plan: PinnedPlan
    state: State | None
    clocks: list[Standing]
    told: list[Told]
    ledger: list[Recorded]
    _explained: dict[ClockId, Explanation] = field(default_factory=dict)

    @property
    def aside(self) -> str:
        """Why the case is set aside; empty for one that runs."""
        return self.case.engine_state.quarantine_reason

    @property
    def is_closed(self) -> bool:
        return self.case.closed_at is not None

    @property
    def is_undecided(self) -> bool:
        return self.case.coverage_outcome == UNDECIDED

    @cached_property
    def open(self) -> list[Standing]:
        """Open clocks, the most urgent first: past target, then by target, then those that stand still."""
        found = [each for each in self.clocks if each.is_open]
        return sorted(
            found,
            key=lambda each: (
                not each.row.is_violated,
                each.row.status == "paused",
                each.row.target_at,
                each.row.pk,
            ),
        )

    @cached_property
    def closed(self) -> list[Standing]:
        """Closed clocks, in the order in which they closed."""
        found = [each for each in self.clocks if not each.is_open]
        return sorted(found, key=lambda each: (each.row.closed_at or each.row.began_at, each.row.pk))

    @cached_property
    def by_cause(self) -> Mapping[str, Told]:
        return {told.cause: told for told in self.told}

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """What each event that holds changed, by cause."""
        return changes_of(told.event for told in self.told)

    @cached_property
    def facts(self) -> list[Recorded]:
        """Facts that hold, in the order in which they became true."""
        held = [each for each in self.ledger if each.withdrawn_at is None]
        return sorted(held, key=lambda each: (each.fact.occurred_at, each.seq))

    @cached_property
    def names(self) -> Names:
        """The names behind every number on the page."""
        users: set[int] = _user(self.case.coverage_by)
        for told in self.told:
            users.update(_user(told.event.actor))
            owner = told.event.fields.get("owner")
            if isinstance(owner, int):
                users.add(owner)
        for each in self.ledger:
            users.update(_user(each.actor))
        considered = {each["entitlement"] for each in self.case.coverage_candidates}
        return names_of(users | self.more_users, considered - {self.case.entitlement_id})

    more_users: set[int] = field(default_factory=set)
    """Users whom other parts of the page name; set before names are asked for."""

    def explained(self, standing: Standing) -> Explanation:
        """The explanation of one clock. Only for a case that is not set aside."""
        if self.state is None:
            raise LookupError(f"Nothing can be computed for case {self.case.pk}: it is set aside.")
        known = self._explained.get(standing.clock.id)
        if known is None:
            known = explain(self.plan, self.state, standing.clock, self.at)
            self._explained[standing.clock.id] = known
        return known

    def clock_named(self, clock: ClockId) -> Standing | None:
        return next((each for each in self.clocks if each.clock.id == clock), None)


def open_case_file(pk: int, at: int) -> CaseFile:
    """Read a case. Raises NotFound."""
    case = find_case(pk)
    plan = PinnedPlan()
    rows = clocks_of(case)
    state = None if case.engine_state.quarantine_reason else state_of(case)
    return CaseFile(
        case=case,
        at=at,
        plan=plan,
        state=state,
        clocks=_standings(rows, state, plan, at),
        told=[
            Told(row.number, read_event(bytes(row.payload)), getattr(row, "comment", None))
            for row in events_of(case)
        ],
        ledger=recorded(ledger_of(case)),
    )


def recorded(rows: list[LedgerEntry]) -> list[Recorded]:
    """Ledger entries that state a fact, each with its withdrawal among `rows`."""
    taken_back: dict[int, Any] = {row.withdraws: row for row in rows if row.withdraws is not None}
    found = []
    for row in rows:
        if row.withdraws is not None:
            continue
        withdrawal = taken_back.get(row.seq)
        found.append(
            Recorded(
                row.seq,
                as_instant(row.recorded_at),
                row.actor,
                read_fact(bytes(read_body(bytes(row.body)).fact)),
                None if withdrawal is None else as_instant(withdrawal.recorded_at),
                "" if withdrawal is None else withdrawal.cause,
            )
        )
    return found


def user_of(actor: str) -> int | None:
    """The user an actor is, None for keys and for the product itself."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "user" and number.isdigit() else None


def _user(actor: str) -> set[int]:
    number = user_of(actor)
    return set() if number is None else {number}


def _standings(rows: list[CaseMilestone], state: State | None, plan: PinnedPlan, at: int) -> list[Standing]:
    from milestones.selectors.sla import clock_of

    nows = milestones_now(rows, at, plan)
    return [
        Standing(now, clock_of(now.row) if state is None else whole_clock(now.row, state, plan))
        for now in nows
    ]

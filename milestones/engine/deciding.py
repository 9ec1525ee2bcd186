"""One decision recorded for many cases in one transaction, and what it made of the clocks of each.

The tight way for what is decided for thousands of cases at once: a version move, revised hours, taking either
back. It folds each case once, writes what an ordinary turn writes, and never quarantines: a case that the
decision cannot be folded into stays as it is and is named.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from milestones.clock.effect import ClockEffect, OpenClocks, effects_since, open_clocks
from milestones.clock.event import Event
from milestones.clock.fact import OF_TRIGGERS
from milestones.clock.fold import advance_in_place, decode_state
from milestones.clock.state import State
from milestones.engine.cursor import RawCursor, raw_cursor
from milestones.engine.decide import carry_on, count_generations, fold_afresh, needs_ledger
from milestones.engine.garbage import no_collections
from milestones.engine.incidents import settle_incidents
from milestones.engine.load import histories, known_events, ledgers, lock
from milestones.engine.plan import PinnedPlan
from milestones.engine.process import UNREACHABLE, reason_of, write_turn
from milestones.engine.work import CaseWork, Outcome

GONE = "The case is gone."
KNOWN = "It was recorded for the case before."
ASIDE = "The case is set aside; release it from quarantine first."


@dataclass(slots=True)
class Decided:
    """What became of the cases: recorded, with the effect on each clock; passed over with why; failed with
    why. `alerts` counts triggers that the decision itself reached."""

    done: dict[int, list[ClockEffect]] = field(default_factory=dict)
    alerts: dict[int, int] = field(default_factory=dict)
    passed_over: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


Wanted = Callable[[State], str]
"""Looks at a locked case just before the decision; answers why it is passed over, "" where it is not."""


def decide_for(case_ids: Collection[int], event: Event, at: int, *, wanted: Wanted | None = None) -> Decided:
    """Record the event for these cases at `at` (µs); in the caller's transaction if there is one.

    A case that has the event already is passed over, so that a decision repeated is one decision.
    """
    with no_collections(), transaction.atomic(), raw_cursor() as cursor:
        deciding = _Deciding(PinnedPlan(), event, at, wanted)
        works = deciding.able(cursor, case_ids)
        for work in works:
            deciding.decide(work)
        deciding.decide_with_history(cursor)
        decided = [work for work in works if work.outcome is not None]
        for work in settle_incidents(deciding.plan, decided, at):
            deciding.decide(work)
        deciding.decide_with_history(cursor)
        write_turn(cursor, deciding.plan, [work for work in works if work.outcome is not None], at)
    return deciding.found


@dataclass(slots=True)
class _Deciding:
    """The decision on its way through one transaction's cases. `rest` are those whose history is needed."""

    plan: PinnedPlan
    event: Event
    at: int
    wanted: Wanted | None
    found: Decided = field(default_factory=Decided)
    rest: list[tuple[CaseWork, OpenClocks]] = field(default_factory=list)

    def able(self, cursor: RawCursor, case_ids: Collection[int]) -> Sequence[CaseWork]:
        """The cases, locked, that can take the event."""
        event, found = self.event, self.found
        works = lock(cursor, sorted(case_ids))
        known = known_events(cursor, [(work.case_id, event.source, event.id) for work in works])
        able = []
        for work in works:
            if work.row.is_quarantined:
                found.failed[work.case_id] = ASIDE
            elif (work.case_id, event.source, event.id) in known:
                found.passed_over[work.case_id] = KNOWN
            else:
                work.events = [event]
                able.append(work)
        for case_id in set(case_ids) - {work.case_id for work in works}:
            found.passed_over[case_id] = GONE
        return able

    def decide(self, work: CaseWork) -> None:
        """Fold the decision into one case; what needs its history waits for the others."""
        before: list[OpenClocks] = []

        def watch(state: State) -> None:
            reason = self.wanted(state) if self.wanted is not None else ""
            if reason:
                raise _PassedOverError(reason)
            before.append(open_clocks(state))

        try:
            work.outcome = carry_on(self.plan, work, self.at, watch)
            if not before:
                # Late: the state as it stands is still what the decision changes.
                state = decode_state(work.row.state)
                advance_in_place(self.plan, state, self.at)
                watch(state)
        except UNREACHABLE:
            raise
        except _PassedOverError as passed:
            self.found.passed_over[work.case_id] = str(passed)
        except Exception as error:  # noqa: BLE001 - whatever it is, the case stays as it is and is named
            self.found.failed[work.case_id] = reason_of(error)
        else:
            if work.outcome is None or needs_ledger(work):
                self.rest.append((work, before[0]))
            else:
                self._note(work, work.outcome, before[0])

    def decide_with_history(self, cursor: RawCursor) -> None:
        """Fold those afresh that the decision comes late for; number what comes back."""
        if not self.rest:
            return
        books = ledgers(cursor, [work.case_id for work, _ in self.rest])
        past = histories(cursor, [work.case_id for work, _ in self.rest if work.outcome is None])
        rest, self.rest = self.rest, []
        for work, before in rest:
            book = books[work.case_id]
            if work.outcome is not None:
                count_generations(work.outcome, book)
            else:
                try:
                    work.outcome = fold_afresh(self.plan, work, past[work.case_id], book, self.at)
                except UNREACHABLE:
                    raise
                except Exception as error:  # noqa: BLE001 - as above
                    self.found.failed[work.case_id] = reason_of(error)
                    continue
            self._note(work, work.outcome, before)

    def _note(self, work: CaseWork, outcome: Outcome, before: OpenClocks) -> None:
        cause = f"event:{self.event.source}/{self.event.id}"
        self.found.done[work.case_id] = effects_since(before, outcome.state)
        alerts = sum(new.fact.kind in OF_TRIGGERS and new.fact.cause == cause for new in outcome.facts)
        if alerts:
            self.found.alerts[work.case_id] = alerts


class _PassedOverError(Exception):
    """A case that is not wanted after all."""

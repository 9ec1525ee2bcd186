"""From what was loaded to what is to be written: the fold, and the difference to the ledger. Reads no
database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from entitlements.process.definition import StatusClasses
from milestones.clock.event import Event, HoursAdopted
from milestones.clock.fact import (
    FIELD_UPDATED,
    HOURS_ADOPTED,
    LIFTED,
    OF_TRIGGERS,
    RETIMED,
    ClockId,
    Fact,
)
from milestones.clock.fold import (
    Folded,
    Step,
    advance,
    advance_in_place,
    decode_state,
    fold,
    is_late,
    step_in_place,
)
from milestones.clock.history import resolve
from milestones.clock.state import Clock, State
from milestones.engine.closing import Closing, Told, follow_status, is_told_apart, statuses_told
from milestones.engine.ledger import canonical
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork, KnownFact, Ledger, NewFact, Outcome

_DEFAULT_CLASSES = StatusClasses()


def carry_on(
    plan: PinnedPlan, work: CaseWork, at: int, watch: Callable[[State], None] | None = None
) -> Outcome | None:
    """Apply new events and the passing of time to the stored state. `watch` sees the state just before the
    first event, with time passed up to it.

    None when the case must be folded afresh instead: it is new, an event is late, silent and loud events come
    together, or another version says otherwise which statuses are closed. What a silent event brings is found
    by comparing with the passing of time alone.
    """
    row = work.row
    events = work.events
    is_silent = any(event.silent for event in events)
    if events and (row.event_number == 0 or (is_silent and not all(event.silent for event in events))):
        return None
    state = decode_state(row.state)
    loud = {canonical(each) for each in advance(plan, state, at).facts} if is_silent else None
    status, classes = state.fields.get("status"), _classes(plan, state)
    steps: list[Told] = []
    changed: dict[ClockId, Clock] = {}

    def take(event: Event | None, step: Step) -> None:
        steps.append((event, step.facts))
        changed.update((clock.id, clock) for clock in step.changed)

    for event in events:
        if is_late(state, event):
            return None
        if watch is not None and event is events[0]:
            take(None, advance_in_place(plan, state, event.occurred_at))
            watch(state)
        take(event, step_in_place(plan, state, event))
    take(None, advance_in_place(plan, state, at))
    found = [fact for _, facts in steps for fact in facts]
    if is_told_apart(classes, _classes(plan, state), state.fields.get("status")):
        return None
    updates = any(fact.kind == FIELD_UPDATED for fact in found)
    is_adoption = all(_is_adoption(event) for event in events)
    return Outcome(
        state=state,
        facts=_new_facts(found, {}, events, loud),
        withdrawn=[],
        clocks=list(changed.values()),
        is_refolded=False,
        is_mere_firing=not events and all(fact.kind in OF_TRIGGERS for fact in found),
        mirrors=updates or not is_adoption,
        is_mere_retiming=bool(events) and is_adoption and all(fact.kind in _OF_RETIMING for fact in found),
        closing=follow_status(_classes(plan, state), status, None, statuses_told(steps))
        if events or updates
        else None,
    )


_OF_RETIMING = frozenset({HOURS_ADOPTED, RETIMED, LIFTED, *OF_TRIGGERS})


def _is_adoption(event: Event) -> bool:
    """Whether the event says nothing but that hours were revised. That concerns clocks alone, not the case's
    own row, and there are a hundred thousand of them at a time.
    """
    said = event.fields or event.signals or event.commands
    return isinstance(event.decision, HoursAdopted) and not said


def needs_ledger(work: CaseWork) -> bool:
    """Whether an outcome without a refold must still look at the ledger: a fact may be coming back."""
    return work.row.withdrawals > 0 and work.outcome is not None and bool(work.outcome.facts)


def count_generations(outcome: Outcome, ledger: Ledger) -> None:
    """Number facts that were recorded, and withdrawn, before."""
    counts = dict(ledger.counts)
    for new in outcome.facts:
        counts[new.content] = new.generation = counts.get(new.content, 0) + 1


def fold_afresh(
    plan: PinnedPlan, work: CaseWork, history: Sequence[Event], ledger: Ledger, at: int
) -> Outcome:
    """Fold the whole history, `history` (recorded before) and the new events, and compare with the ledger.

    Facts of the ledger that no longer hold are withdrawn, those it lacks appended; both as multisets.
    """
    until = max(at, work.row.folded_at)
    events = [*history, *work.events]
    folded = fold(plan, events, until)
    held: defaultdict[bytes, list[KnownFact]] = defaultdict(list)
    for known in ledger.net:
        held[known.content].append(known)
    missing: list[Fact] = []
    for fact in folded.facts:
        same = held.get(canonical(fact))
        if same:
            same.pop(0)
        else:
            missing.append(fact)
    withdrawn = sorted((each for rest in held.values() for each in rest), key=lambda known: known.seq)
    loud = None
    if any(event.silent for event in work.events):
        without = [*history, *(event for event in work.events if not event.silent)]
        loud = {canonical(each) for each in fold(plan, without, until).facts} if without else set()
    return Outcome(
        state=folded.state,
        facts=_new_facts(missing, ledger.counts, events, loud),
        withdrawn=withdrawn,
        clocks=list(folded.clocks.values()),
        is_refolded=True,
        is_mere_firing=False,
        mirrors=True,
        closing=closing_of(plan, folded, events),
    )


def closing_of(plan: PinnedPlan, folded: Folded, events: Iterable[Event]) -> Closing:
    """When the case was closed, from its whole history and what the fold of it found."""
    history = resolve(events)
    ends = [*folded.begun[1:], len(folded.facts)]
    steps = [
        (event, folded.facts[begin:end])
        for event, begin, end in zip([*history.events, None], folded.begun, ends, strict=True)
    ]
    closing = follow_status(
        _classes(plan, folded.state),
        history.first_values.get("status"),
        folded.state.opened_at or 0,
        statuses_told(steps),
    )
    if closing is None:  # pragma: no cover - with a known beginning there is always an answer
        raise AssertionError("A followed status has an answer.")
    return closing


def _classes(plan: PinnedPlan, state: State) -> StatusClasses:
    return _DEFAULT_CLASSES if state.version is None else plan.process(state.version).process.statuses


def _new_facts(
    found: Sequence[Fact], counts: dict[bytes, int], events: Iterable[Event], loud: set[bytes] | None
) -> list[NewFact]:
    """Number the facts and say which are sent: of each clock's triggers the last, and nothing a silent event
    brought (`loud` None: no event is silent)."""
    if not found:
        return []
    actors = {f"event:{event.source}/{event.id}": event.actor for event in events if event.actor}
    counted = dict(counts)
    new = []
    for fact in found:
        content = canonical(fact)
        counted[content] = generation = counted.get(content, 0) + 1
        new.append(
            NewFact(
                fact=fact,
                content=content,
                generation=generation,
                actor=actors.get(fact.cause, ""),
                send=loud is None or content in loud,
            )
        )
    last: dict[ClockId | None, NewFact] = {}
    for each in new:
        if each.send and each.fact.kind in OF_TRIGGERS:
            before = last.get(each.fact.clock)
            if before is not None:
                before.send = False
            last[each.fact.clock] = each
    return new

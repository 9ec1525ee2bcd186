"""One event, or the passing of time, applied to the state of a case."""

from collections.abc import Sequence

from milestones.clock import fact as facts
from milestones.clock.closing import cancel, complete
from milestones.clock.event import CASE_OPENED, Command, Decision, Event, Retraction
from milestones.clock.fact import Fact
from milestones.clock.pausing import end_pauses_by_time, pause_phase, spend_pause, wait
from milestones.clock.process import decide, enter_by_timer, entry_phase, exit_phase
from milestones.clock.retiming import retiming_phase
from milestones.clock.run import Run
from milestones.clock.starting import start_pending, start_phase
from milestones.clock.state import Clock
from milestones.clock.triggers import fire_next

EFFECTS_AT_ONE_INSTANT = 16
"""How often escalation may change a case at one instant before the loop is cut and recorded."""


def apply_event(run: Run, event: Event) -> None:
    """Let time pass up to the event, then apply it. Timers at the event's own instant come after it."""
    pass_time(run, event.occurred_at)
    state = run.state
    at = event.occurred_at
    cause = f"event:{event.source}/{event.id}"
    state.applied = event.order
    state.fields.update(event.fields)
    state.asserted.update(event.fields)
    signals = set(event.signals)
    if state.opened_at is None and CASE_OPENED in signals:
        state.opened_at = at
    if event.decision is not None and not isinstance(event.decision, Retraction):
        decide(run, event.decision, at, cause)
    _phases(run, at, cause, signals, commands=event.commands, decision=event.decision)
    _drain_effects(run)
    prune(run)


def pass_time(run: Run, until: int) -> None:
    """Fire every timer whose instant lies strictly before `until`, in order."""
    state = run.state
    while True:
        due = state.next_due_at
        if due is None or due >= until:
            return
        state.timer_at = due
        if state.pause_ends_at == due:
            end_pauses_by_time(run, due)
        elif state.entry_due_at == due:
            enter_by_timer(run)
            wait(run, due)
            start_phase(run, due, "timer", set())
        elif due in state.pending.values():
            start_pending(run, _first_pending(run, due))
        else:
            clock = min((c for c in state.clocks if c.next_at == due), key=run.place)
            if clock.status == "paused":
                spend_pause(run, clock)
            else:
                fire_next(run, clock)
        _drain_effects(run)
        prune(run)


def _first_pending(run: Run, due: int) -> str:
    keys = [key for key, instant in run.state.pending.items() if instant == due]
    process = run.process
    if len(keys) == 1 or process is None:
        return min(keys)
    return min(keys, key=lambda key: (process.by_key[key].place if key in process.by_key else -1, key))


def _phases(
    run: Run,
    at: int,
    cause: str,
    signals: set[str],
    *,
    commands: Sequence[Command] = (),
    decision: Decision | None = None,
) -> None:
    _completion_phase(run, at, cause, signals, commands)
    exit_phase(run, at, cause, signals)
    _loss_phase(run, at, cause)
    retiming_phase(run, at, cause, decision)
    pause_phase(run, at, cause, signals, tuple(commands))
    entry_phase(run, at, cause, signals)
    wait(run, at)
    start_phase(run, at, cause, signals)


def _completion_phase(run: Run, at: int, cause: str, signals: set[str], commands: Sequence[Command]) -> None:
    for command in commands:
        if command.kind == "complete":
            clock = run.open_clock(command.milestone or "")
            if clock is None:
                run.record(
                    facts.VOID, at, cause, data={"command": "complete", "milestone": command.milestone or ""}
                )
            else:
                _complete(run, clock, at, cause, signals=signals, reason="by hand")
    going_on = True
    while going_on:
        going_on = False
        for clock in run.open_clocks():
            completion = run.definition(clock).completion
            if completion is not None and completion.holds(run.state.fields, signals):
                _complete(run, clock, at, cause, signals=signals, reason="criteria")
                going_on = True


def _complete(run: Run, clock: Clock, at: int, cause: str, *, signals: set[str], reason: str) -> None:
    complete(run, clock, at, cause, reason)
    signals.add(f"milestone_completed:{clock.type}")


def _loss_phase(run: Run, at: int, cause: str) -> None:
    for clock in run.open_clocks():
        milestone = run.definition(clock)
        if (
            milestone.entry is not None
            and milestone.definition.on_criteria_lost == "cancel"
            and milestone.entry.excluded(run.state.fields)
        ):
            cancel(run, clock, at, cause, "criteria lost")


def _drain_effects(run: Run) -> None:
    """Apply what facts set off, in their order; what that sets off again comes after it."""
    while run.effects:
        fact, clock = run.effects.pop(0)
        _apply_effects(run, fact, clock)


def _apply_effects(run: Run, fact: Fact, clock: Clock) -> None:
    state = run.state
    process = run.process
    # The matrix is asked as things stood at the fact, as it is for deliveries: an update before it in this
    # very queue does not choose another row.
    asked = fact.data
    updates = (
        run.plan.field_updates(asked["version"], asked["tier"], asked["priority"], clock.type, fact.trigger)
        if fact.repeat == 0
        else ()
    )
    is_heard = (
        fact.kind == facts.VIOLATED
        and process is not None
        and (process.wants_violation_signal or run.plan.process(clock.version).wants_violation_signal)
    )
    changes = [(field, value) for field, value in updates if state.fields.get(field) != value]
    if not changes and not is_heard:
        return
    at = fact.occurred_at
    cause = f"fact:{fact.kind}:{clock.milestone}:{fact.trigger}@{at}"
    if state.updates_at != at:
        state.updates_at, state.updates_here = at, 0
    state.updates_here += 1
    if state.updates_here > EFFECTS_AT_ONE_INSTANT:
        run.record(facts.LOOP_CUT, at, cause, clock, trigger=fact.trigger)
        return
    for field, value in changes:
        state.fields[field] = value
        run.record(
            facts.FIELD_UPDATED, at, cause, clock, trigger=fact.trigger, data={"field": field, "value": value}
        )
    signals = {f"milestone_violated:{clock.type}"} if fact.kind == facts.VIOLATED else set()
    _phases(run, at, cause, signals)


def prune(run: Run) -> None:
    """Forget closed clocks that nothing can change any more: all but those a re-opening would resume."""
    state = run.state
    if all(clock.is_open for clock in state.clocks):
        return
    exited_by = state.exited_by
    state.clocks = [
        clock for clock in state.clocks if clock.is_open or (exited_by and clock.closed_by == exited_by)
    ]

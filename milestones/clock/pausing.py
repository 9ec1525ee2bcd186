"""Pauses: intervals with an identity. A clock stands still while at least one holds."""

from collections.abc import Callable
from typing import Any

import msgspec

from milestones.clock import fact as facts
from milestones.clock.counting import go_on, stand_still, still_since
from milestones.clock.event import CUSTOMER_REPLIED, Command
from milestones.clock.run import Run
from milestones.clock.state import Clock, Pause
from milestones.clock.triggers import set_next


def pause_phase(run: Run, at: int, cause: str, signals: set[str], commands: tuple[Command, ...]) -> None:
    """Begin and end pauses at one event: the customer's reply first (a pause that begins here waits for the
    next), then commands, then criteria.
    """
    state = run.state
    if CUSTOMER_REPLIED in signals:
        _end_pauses(state.pauses, at, lambda pause: pause.until_reply)
        for clock in run.open_clocks():
            if _end_pauses(clock.pauses, at, lambda pause: pause.until_reply):
                run.touch(clock)
    for command in commands:
        if command.kind == "pause":
            _pause_by_hand(run, command, at, cause)
        elif command.kind == "resume":
            _resume_by_hand(run, command, at, cause)
    state.pauses = [pause for pause in state.pauses if pause.end is None]
    for clock in run.open_clocks():
        if commands:
            run.touch(clock)
        follow_criteria(run, clock, at)
        settle(run, clock, at, cause)


def _end_pauses(pauses: list[Pause], at: int, chosen: Callable[[Pause], bool]) -> bool:
    ended = False
    for pause in pauses:
        if pause.end is None and chosen(pause):
            pause.end = at
            ended = True
    return ended


def _pause_by_hand(run: Run, command: Command, at: int, cause: str) -> None:
    state = run.state
    pause = Pause(
        "case" if command.milestone is None else "milestone",
        at,
        command.pause_id or cause,
        None,
        command.reason,
        command.until_reply,
        command.until,
        command.reason_code,
        command.outside_budget,
    )
    if pause.until is not None and pause.until <= at:
        _void(run, command, at, cause)
        return
    if command.milestone is None:
        if state.opened_at is None or state.exited_at is not None:
            _void(run, command, at, cause)
            return
        state.pauses.append(pause)
        for clock in run.open_clocks():
            if can_pause(run, clock, pause):
                clock.pauses.append(copy_of(pause))
        return
    paused = run.open_clock(command.milestone)
    if paused is None or not can_pause(run, paused, pause):
        _void(run, command, at, cause)
        return
    paused.pauses.append(pause)


def copy_of(pause: Pause) -> Pause:
    """A pause of its own with the same content: a pause of the case holds in each of its clocks."""
    return msgspec.structs.replace(pause)


def _resume_by_hand(run: Run, command: Command, at: int, cause: str) -> None:
    def chosen(pause: Pause) -> bool:
        kind = "case" if command.milestone is None else "milestone"
        return pause.kind == kind and command.pause_id in ("", pause.id)

    if command.milestone is None:
        ended = _end_pauses(run.state.pauses, at, chosen)
        for clock in run.open_clocks():
            _end_pauses(clock.pauses, at, chosen)
    else:
        clock_or_none = run.open_clock(command.milestone)
        ended = clock_or_none is not None and _end_pauses(clock_or_none.pauses, at, chosen)
    if not ended:
        _void(run, command, at, cause)


def _void(run: Run, command: Command, at: int, cause: str) -> None:
    run.record(facts.VOID, at, cause, data={"command": command.kind, "milestone": command.milestone or ""})


def can_pause(run: Run, clock: Clock, pause: Pause | None = None) -> bool:
    """Whether this clock may stand still: its definition allows it, and its pause budget is not used up or
    `pause` does not count against it.
    """
    is_free = pause is not None and pause.outside_budget
    return run.definition(clock).definition.pausable and (is_free or not clock.pause_spent)


def follow_criteria(run: Run, clock: Clock, at: int) -> None:
    """Begin or end the pause by criteria, which looks at fields alone."""
    if not can_pause(run, clock):
        return
    definition = run.definition(clock)
    holds = definition.pause is not None and definition.pause.holds(run.state.fields, ())
    held = next((p for p in clock.pauses if p.kind == "criteria" and p.end is None), None)
    if holds and held is None:
        clock.pauses.append(Pause("criteria", at))
        run.touch(clock)
    elif held is not None and not holds:
        held.end = at
        run.touch(clock)


def settle(run: Run, clock: Clock, at: int, cause: str, *, by_time: bool = False) -> None:
    """Let the clock stand still or go on as its pauses say. `by_time`: a pause has ended at its own end."""
    wanted = any(pause.is_in_force and can_pause(run, clock, pause) for pause in clock.pauses)
    if wanted and clock.status == "running":
        stand_still(run, clock, at)
        clock.status = "paused"
        run.record(facts.PAUSED, at, cause, clock, data={"consumed": clock.consumed})
        set_next(run, clock)
    elif clock.status == "paused" and not wanted:
        go_on(run, clock, at, still_since(clock))
        clock.status = "running"
        data: dict[str, Any] = {"target": clock.target_at, "paused": clock.paused_business}
        if by_time:
            data["reason"] = facts.UNTIL
        run.record(facts.RESUMED, at, cause, clock, data=data)
        set_next(run, clock)
    elif clock.status == "paused" and clock.id in run.changed:
        # Another pause holds it now: it may end otherwise, or count otherwise.
        set_next(run, clock)


def end_pauses_by_time(run: Run, at: int) -> None:
    """The timer of pauses that were given an end: they end, and what stood still by them alone goes on."""

    def chosen(pause: Pause) -> bool:
        return pause.until == at

    _end_pauses(run.state.pauses, at, chosen)
    run.state.pauses = [pause for pause in run.state.pauses if pause.is_in_force]
    for clock in run.open_clocks():
        if _end_pauses(clock.pauses, at, chosen):
            run.touch(clock)
            settle(run, clock, at, "timer", by_time=True)
    wait(run, at)


def spend_pause(run: Run, clock: Clock) -> None:
    """The timer of a paused clock: its pause budget is used up. Pauses that count against it end, and it can
    not be paused again but by what does not count.
    """
    at = clock.next_at
    if at is None:  # pragma: no cover - the timer was chosen by this very value
        raise AssertionError(f"{clock.id} has no pause budget to spend.")
    clock.pause_spent = True
    _end_pauses(clock.pauses, at, lambda pause: not pause.outside_budget)
    run.touch(clock)
    settle(run, clock, at, "timer")


def wait(run: Run, at: int) -> None:
    """Keep the stretches that will not count for milestones that count from process entry and have not begun:
    pauses, and the time a case is closed.
    """
    state = run.state
    process = run.process
    if state.entered_at is None or process is None:
        return
    standing: dict[str, Pause] = {}
    for milestone in process.milestones:
        definition = milestone.definition
        key = definition.key
        if definition.start != "process_entry" or not definition.pausable or state.occurrences.get(key, 0):
            continue
        if state.exited_at is not None:
            standing[key] = Pause("closed", at)
        elif milestone.pause is not None and milestone.pause.holds(state.fields, ()):
            standing[key] = Pause("criteria", at)
        elif state.pauses:
            standing[key] = _of_case(state.pauses, at)
    for key, stretches in state.waiting.items():
        held = stretches[-1]
        wanted = standing.get(key)
        if held.is_in_force and (wanted is None or _differs(wanted, held)):
            held.end = at
    for key, begun in standing.items():
        stretches = state.waiting.setdefault(key, [])
        if not stretches or not stretches[-1].is_in_force:
            stretches.append(begun)


def _of_case(pauses: list[Pause], at: int) -> Pause:
    """The stretch that pauses of the case make: it counts against a pause budget if one of them does."""
    counting = next((pause for pause in pauses if not pause.outside_budget), None)
    named = pauses[0] if counting is None else counting
    return Pause("case", at, code=named.code, outside_budget=counting is None)


def _differs(one: Pause, other: Pause) -> bool:
    return (one.kind == "closed") != (other.kind == "closed") or one.outside_budget != other.outside_budget


def waiting_stretches(run: Run, clock: Clock, at: int) -> list[Pause]:
    """Stretches that will not count for a clock that begins at `at`, though it counts from process entry."""
    stretches = run.state.waiting.get(clock.milestone, [])
    return [pause for pause in stretches if clock.started_at <= pause.begin < at]

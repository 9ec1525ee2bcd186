"""Triggers of a clock: which come next, which lie behind it, and what happens when its target moves."""

from entitlements.process.definition import VIOLATION, Trigger
from milestones.clock import fact as facts
from milestones.clock.counting import consumed, instant_of, outside_budget, still_since
from milestones.clock.run import Run
from milestones.clock.state import Clock


def next_trigger(run: Run, clock: Clock) -> tuple[int, int, str, Trigger, int] | None:
    """The next trigger a counting clock reaches: (instant, level, key, trigger, repetition), or None."""
    ahead: list[tuple[int, str, Trigger, int]] = []
    for base, trigger in run.definition(clock).levels(clock.level):
        key = trigger.key
        if key not in clock.fired:
            ahead.append((base, key, trigger, 0))
        elif trigger.repeat_every:
            repetition = clock.repeats.get(key, 0) + 1
            if not trigger.repeat_limit or repetition <= trigger.repeat_limit:
                ahead.append((base + repetition * trigger.repeat_every, key, trigger, repetition))
    if not ahead:
        return None
    lowest = min(item[0] for item in ahead)
    timed = []
    for level, key, trigger, repetition in ahead:
        if level == lowest:
            at_opening = clock.at_opening and key == VIOLATION and repetition == 0
            instant = instant_of(run.plan, clock, level, at_opening=at_opening)
            if instant is not None:
                timed.append((instant, level, key, trigger, repetition))
    return min(timed, key=lambda item: item[:3], default=None)


def set_next(run: Run, clock: Clock) -> None:
    """Store when something happens to this clock by itself, and whether it is at risk. Last act of every
    change.
    """
    run.touch(clock)
    clock.next_at = None
    definition = run.definition(clock)
    if clock.status == "running":
        upcoming = next_trigger(run, clock)
        if upcoming is not None:
            clock.next_at = upcoming[0]
    elif clock.status == "paused":
        clock.next_at = pause_ends_at(run, clock)
    clock.at_risk = (
        clock.is_open
        and not clock.is_violated
        and any(
            trigger.severity == "warning" and trigger.key in clock.fired for trigger in definition.triggers
        )
    )


def pause_ends_at(run: Run, clock: Clock) -> int | None:
    """When a paused clock has used up its pause budget and resumes by itself; None without a pause budget."""
    allowed = run.definition(clock).definition.pause_budget
    if not allowed or clock.pause_spent:
        return None
    calendar = run.calendar(clock)
    since = still_since(clock)
    counting = [pause.begin for pause in clock.pauses if pause.is_in_force and not pause.outside_budget]
    if not counting:
        return None
    # What stood still so far and counted, up to where only the counting pauses in force are left.
    begin = max(since, min(counting))
    used = clock.paused_business - clock.paused_outside
    used += calendar.elapsed(since, begin) - outside_budget(clock, calendar, since, begin)
    return calendar.due(begin, max(0, allowed - used))


def reach(run: Run, clock: Clock, trigger: Trigger, repetition: int, *, at: int, cause: str) -> None:
    """Record that the clock reached a trigger at `at`."""
    if trigger.key == VIOLATION and repetition == 0:
        clock.is_violated = True
        fact = run.record(
            facts.VIOLATED,
            at,
            cause,
            clock,
            trigger=VIOLATION,
            severity="violation",
            data={"target": clock.target_at, "level": clock.level, **run.standing(clock)},
        )
    else:
        fact = run.record(
            facts.TRIGGER_REACHED,
            at,
            cause,
            clock,
            trigger=trigger.key,
            repeat=repetition,
            severity=trigger.severity,
            data={"target": clock.target_at, "level": clock.level, **run.standing(clock)},
        )
    run.effects.append((fact, clock))


def fire_next(run: Run, clock: Clock) -> None:
    """The timer of a counting clock: reach the next trigger at its own instant."""
    upcoming = next_trigger(run, clock)
    if upcoming is None:  # pragma: no cover - next_at is set from the same answer
        raise AssertionError(
            f"No trigger lies ahead of {clock.id}, though its next instant is {clock.next_at}."
        )
    instant, _, key, trigger, repetition = upcoming
    if repetition:
        clock.repeats[key] = repetition
    else:
        clock.fired.append(key)
    reach(run, clock, trigger, repetition, at=instant, cause="timer")
    set_next(run, clock)


def set_target(run: Run, clock: Clock) -> int | None:
    """Look the target up afresh in what was counted. Returns when it is reached, None while the clock stands
    still.

    A clock that stands still before its target keeps the instant at which it would have been reached without
    the pause.
    """
    reached = instant_of(run.plan, clock, clock.level, at_opening=clock.at_opening, earliest=True)
    if reached is None:
        since = still_since(clock)
        left = clock.level - consumed(run.plan, clock, since)
        clock.target_at = run.calendar(clock).due(since, left, clock.at_opening)
    else:
        clock.target_at = reached
    return reached


def arm(
    run: Run, clock: Clock, at: int, cause: str, *, quiet: bool = False, keeps_target: bool = False
) -> None:
    """A clock begins or is re-timed at `at`: arm what lies ahead, record what was passed.

    Of the triggers passed and not reached before, the violation is recorded and the last one by level; with
    `quiet` the violation alone. A violation whose target does not lie in the past any more is lifted. What a
    timer of this very instant has told, and still belongs here, is not told again. With `keeps_target` the
    target stays, and with it whether it is violated.
    """
    told = run.told_by_timer(clock, at)
    target = None if keeps_target else set_target(run, clock)
    is_past = target is not None and (target < at or (target == at and (VIOLATION, 0) in told))
    if clock.is_violated and not is_past and not keeps_target:
        clock.is_violated = False
        run.record(facts.LIFTED, at, cause, clock, trigger=VIOLATION, data={"target": clock.target_at})
    passed: list[Trigger] = []
    for level, trigger in run.definition(clock).levels(clock.level):
        key = trigger.key
        if key == VIOLATION and keeps_target:
            if clock.is_violated and trigger.repeat_every:
                _skip_repetitions(run, clock, trigger, level, at=at, told=told)
            continue
        instant = target if key == VIOLATION else instant_of(run.plan, clock, level, earliest=True)
        if instant == at and (key, 0) in told:
            continue
        if instant is None or instant >= at:
            if key in clock.fired:
                clock.fired.remove(key)
            clock.repeats.pop(key, None)
            continue
        if key not in clock.fired:
            clock.fired.append(key)
            passed.append(trigger)
        if trigger.repeat_every:
            _skip_repetitions(run, clock, trigger, level, at=at, told=told)
    for trigger in passed:
        if trigger.key == VIOLATION or (trigger is passed[-1] and not quiet):
            reach(run, clock, trigger, 0, at=at, cause=cause)
    set_next(run, clock)


def _skip_repetitions(
    run: Run, clock: Clock, trigger: Trigger, level: int, *, at: int, told: set[tuple[str, int]]
) -> None:
    repetition = max(1, (consumed(run.plan, clock, at) - level) // trigger.repeat_every)
    while not trigger.repeat_limit or repetition <= trigger.repeat_limit:
        instant = instant_of(run.plan, clock, level + repetition * trigger.repeat_every, earliest=True)
        is_told = instant == at and (trigger.key, repetition) in told
        if instant is None or (instant >= at and not is_told):
            break
        repetition += 1
    clock.repeats[trigger.key] = repetition - 1

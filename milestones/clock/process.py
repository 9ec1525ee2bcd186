"""The case's way through its process: coverage, entry, exit, re-opening."""

from datetime import datetime
from typing import Any

from entitlements.business_time.instants import parse_instant, to_instant
from milestones.clock import fact as facts
from milestones.clock.closing import cancel
from milestones.clock.counting import consumed
from milestones.clock.event import Coverage, Decision, HoursAdopted, Incident, VersionMoved
from milestones.clock.run import Run
from milestones.clock.state import Clock, Pause, Promise, Segment
from milestones.clock.triggers import arm, set_next


def decide(run: Run, decision: Decision, at: int, cause: str) -> None:
    """Take a decision about the case into account, for all that begins from now on."""
    state = run.state
    if isinstance(decision, Coverage):
        state.promise = None
        if decision.version is not None:
            state.version = decision.version
            state.promise = Promise(
                version=decision.version,
                tier=decision.tier,
                entitlement=decision.entitlement,
                hours=decision.hours,
                case_hours=decision.case_hours,
                calendars=dict(decision.calendars),
                incident=decision.incident,
            )
        run.record(facts.COVERED, at, cause, data=_said(decision))
    elif isinstance(decision, Incident):
        if state.promise is not None and state.promise.entitlement == decision.entitlement:
            state.promise.incident = decision.taken
            state.promise.given_back = not decision.taken
        run.record(
            facts.INCIDENT_TAKEN if decision.taken else facts.INCIDENT_GIVEN_BACK,
            at,
            cause,
            data={"entitlement": decision.entitlement},
        )
    elif isinstance(decision, HoursAdopted):
        if state.promise is not None:
            state.promise.calendars[decision.hours] = decision.timeline
        run.record(
            facts.HOURS_ADOPTED,
            at,
            cause,
            data={"hours": decision.hours, "timeline": decision.timeline, "mode": decision.mode},
        )
    elif isinstance(decision, VersionMoved):
        state.version = decision.version
        process = run.plan.process(decision.version)
        for clock in run.open_clocks():
            if clock.milestone in process.by_key:
                run.moved_from[clock.id] = clock.version
                clock.version = decision.version
                run.touch(clock)
        if state.promise is not None:
            state.promise.version = decision.version
            state.promise.calendars.update(decision.calendars)
        run.record(
            facts.VERSION_MOVED,
            at,
            cause,
            data={"version": decision.version, "targets": decision.targets, "passed": decision.passed},
        )


def _said(decision: Coverage) -> dict[str, Any]:
    """What the fact of a coverage holds. What is not so is left out, as it was before it could be said."""
    data: dict[str, Any] = {
        "outcome": decision.outcome,
        "entitlement": decision.entitlement,
        "version": decision.version,
    }
    if decision.incident:
        data["incident"] = True
    if decision.by_hand:
        data["by_hand"] = True
    return data


def exit_phase(run: Run, at: int, cause: str, signals: set[str]) -> None:
    """Leave the process when its exit criteria hold; come back when they have certainly stopped holding."""
    process = run.process
    state = run.state
    if process is None or state.entered_at is None:
        return
    if state.exited_at is None:
        if process.exit.holds(state.fields, signals):
            _exit(run, at, cause)
    elif process.exit.excluded(state.fields):
        _reopen(run, at, cause, new_cycle=process.process.reopen == "new_cycle")


def _exit(run: Run, at: int, cause: str) -> None:
    state = run.state
    for clock in run.open_clocks():
        cancel(run, clock, at, cause, "exit")
    state.pending.clear()
    state.pauses.clear()
    state.exited_at, state.exited_by = at, cause
    run.record(facts.EXITED, at, cause)


def _reopen(run: Run, at: int, cause: str, *, new_cycle: bool) -> None:
    state = run.state
    exited_by = state.exited_by
    state.exited_at, state.exited_by = None, ""
    run.record(facts.REOPENED, at, cause, data={"new_cycle": new_cycle})
    if new_cycle:
        _enter(run, at, at, cause)
        return
    closed = [clock for clock in state.clocks if not clock.is_open and clock.closed_by == exited_by]
    closed.sort(key=run.place)
    for clock in closed:
        _resume_closed(run, clock, at, cause)


def _resume_closed(run: Run, clock: Clock, at: int, cause: str) -> None:
    """Take a clock up again that the exit closed. The closed stretch does not count, unless it may not be
    paused.
    """
    if clock.status == "completed":
        if clock.used_before is None:
            run.state.used.pop(clock.milestone, None)
        else:
            run.state.used[clock.milestone] = clock.used_before
    closed_at = clock.closed_at if clock.closed_at is not None else at
    clock.status, clock.closed_at, clock.closed_by = "running", None, ""
    pausable = run.definition(clock).definition.pausable
    if pausable:
        clock.segments.append(Segment(at, None, clock.timeline))
        clock.pauses.append(Pause("closed", closed_at, "", at))
        left = clock.level - clock.consumed
        if not clock.is_violated and left >= 0:
            clock.target_at = run.calendar(clock).due(at, left, clock.at_opening)
    else:
        clock.segments.append(Segment(closed_at, None, clock.timeline))
    clock.consumed = consumed(run.plan, clock, at)
    run.record(facts.RESUMED, at, cause, clock, data={"target": clock.target_at, "reason": "re-opened"})
    if pausable:
        set_next(run, clock)
    else:
        arm(run, clock, at, cause)


def entry_phase(run: Run, at: int, cause: str, signals: set[str]) -> None:
    """Enter the process once, when everything it asks for is there."""
    state = run.state
    process = run.process
    if state.promise is None:
        state.entry_due_at = None
    if state.entered_at is not None or state.opened_at is None or state.promise is None or process is None:
        return
    waits = state.entry_due_at is not None
    state.entry_due_at = None
    if process.exit.holds(state.fields, signals):
        return
    entry = process.entry
    if entry is not None:
        wanted = not entry.excluded(state.fields) if waits else entry.holds(state.fields, signals)
        if not wanted:
            return
    instant = _entry_instant(run, process.process.entry_field)
    if instant is None:
        return
    if instant > at:
        state.entry_due_at = instant
    else:
        _enter(run, instant, at, cause)


def enter_by_timer(run: Run) -> None:
    """The timer of process entry: the date it waited for has come."""
    at = run.state.entry_due_at
    if at is None:  # pragma: no cover - the timer was chosen by this very value
        raise AssertionError("No process entry was waited for.")
    run.state.entry_due_at = None
    _enter(run, at, at, "timer")


def _enter(run: Run, entered_at: int, at: int, cause: str) -> None:
    state = run.state
    state.cycle += 1
    state.entered_at = entered_at
    state.used.clear()
    state.occurrences.clear()
    state.waiting.clear()
    run.record(
        facts.ENTERED,
        at,
        cause,
        data={"entered_at": entered_at, "cycle": state.cycle, "version": state.version},
    )


def _entry_instant(run: Run, field: str) -> int | None:
    if field == "opened_at":
        return run.state.opened_at
    value: Any = run.state.fields.get(field)
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return to_instant(value)
    return parse_instant(str(value))

"""The faults: what is wrong, where, and the text that makes it so."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One fault put into one file: `right` stands there exactly once and becomes `wrong`."""

    name: str
    file: str
    right: str
    wrong: str


FAULTS = (
    Fault(
        "a pause is counted twice",
        "milestones/clock/counting.py",
        "clock.target_at = calendar.due(at, left, clock.at_opening)",
        "clock.target_at = calendar.due(at, left + calendar.elapsed(since, at), clock.at_opening)",
    ),
    Fault(
        "a target on closing time moves to the next opening",
        "milestones/clock/counting.py",
        "return calendar.due(segment.begin, level - counted, at_opening)",
        "return calendar.due(segment.begin, level - counted, True)",
    ),
    Fault(
        "ties are broken by arrival",
        "milestones/clock/history.py",
        "key=lambda each: each.order",
        "key=lambda each: (each.occurred_at, each.recorded_at)",
    ),
    Fault(
        "a timer fires before the events of its instant",
        "milestones/clock/application.py",
        "pass_time(run, event.occurred_at)",
        "pass_time(run, event.occurred_at + 1)",
    ),
    Fault(
        "the event that closes one occurrence closes the next",
        "milestones/clock/application.py",
        "    wait(run, at)\n    start_phase(run, at, cause, signals)\n",
        "    wait(run, at)\n    start_phase(run, at, cause, signals)\n"
        "    _completion_phase(run, at, cause, signals, ())\n",
    ),
    Fault(
        "a late completion is forgiven",
        "milestones/clock/closing.py",
        "clock.is_violated = clock.is_violated or at > clock.target_at",
        "clock.is_violated = False",
    ),
    Fault(
        "a sequential milestone begins before the previous target",
        "milestones/clock/starting.py",
        "and target_before > at\n",
        "and target_before > at + 10**18\n",
    ),
    Fault(
        "catching up tells every trigger that was passed",
        "milestones/clock/triggers.py",
        "if trigger.key == VIOLATION or (trigger is passed[-1] and not quiet):",
        "if trigger:",
    ),
    Fault(
        "a paused clock wakes at its target",
        "milestones/clock/triggers.py",
        "clock.next_at = pause_ends_at(run, clock)",
        "clock.next_at = clock.target_at",
    ),
    Fault(
        "before its first assertion a field has no value",
        "milestones/clock/fold.py",
        "fields=dict(history.first_values)",
        "fields={}",
    ),
    Fault(
        "what was taken back still counts",
        "milestones/clock/history.py",
        'if f"{event.source}/{event.id}" in retracted:',
        'if f"{event.source}/{event.id}" in ():',
    ),
    Fault(
        "a violation that no longer holds is not lifted",
        "milestones/clock/triggers.py",
        "if clock.is_violated and not is_past and not keeps_target:",
        "if clock.is_violated and not is_past and not keeps_target and at < 0:",
    ),
    Fault(
        "another priority forgets the time consumed",
        "milestones/clock/retiming.py",
        "    clock.budget = budget\n    set_level(run, clock)\n",
        "    clock.budget = budget\n    clock.segments = [Segment(at, None, clock.timeline)]\n"
        "    set_level(run, clock)\n",
    ),
    Fault(
        "what may not be paused is paused",
        "milestones/clock/pausing.py",
        "return run.definition(clock).definition.pausable and (is_free or not clock.pause_spent)",
        "return is_free or not clock.pause_spent",
    ),
    Fault(
        "a pause that does not count uses its budget up",
        "milestones/clock/counting.py",
        "if holding and all(pause.outside_budget for pause in holding):",
        "if False:",
    ),
    Fault(
        "re-opening counts the stretch in which the case was closed",
        "milestones/clock/process.py",
        "clock.segments.append(Segment(at, None, clock.timeline))",
        "clock.segments.append(Segment(closed_at, None, clock.timeline))",
    ),
    Fault(
        "repetitions after the target count time paused",
        "milestones/clock/counting.py",
        "clock.segments.append(Segment(at, None, clock.timeline))",
        "clock.segments.append(Segment(since if clock.is_violated else at, None, clock.timeline))",
    ),
    Fault(
        "a budget of days loses the side of the night it ends on",
        "milestones/clock/counting.py",
        "return OpenTime(due.micros, due.at_opening)",
        "return OpenTime(due.micros, at_opening=False)",
    ),
    Fault(
        "a command without effect is passed over in silence",
        "milestones/clock/pausing.py",
        "    run.record(facts.VOID, at, cause, data=",
        "    dict(at=at, cause=cause, data=",
    ),
    Fault(
        "a version move touches what is closed",
        "milestones/clock/retiming.py",
        "for clock in run.open_clocks():",
        "for clock in list(run.state.clocks):",
    ),
    Fault(
        "a field update waits for the next event",
        "milestones/clock/application.py",
        "        _drain_effects(run)\n        prune(run)\n",
        "        prune(run)\n",
    ),
)

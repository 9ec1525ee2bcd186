"""The tight way for decisions about many cases ends where an ordinary turn ends, for every history."""

import os
from typing import Any

import pytest

from milestones.clock.event import Event, HoursAdopted, VersionMoved
from milestones.clock.fold import decode_state, encode_state, fold, is_late
from milestones.clock.history import resolve
from milestones.engine.decide import carry_on
from milestones.engine.work import CaseWork, Loaded, Outcome
from milestones.engine.write.clocks import MILESTONE_COLUMNS, milestone_row
from tests.milestones.clock.generated.histories import History, random_history

HISTORIES = int(os.environ.get("CLOCK_HISTORIES", "120"))
SLICES = 4

RETIMED = {
    "is_violated",
    "at_risk",
    "target_at",
    "next_trigger_at",
    "level",
    "consumed",
    "paused_business",
    "paused_calendar",
    "timeline",
    "segments",
    "reached",
}
"""Columns that the statement for re-timed clocks writes; everything else must be as it was."""


@pytest.fixture(params=range(SLICES), ids=lambda part: f"slice {part + 1}")
def seeds(request: pytest.FixtureRequest) -> range:
    return range(request.param, HISTORIES, SLICES)


def decisions(history: History) -> list[tuple[list[Event], Event]]:
    """Every decision about hours and versions in the history, with the events that come before it."""
    ordered = resolve(history.arrivals).events
    return [
        (ordered[:place], event)
        for place, event in enumerate(ordered)
        if place and isinstance(event.decision, HoursAdopted | VersionMoved)
    ]


def carried_on(plan: Any, stored: bytes, event: Event, at: int, *, watched: bool) -> Outcome | None:
    row = Loaded(1, stored, 0, 0, b"", 1, b"", 0, False)
    work = CaseWork(row, [event])
    return carry_on(plan, work, at, (lambda _: None) if watched else None)


def outcome_differs(one: Outcome, other: Outcome) -> bool:
    return (
        encode_state(one.state) != encode_state(other.state)
        or [each.content for each in one.facts] != [each.content for each in other.facts]
        or [each.send for each in one.facts] != [each.send for each in other.facts]
    )


def test_looking_at_the_state_just_before_the_decision_changes_nothing(seeds: range) -> None:
    tried = 0
    for seed in seeds:
        history = random_history(seed)
        for before, event in decisions(history):
            stored = encode_state(fold(history.plan, before, None).state)
            if is_late(decode_state(stored), event):
                continue
            at = event.occurred_at + 3_600_000_000
            plain = carried_on(history.plan, stored, event, at, watched=False)
            watched = carried_on(history.plan, stored, event, at, watched=True)
            if plain is None or watched is None:  # the version says otherwise which statuses are closed
                assert plain is watched, seed
                continue
            assert not outcome_differs(plain, watched), seed
            tried += 1
    assert tried > len(seeds) / 4


def test_a_mere_retiming_changes_no_other_column_and_no_other_clock(seeds: range) -> None:
    tried = 0
    names = [name for name, _, _ in MILESTONE_COLUMNS]
    for seed in seeds:
        history = random_history(seed)
        for before, event in decisions(history):
            folded = fold(history.plan, before, None)
            stored = encode_state(folded.state)
            if is_late(folded.state, event):
                continue
            outcome = carried_on(history.plan, stored, event, event.occurred_at, watched=True)
            if outcome is None or not outcome.is_mere_retiming:
                continue
            known = {clock.id: milestone_row(1, clock) for clock in decode_state(stored).clocks}
            for clock in outcome.clocks:
                changed = {
                    name
                    for name, was, now in zip(names, known[clock.id], milestone_row(1, clock), strict=True)
                    if was != now
                }
                assert changed <= RETIMED, (seed, clock.id, changed - RETIMED)
            untouched = known.keys() - {clock.id for clock in outcome.clocks}
            for clock in outcome.state.clocks:
                if clock.id in untouched:
                    assert milestone_row(1, clock) == known[clock.id], (seed, clock.id)
            tried += 1
    assert tried > 0

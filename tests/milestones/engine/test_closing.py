"""When a case was closed, derived from what its status was said to be."""

from typing import Any

import pytest

from entitlements.business_time.instants import MINUTE
from entitlements.process.definition import StatusClasses
from milestones.clock.event import Event
from milestones.clock.fact import FIELD_UPDATED, Fact
from milestones.clock.fold import encode_state, fold
from milestones.clock.history import resolve
from milestones.clock.state import State
from milestones.engine.closing import Closing, Told, follow_status, statuses_told
from milestones.engine.decide import carry_on, closing_of
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.engine.work import CaseWork, Loaded
from tests.milestones.clock.generated.histories import random_history
from tests.milestones.promised import Desk, at, promise

NINE = at("09:00")
CLASSES = StatusClasses(closed=("closed", "resolved"), stopped=("pending",), spam=("spam", "duplicate"))


def said(minute: int, status: str, **more: Any) -> Event:
    """The status was said to be that, so many minutes after nine."""
    when = NINE + minute * MINUTE
    return Event(f"{minute}", "desk", when, when, fields={"status": status, **more})


def set_by_escalation(minute: int, value: Any, field: str = "status") -> Fact:
    return Fact(FIELD_UPDATED, NINE + minute * MINUTE, "fact", data={"field": field, "value": value})


def closed(minute: int) -> Closing:
    return Closing(NINE + minute * MINUTE)


OPEN = Closing(None)


@pytest.fixture
def seeds() -> range:
    return range(60)


@pytest.mark.parametrize(
    ("before", "events", "found", "expected"),
    [
        ("open", [said(10, "closed")], [], closed(10)),
        ("open", [said(10, "CLOSED")], [], closed(10)),
        ("open", [said(10, "resolved"), said(20, "closed")], [], closed(10)),
        ("open", [said(10, "spam")], [], closed(10)),
        ("open", [said(10, "Duplicate")], [], closed(10)),
        ("spam", [said(10, "duplicate")], [], None),
        ("spam", [said(10, "open")], [], OPEN),
        ("closed", [said(10, "spam")], [], None),
        ("open", [said(10, "closed"), said(20, "open")], [], OPEN),
        ("open", [said(10, "closed"), said(20, "open"), said(30, "spam")], [], closed(30)),
        ("open", [said(10, "pending")], [], None),
        ("open", [Event("x", "desk", NINE, NINE, fields={"priority": "P1"})], [], None),
        ("open", [], [set_by_escalation(10, "closed")], closed(10)),
        ("open", [], [set_by_escalation(10, "closed", "attributes.status")], None),
        ("open", [said(10, "open")], [set_by_escalation(10, "closed")], closed(10)),
        ("open", [said(10, "closed")], [set_by_escalation(10, "open")], OPEN),
        ("open", [said(20, "open")], [set_by_escalation(10, "closed")], OPEN),
        (None, [said(10, "closed")], [], closed(10)),
        (7, [said(10, "closed")], [], closed(10)),
    ],
    ids=[
        "closed",
        "however it is spelled",
        "closed twice: the first counts",
        "spam is closed",
        "a duplicate is closed",
        "from spam to duplicate it stays closed",
        "no spam after all",
        "closed, then called spam",
        "re-opened",
        "closed again",
        "pending is open",
        "nothing said of the status",
        "closed by escalation",
        "an attribute of that name is no status",
        "at one instant events come before what escalation sets",
        "escalation opens what was closed at its instant",
        "said later than escalation",
        "no status before",
        "a status that is no text is open",
    ],
)
def test_the_last_turn_to_a_closed_status_counts(
    before: Any, events: list[Event], found: list[Fact], expected: Closing | None
) -> None:
    steps: list[Told] = [(event, []) for event in events[:-1]]
    steps.append((events[-1] if events else None, found))
    assert follow_status(CLASSES, before, None, statuses_told(steps)) == expected


def test_of_two_events_of_one_instant_the_second_has_the_last_word_over_what_the_first_set_off() -> None:
    first = Event("1", "desk", NINE, NINE, fields={"priority": "P1"})
    steps: list[Told] = [(first, [set_by_escalation(0, "closed")]), (said(0, "open"), [])]
    assert follow_status(CLASSES, "new", None, statuses_told(steps)) == OPEN


def test_live_and_from_the_whole_history_a_case_is_closed_at_the_same_instant(seeds: range) -> None:
    tried = 0
    for seed in seeds:
        history = random_history(seed)
        plan: Any = history.plan
        stored, live, known = encode_state(State()), Closing(None), list[Event]()
        for event in resolve(history.arrivals).events:
            work = CaseWork(Loaded(1, stored, 0, 0, b"", len(known), b"", 0, False), [event])
            known.append(event)
            whole = fold(plan, known, event.occurred_at)
            outcome = carry_on(plan, work, event.occurred_at)
            expected = closing_of(plan, whole, known)
            if outcome is None:
                live = expected
            else:
                live = outcome.closing or live
                tried += 1
            assert live == expected, (seed, event)
            stored = encode_state(whole.state)
            words = {"closed", "resolved", "spam", "duplicate"}
            if whole.state.version is not None:
                statuses = plan.process(whole.state.version).process.statuses
                words = {*statuses.closed, *statuses.spam}
            is_closed = str(whole.state.fields.get("status") or "").casefold() in words
            assert is_closed == (live.at is not None), (seed, event)
    assert tried > 5 * len(seeds)


@pytest.mark.parametrize(
    ("before", "expected"), [("open", OPEN), ("closed", Closing(NINE)), ("spam", Closing(NINE))]
)
def test_followed_from_its_beginning_a_case_has_an_answer_though_nothing_changes(
    before: str, expected: Closing
) -> None:
    assert follow_status(CLASSES, before, NINE, []) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["spam", "duplicate"])
def test_a_case_set_aside_as_spam_is_closed_then_and_its_clocks_are_canceled(status: str) -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:20", status=status)

    assert desk.case.closed_at is not None
    assert f"{desk.case.closed_at:%H:%M}" == "09:20"
    assert verify([desk.case.pk]).drift == []


@pytest.mark.django_db
def test_a_late_word_that_it_was_no_spam_opens_the_case_again() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:20", status="spam")
    desk.says("09:30", status="open", told="09:40")
    evaluate_due(at("09:50"))

    assert desk.case.closed_at is None
    assert verify([desk.case.pk]).drift == []

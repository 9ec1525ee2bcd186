"""Facts as the timeline's table says them."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from milestones.clock.fact import ClockId, Fact
from milestones.pages.case.fact_words import fact_words
from milestones.pages.case.telling import Telling
from milestones.pages.case.triggers import trigger_name
from tests.milestones.promised import at

TELLING = Telling(at("12:00"), ZoneInfo("UTC"))
NAMES = {"resolution": "Resolution", "update": "Next Update"}
RESOLUTION = ClockId("resolution", 1, 1)


def fact(kind: str, clock: ClockId | None = RESOLUTION, **more: Any) -> Fact:
    return Fact(kind, at("11:00"), "event:desk/1", clock, **more)


@pytest.mark.parametrize(
    ("said", "before", "words"),
    [
        (fact("started", data={"target": at("18:00")}), None, "Resolution started, due 18:00"),
        (fact("started", ClockId("update", 1, 3)), None, "Next Update 3 started"),
        (fact("paused"), None, "Resolution paused"),
        (
            fact("resumed", data={"target": at("18:30")}),
            at("18:00"),
            "Resolution resumed, target moved 18:00 → 18:30",
        ),
        (fact("resumed", data={"target": at("18:00")}), at("18:00"), "Resolution resumed"),
        (
            fact("re-timed", data={"target_before": at("18:00"), "target": at("15:00")}),
            None,
            "Resolution re-timed, target moved 18:00 → 15:00",
        ),
        (
            fact("trigger reached", trigger="75", severity="warning"),
            None,
            "Resolution reached 75 %, a warning",
        ),
        (
            fact("trigger reached", trigger="+PT30M", severity="violation", repeat=2),
            None,
            "Resolution reached 30 m after target, repetition 2",
        ),
        (fact("violated", trigger="100"), None, "Resolution violated"),
        (fact("violation lifted"), None, "Violation of Resolution lifted"),
        (fact("completed", trigger="met"), None, "Resolution met"),
        (fact("completed", trigger="met_late"), None, "Resolution met late"),
        (fact("canceled"), None, "Resolution canceled"),
        (fact("entered", None, data={"cycle": 1}), None, "Entered the process"),
        (fact("entered", None, data={"cycle": 2}), None, "Entered the process, cycle 2"),
        (fact("reopened", None, data={"new_cycle": False}), None, "Opened again, clocks go on"),
        (fact("covered", None, data={"outcome": "no_entitlement"}), None, "Cover decided: not covered"),
        (
            fact("field updated", None, data={"field": "priority", "value": "P1"}),
            None,
            "priority set to “P1” by escalation",
        ),
        (
            fact("void", None, data={"command": "resume", "milestone": "resolution"}),
            None,
            "Void: resuming Resolution had no effect, nothing was paused by hand then",
        ),
    ],
)
def test_facts_in_words(said: Fact, before: int | None, words: str) -> None:
    assert fact_words(said, NAMES, TELLING, before) == words


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("75", "75 %"),
        ("87.5", "87.5 %"),
        ("-PT1H", "1 h before target"),
        ("+PT30M", "30 m after target"),
        ("@PT45M", "45 m after start"),
        ("what?", "what?"),
    ],
)
def test_triggers_by_name(key: str, name: str) -> None:
    assert trigger_name(key) == name

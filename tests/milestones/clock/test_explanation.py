"""An explanation says what counted, what did not and why, and its sum is the target."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.calendar import Calendar, around_the_clock
from entitlements.business_time.instants import MINUTE, to_datetime
from entitlements.process.definition import MilestoneDefinition, Process, Trigger
from milestones.clock.compiled import CompiledProcess, compile_process
from milestones.clock.event import CASE_OPENED, Command, Coverage, Event
from milestones.clock.explanation import Explanation, explain
from milestones.clock.fold import fold
from tests.entitlements.business_time.hours import NEW_YORK, WORKDAYS, closed_on, hours, ny

CAL = 1
AROUND_THE_CLOCK = 2
TIMELINES = {CAL: 1, AROUND_THE_CLOCK: 1}


def wall(instant: int) -> str:
    """An instant on New York's wall, weekday first: `Mon 14:00`."""
    return to_datetime(instant).astimezone(ZoneInfo(NEW_YORK)).strftime("%a %H:%M")


class Pinned:
    """One version, and Monday to Friday 09:00–17:00 in New York with 3 July 2026 a holiday."""

    def __init__(self, definition: MilestoneDefinition) -> None:
        self.compiled = compile_process(
            Process(version=1, name="Support", hours=CAL, milestones=(definition,))
        )
        holiday = closed_on("2026-07-03", "Independence Day")
        self.cal = hours(NEW_YORK, f"{WORKDAYS} 09:00-17:00", holidays=(holiday,))

    def process(self, version: int) -> CompiledProcess:
        return self.compiled

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        return self.cal if hours == CAL else around_the_clock(NEW_YORK)

    def field_updates(self, *asked: Any) -> tuple[tuple[str, Any], ...]:
        return ()


def explained(opened: str, at: str, *events: Event, budget: Budget, **rules: Any) -> Explanation:
    """The explanation at `at` of the one milestone of a case opened at `opened`."""
    plan = Pinned(
        MilestoneDefinition(
            key="resolution", type="resolution", name="Resolution", budget=budget, **{"hours": CAL, **rules}
        )
    )
    opening = Event(
        id="1", source="crm", occurred_at=ny(opened), recorded_at=0, fields={"status": "new"},
        signals=(CASE_OPENED,),
    )  # fmt: skip
    promise = Event(
        id="2", source="", occurred_at=ny(opened), recorded_at=0,
        decision=Coverage("covered", entitlement=7, version=1, tier="gold", calendars=TIMELINES),
    )  # fmt: skip
    folded = fold(plan, [promise, opening, *events], ny(at))
    return explain(plan, folded.state, list(folded.clocks.values())[-1], ny(at))


def by_hand(kind: Any, at: str, **said: Any) -> Event:
    return Event(
        id=f"{kind} {at}", source="local", occurred_at=ny(at), recorded_at=0,
        commands=(Command(kind, **{"milestone": "resolution", **said}),),
    )  # fmt: skip


def told(explanation: Explanation) -> list[tuple[str, str, str, str, int]]:
    return [
        (wall(each.begin), wall(each.end), each.kind, each.reason, each.counted // MINUTE)
        for each in explanation.stretches
    ]


def test_nights_are_skipped_and_a_pause_is_told_with_its_reason() -> None:
    found = explained(
        "2026-06-01 14:00",
        "2026-06-02 10:00",
        by_hand("pause", "2026-06-01 16:00", reason="awaiting parts"),
        by_hand("resume", "2026-06-02 09:30"),
        budget=Budget(micros=240 * MINUTE),
    )
    assert told(found) == [
        ("Mon 14:00", "Mon 16:00", "counted", "", 120),
        ("Mon 16:00", "Tue 09:30", "paused", "awaiting parts", 0),
        ("Tue 09:30", "Tue 10:00", "counted", "", 30),
        ("Tue 10:00", "Tue 11:30", "counted", "", 90),
    ]
    assert [each.is_ahead for each in found.stretches] == [False, False, False, True]
    assert wall(found.target_at) == "Tue 11:30"
    assert wall(found.original_target_at) == "Tue 10:00"
    assert (found.consumed, found.left, found.percent) == (150 * MINUTE, 90 * MINUTE, 62)
    assert found.paused_business == 90 * MINUTE
    assert found.paused_calendar == (17 * 60 + 30) * MINUTE


def test_a_holiday_is_named() -> None:
    found = explained("2026-07-02 15:00", "2026-07-02 16:00", budget=Budget(micros=240 * MINUTE))
    assert told(found) == [
        ("Thu 15:00", "Thu 16:00", "counted", "", 60),
        ("Thu 16:00", "Thu 17:00", "counted", "", 60),
        ("Thu 17:00", "Fri 00:00", "closed", "closed", 0),
        ("Fri 00:00", "Sat 00:00", "closed", "holiday: Independence Day", 0),
        ("Sat 00:00", "Mon 09:00", "closed", "closed", 0),
        ("Mon 09:00", "Mon 11:00", "counted", "", 120),
    ]
    assert found.stretches[-1].total == found.level == 240 * MINUTE


def test_a_start_outside_hours_is_kept_as_it_was() -> None:
    found = explained("2026-06-06 11:00", "2026-06-06 12:00", budget=Budget(micros=60 * MINUTE))
    assert wall(found.started_at) == "Sat 11:00"
    assert told(found) == [
        ("Sat 11:00", "Sat 12:00", "closed", "closed", 0),
        ("Sat 12:00", "Mon 09:00", "closed", "closed", 0),
        ("Mon 09:00", "Mon 10:00", "counted", "", 60),
    ]


def test_what_comes_next_is_told_in_order_with_its_instant() -> None:
    found = explained(
        "2026-06-01 15:00",
        "2026-06-01 16:30",
        budget=Budget(micros=240 * MINUTE),
        triggers=(
            Trigger("-PT1H", "before_target", 60 * MINUTE),
            Trigger("-PT3H", "before_target", 180 * MINUTE),
            Trigger("+PT30M", "after_target", 30 * MINUTE),
        ),
    )
    assert [(each.trigger, wall(each.at)) for each in found.upcoming] == [
        ("-PT1H", "Tue 10:00"), ("100", "Tue 11:00"), ("+PT30M", "Tue 11:30"),
    ]  # fmt: skip


def test_of_a_repeated_trigger_the_next_repetition_is_told() -> None:
    trigger = Trigger("100", "percent", 10_000, "violation", repeat_every=30 * MINUTE)
    found = explained(
        "2026-06-01 09:00", "2026-06-01 10:45", budget=Budget(micros=60 * MINUTE), triggers=(trigger,)
    )
    assert found.standing == "violated"
    assert [(each.trigger, each.repetition, wall(each.at)) for each in found.upcoming] == [
        ("100", 2, "Mon 11:00")
    ]
    assert (found.left, found.past_target_business) == (-45 * MINUTE, 45 * MINUTE)


def test_a_paused_clock_ends_where_it_stands_and_nothing_comes_next() -> None:
    found = explained(
        "2026-06-01 14:00",
        "2026-06-02 09:30",
        by_hand("pause", "2026-06-01 16:00", reason="awaiting parts"),
        budget=Budget(micros=240 * MINUTE),
    )
    assert told(found)[-1] == ("Mon 16:00", "Tue 09:30", "paused", "awaiting parts", 0)
    assert found.upcoming == ()
    assert found.standing == "paused"
    assert found.paused_business == 90 * MINUTE
    assert found.consumed == 120 * MINUTE


def test_overlapping_pauses_are_told_once_each_for_its_own_stretch() -> None:
    found = explained(
        "2026-06-01 10:00",
        "2026-06-01 13:00",
        by_hand("pause", "2026-06-01 10:30", milestone=None, reason="customer away"),
        by_hand("pause", "2026-06-01 11:00", reason="awaiting parts"),
        by_hand("resume", "2026-06-01 11:30", milestone=None),
        by_hand("resume", "2026-06-01 12:00"),
        budget=Budget(micros=120 * MINUTE),
    )
    stood = [each for each in told(found) if each[2] == "paused"]
    assert [(begin, end, reason) for begin, end, _, reason, _ in stood] == [
        ("Mon 10:30", "Mon 11:00", "customer away"),
        ("Mon 11:00", "Mon 11:30", "customer away"),
        ("Mon 11:30", "Mon 12:00", "awaiting parts"),
    ]
    assert wall(found.target_at) == "Mon 13:30"


def test_a_late_completion_is_explained_to_the_second_past_the_target() -> None:
    found = explained(
        "2026-06-01 16:00",
        "2026-06-02 12:00",
        by_hand("complete", "2026-06-02 09:20", reason="done on the phone"),
        budget=Budget(micros=60 * MINUTE),
    )
    assert found.standing == "met_late"
    assert told(found) == [
        ("Mon 16:00", "Mon 17:00", "counted", "", 60),
        ("Mon 17:00", "Tue 09:00", "closed", "closed", 0),
        ("Tue 09:00", "Tue 09:20", "counted", "", 20),
    ]
    assert found.past_target_business == 20 * MINUTE
    assert found.past_target_calendar == (16 * 60 + 20) * MINUTE


def test_where_the_clocks_change_the_stretch_says_so() -> None:
    found = explained(
        "2026-03-08 01:30", "2026-03-08 01:30", budget=Budget(micros=60 * MINUTE), hours=AROUND_THE_CLOCK
    )
    assert told(found) == [("Sun 01:30", "Sun 03:30", "counted", "clock change", 60)]
    assert found.hours_reason == "milestone"


def test_a_day_budget_is_told_as_open_time_and_its_side() -> None:
    found = explained("2026-06-01 09:00", "2026-06-01 12:00", budget=Budget(days=1))
    assert (found.level, found.ends_on_opening) == (480 * MINUTE, True)
    assert wall(found.target_at) == "Tue 09:00"
    assert found.stretches[-1].end == found.target_at
    assert found.stretches[-1].total == found.level


@pytest.mark.parametrize(
    "at", ["2026-06-01 15:00", "2026-06-01 16:30", "2026-06-02 09:45", "2026-06-03 12:00"]
)
def test_the_stretches_have_no_gap_and_their_sum_at_the_target_is_the_budget(at: str) -> None:
    found = explained(
        "2026-06-01 14:00",
        at,
        by_hand("pause", "2026-06-01 16:00", reason="awaiting parts"),
        by_hand("resume", "2026-06-02 09:30"),
        budget=Budget(micros=240 * MINUTE),
    )
    for before, after in zip(found.stretches, found.stretches[1:], strict=False):
        assert before.end == after.begin
        assert after.total == before.total + after.counted
    assert found.stretches[0].begin == found.started_at
    at_target = [each.total for each in found.stretches if each.end <= found.target_at]
    if found.status == "running":
        assert at_target[-1] == found.level

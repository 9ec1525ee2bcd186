"""Budgets by time of arrival: the band of the week in which a clock starts says what is promised."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE
from entitlements.process.definition import ArrivalBudget
from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.story import CAL, REPLY, WANTED, Story, milestone

WEEKDAYS = (0, 1, 2, 3, 4)
CUT_OFF = (
    ArrivalBudget(Budget(days=0, at=17 * HOUR), weekdays=WEEKDAYS, ends=12 * HOUR),
    ArrivalBudget(Budget(days=1, at=12 * HOUR)),
)
"""Before noon on a weekday: today; else by the next business day's noon."""

BY_DAY = (
    ArrivalBudget(Budget(micros=HOUR), weekdays=WEEKDAYS, begins=9 * HOUR, ends=17 * HOUR, priority="High"),
    ArrivalBudget(Budget(micros=2 * HOUR), priority="High"),
)


@pytest.mark.parametrize(
    ("opened", "target"),
    [
        ("Mon 11:59", "Mon 17:00"),
        ("Mon 12:00", "Tue 12:00"),
        ("Fri 12:30", "Mon 12:00"),
        ("2026-05-30 10:00", "Mon 12:00"),
    ],
)
def test_a_cut_off_at_noon_decides_which_day_is_promised(opened: str, target: str) -> None:
    story = Story(milestone(None, arrivals=CUT_OFF, hours=CAL), hours=NINE_TO_FIVE).opened(opened)
    assert story.seen(opened).clock().target == target


@pytest.mark.parametrize(
    ("opened", "priority", "target"),
    [
        ("Mon 10:00", "High", "Mon 11:00"),
        ("Mon 10:00", "HIGH", "Mon 11:00"),
        ("Mon 20:00", "High", "Mon 22:00"),
        ("2026-05-30 10:00", "High", "Sat 12:00"),
        ("Mon 10:00", "Low", "Mon 18:00"),
    ],
)
def test_bands_hold_for_their_priority_and_others_have_the_usual_budget(
    opened: str, priority: str, target: str
) -> None:
    story = Story(milestone(480, arrivals=BY_DAY)).opened(opened, priority=priority)
    assert story.seen(opened).clock().target == target


def test_a_change_of_priority_keeps_the_time_of_arrival() -> None:
    story = Story(milestone(480, arrivals=BY_DAY)).opened("Mon 16:30", priority="Low")
    story.set("Mon 17:30", priority="High")
    assert story.seen("Mon 17:31").clock().span == "Mon 16:30 → Mon 17:30"


def test_the_arrival_of_a_later_start_is_that_start() -> None:
    definition = milestone(None, arrivals=BY_DAY, entry=WANTED, start="criteria_met")
    story = Story(definition).opened("Mon 10:00", priority="High", wanted=False)
    story.set("Mon 18:00", wanted=True)
    assert story.seen("Mon 18:01").clock().span == "Mon 18:00 → Mon 20:00"


def test_nothing_begins_where_no_band_fits_and_nothing_else_is_promised() -> None:
    only_morning = (ArrivalBudget(Budget(micros=HOUR), ends=12 * HOUR),)
    story = Story(milestone(None, arrivals=only_morning)).opened("Mon 13:00")
    assert story.seen("Mon 14:00").told("started") == []


def test_each_occurrence_has_its_own_arrival() -> None:
    bands = (ArrivalBudget(Budget(micros=30 * MINUTE), ends=12 * HOUR), ArrivalBudget(Budget(micros=HOUR)))
    definition = milestone(
        None, arrivals=bands, completion=REPLY, recurrence="sequential", start="criteria_met"
    )
    story = Story(definition).opened("Mon 11:40").reply("Mon 11:50")
    assert story.seen("Mon 12:11").clock(2).span == "Mon 12:10 → Mon 13:10"

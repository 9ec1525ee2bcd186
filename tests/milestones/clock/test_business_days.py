"""Budgets of business days end on a day and on a side of the night (worked examples G1–G3)."""

from datetime import date

import pytest

from tests.milestones.clock.hours import ALWAYS, NEW_YORK, NINE_TO_FIVE, Hours
from tests.milestones.clock.story import Story, milestone, triggers

THURSDAY = date(2026, 6, 4)
SHORT_THURSDAY = Hours(NEW_YORK, NINE_TO_FIVE.week, {THURSDAY: [("09:00", "12:00")]})
LATE_THURSDAY = Hours(NEW_YORK, NINE_TO_FIVE.week, {THURSDAY: [("10:00", "17:00")]})


@pytest.mark.parametrize(
    ("hours", "budget", "opened", "target"),
    [
        pytest.param(NINE_TO_FIVE, "P1D", "Mon 09:00", "Tue 09:00", id="G1 from an opening"),
        pytest.param(NINE_TO_FIVE, "P1D", "Mon 17:00", "Wed 09:00", id="G1 from a closing"),
        pytest.param(NINE_TO_FIVE, "P3D", "2026-05-30 11:00", "Thu 09:00", id="G1 from a Saturday"),
        pytest.param(SHORT_THURSDAY, "P3D", "Mon 16:30", "Thu 12:00", id="G2 closed before that time"),
        pytest.param(LATE_THURSDAY, "P3D", "Mon 09:30", "Thu 10:00", id="G2 opened after that time"),
        pytest.param(ALWAYS, "P3D", "2026-03-06 12:00", "Mon 12:00", id="G3 three days"),
        pytest.param(ALWAYS, 72 * 60, "2026-03-06 12:00", "Mon 13:00", id="G3 72 hours"),
    ],
)
def test_days_end_at_the_same_local_time(hours: Hours, budget: str | int, opened: str, target: str) -> None:
    assert Story(milestone(budget), hours=hours).opened(opened).seen(opened).clock().target == target


def test_a_day_that_ends_on_an_opening_is_violated_there() -> None:
    story = Story(milestone("P1D"), hours=NINE_TO_FIVE).opened("Mon 09:00")
    assert story.seen("Tue 10:00").told("violated") == ["violated Tue 09:00"]


def test_it_stays_on_that_side_after_a_pause() -> None:
    story = Story(milestone("P1D"), hours=NINE_TO_FIVE).opened("Mon 09:00")
    story.pause("Mon 10:00").resume("Tue 10:00")
    assert story.seen("Tue 11:00").clock().target == "Wed 09:00"


@pytest.mark.parametrize(
    ("hours", "budget", "opened", "target"),
    [
        pytest.param(NINE_TO_FIVE, "P1D@16:00", "Mon 10:00", "Tue 16:00", id="the next day"),
        pytest.param(NINE_TO_FIVE, "P1D@16:00", "Fri 10:00", "Mon 16:00", id="over a weekend"),
        pytest.param(NINE_TO_FIVE, "P1D@16:00", "2026-05-30 11:00", "Mon 16:00", id="from a Saturday"),
        pytest.param(NINE_TO_FIVE, "P1D@16:00", "Mon 19:00", "Tue 16:00", id="from an evening"),
        pytest.param(NINE_TO_FIVE, "P2D@12:00", "Mon 10:00", "Wed 12:00", id="two days on"),
        pytest.param(NINE_TO_FIVE, "P0D@17:00", "Mon 10:00", "Mon 17:00", id="the same day"),
        pytest.param(NINE_TO_FIVE, "P0D@12:00", "Mon 12:00", "Tue 12:00", id="the time has just come"),
        pytest.param(NINE_TO_FIVE, "P0D@17:00", "2026-05-30 11:00", "Mon 17:00", id="the day never opens"),
        pytest.param(NINE_TO_FIVE, "P1D@20:00", "Mon 10:00", "Tue 17:00", id="closed by then"),
        pytest.param(NINE_TO_FIVE, "P1D@07:00", "Mon 10:00", "Tue 09:00", id="not open by then"),
        pytest.param(SHORT_THURSDAY, "P1D@16:00", "Wed 10:00", "Thu 12:00", id="a short day"),
        pytest.param(ALWAYS, "P1D@16:00", "2026-03-07 12:00", "Sun 16:00", id="clocks change overnight"),
    ],
)
def test_days_with_a_time_end_at_that_time(hours: Hours, budget: str, opened: str, target: str) -> None:
    assert Story(milestone(budget), hours=hours).opened(opened).seen(opened).clock().target == target


def test_a_pause_moves_a_target_at_a_time_of_day_by_what_was_not_counted() -> None:
    story = Story(milestone("P1D@16:00"), hours=NINE_TO_FIVE).opened("Mon 10:00")
    story.pause("Mon 11:00").resume("Mon 12:00")
    assert story.seen("Mon 13:00").clock().target == "Tue 17:00"


def test_percent_of_such_a_budget_is_of_its_open_time() -> None:
    definition = milestone("P1D@16:00", triggers=triggers("50"))
    story = Story(definition, hours=NINE_TO_FIVE).opened("Mon 09:00")  # 15 open hours
    assert story.seen("Tue 10:00").reached() == ["50 Mon 16:30"]

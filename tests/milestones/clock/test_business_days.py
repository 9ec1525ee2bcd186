"""Budgets of business days end on a day and on a side of the night (worked examples G1–G3)."""

from datetime import date

import pytest

from tests.milestones.clock.hours import ALWAYS, NEW_YORK, NINE_TO_FIVE, Hours
from tests.milestones.clock.story import Story, milestone

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

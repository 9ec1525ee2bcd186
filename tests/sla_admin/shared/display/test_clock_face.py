"""What a clock says, in each of its states. Fri 20 Nov 2026, 16:42 in Dresden."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sla_admin.shared.display import clock_face as faces
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.durations import HOUR, MINUTE
from sla_admin.shared.display.status import status_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).timestamp()) * 1_000_000


AT = at(20, 16, 42)
DRESDEN = tuple((at(day, 9), at(day, 18)) for day in (20, 23, 24))
PACIFIC = ((at(20, 17), at(21, 2)),)


def face(
    status: Any, consumed: int, budget: int = 6 * HOUR, target: int | None = None, **more: Any
) -> ClockFace:
    return ClockFace(
        status,
        "Resolution",
        budget,
        consumed,
        target,
        **({"windows": DRESDEN, "hours_name": "Dresden"} | more),
    )


def test_a_running_clock_says_what_is_left_of_what_and_when_it_is_due() -> None:
    clock = face("at_risk", 4 * HOUR + 54 * MINUTE, target=at(20, 17, 48))
    assert faces.number(clock, AT) == "1 h 06 m left"
    assert faces.used(clock) == "4 h 54 m of 6 h used"
    assert faces.due(clock, AT, BERLIN, say_today=True) == "due today 17:48"
    assert faces.hours(clock, AT, BERLIN) == "Dresden hours, close 18:00"
    assert clock.percent == 81


def test_a_violated_clock_says_what_is_past_in_open_time() -> None:
    clock = face("violated", 15 * HOUR + 37 * MINUTE, 12 * HOUR, at(20, 13, 5))
    assert faces.number(clock, AT) == "3 h 37 m past"
    assert faces.used(clock) == "12 h was the promise"
    assert faces.due(clock, AT, BERLIN, say_today=True) == "was due today 13:05"
    assert faces.hours(clock, AT, BERLIN) == "Dresden hours, counting"
    assert clock.percent == 100


def test_a_paused_clock_stands_still_and_says_when_it_would_be_due() -> None:
    clock = face("paused", 16 * HOUR + 20 * MINUTE, 24 * HOUR, at(23, 15, 22), paused_at=at(20, 15, 10))
    assert faces.number(clock, AT) == "7 h 40 m left"
    assert faces.used(clock) == "at 16 h 20 m of 24 h"
    assert faces.due(clock, AT, BERLIN, say_today=True) == "due Mon 15:22"
    assert faces.hours(clock, AT, BERLIN) == "if resumed now, Dresden hours"
    assert not clock.stands_still(AT)


def test_outside_its_hours_a_running_clock_says_when_they_open() -> None:
    clock = face(
        "on_track", 5 * HOUR + 27 * MINUTE, 16 * HOUR, at(23, 19, 33), windows=PACIFIC, hours_name="Pacific"
    )
    assert clock.stands_still(AT)
    assert faces.number(clock, AT) == "10 h 33 m left"
    assert faces.hours(clock, AT, BERLIN) == "opens in 18 m, Fri 17:00 CET"


def test_a_clock_that_never_closes_says_so() -> None:
    clock = face("on_track", HOUR, windows=None, hours_name="")
    assert not clock.stands_still(at(21, 3))
    assert faces.hours(clock, AT, BERLIN) == "24×7"


def test_at_its_target_a_clock_is_due_now_and_only_the_server_makes_it_violated() -> None:
    assert faces.number(face("at_risk", 6 * HOUR, target=AT), AT) == "due now"
    assert faces.number(face("at_risk", 6 * HOUR + MINUTE, target=AT - MINUTE), AT) == "due now"


def test_a_day_budget_that_ends_on_an_opening_is_not_due_before_it() -> None:
    evening = at(20, 19)
    clock = face("at_risk", 6 * HOUR, target=at(23, 9))
    assert faces.number(clock, evening) == "under 1 m left"
    assert faces.number(clock, at(23, 9)) == "due now"


def test_history_says_how_much_it_took() -> None:
    assert faces.number(face("met", HOUR + 45 * MINUTE, 8 * HOUR), AT) == "1 h 45 m of 8 h"
    assert faces.number(face("met_late", 6 * HOUR + 43 * MINUTE), AT) == "6 h 43 m of 6 h"
    assert faces.number(face("canceled", HOUR), AT) == ""
    assert faces.number(ClockFace("no_clock"), AT) == ""


def test_a_column_whose_head_says_left_leaves_the_word_out() -> None:
    assert faces.number(face("on_track", 3 * HOUR), AT, bare=True) == "3 h 00 m"


def test_seconds_show_where_asked_for_and_under_an_hour() -> None:
    clock = face("at_risk", 6 * HOUR - 65_000_000, target=AT + 65_000_000)
    assert faces.number(clock, AT, seconds=True) == "1 m 05 s left"


def test_an_unknown_status_is_refused_rather_than_drawn_as_another() -> None:
    with pytest.raises(ValueError, match="'overdue' is no status"):
        status_of("overdue")

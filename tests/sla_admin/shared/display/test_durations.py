"""Open time in words, by the rules of numbers and times."""

import pytest

from sla_admin.shared.display import durations
from sla_admin.shared.display.durations import HOUR, MINUTE, SECOND
from sla_admin.shared.display.words import Words


@pytest.mark.parametrize(
    ("micros", "words"),
    [
        (0, "0 m"),
        (1, "under 1 m"),
        (MINUTE - 1, "under 1 m"),
        (MINUTE, "1 m"),
        (47 * MINUTE + 59 * SECOND, "47 m"),
        (HOUR, "1 h 00 m"),
        (HOUR + 6 * MINUTE, "1 h 06 m"),
        (2 * HOUR + 15 * MINUTE, "2 h 15 m"),
        (31 * HOUR + 20 * MINUTE, "31 h 20 m"),
        (100 * HOUR, "100 h 00 m"),
    ],
)
def test_a_measured_duration_is_rounded_down_to_the_minute_and_never_becomes_days(
    micros: int, words: str
) -> None:
    assert durations.open_time(micros) == words


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        durations.open_time(-1)


@pytest.mark.parametrize(
    ("micros", "words"),
    [
        (45 * SECOND, "45 s"),
        (12 * MINUTE + 5 * SECOND, "12 m 05 s"),
        (HOUR - 1, "59 m 59 s"),
        (HOUR, "1 h 00 m"),
    ],
)
def test_seconds_show_only_under_an_hour(micros: int, words: str) -> None:
    assert durations.open_time_with_seconds(micros) == words


@pytest.mark.parametrize(
    ("micros", "days", "words"),
    [
        (8 * HOUR, None, "8 h"),
        (90 * MINUTE, None, "1 h 30 m"),
        (45 * MINUTE, None, "45 m"),
        (90 * SECOND, None, "1 m 30 s"),
        (0, 3, "3 d"),
        (72 * HOUR, None, "72 h"),
    ],
)
def test_a_budget_is_written_without_empty_parts_and_in_days_only_if_it_was(
    micros: int, days: int | None, words: str
) -> None:
    assert durations.budget(micros, days) == words


def test_left_and_past_round_down() -> None:
    assert durations.left(2 * HOUR + 15 * MINUTE + 59 * SECOND) == "2 h 15 m left"
    assert durations.past(3 * HOUR + 37 * MINUTE + 59 * SECOND) == "3 h 37 m past"


def test_a_target_missed_on_closing_time_is_past_by_no_open_time() -> None:
    assert durations.past(0) == "under 1 m past"


def test_percent_reaches_a_hundred_only_when_the_budget_is_reached() -> None:
    assert durations.percent_of(8 * HOUR - 1, 8 * HOUR) == 99
    assert durations.percent_of(8 * HOUR, 8 * HOUR) == 100


def test_reports_write_one_decimal_thousands_apart_and_a_dash_for_the_unknown() -> None:
    assert durations.percent(0.9373) == "93.7 %"
    assert durations.count(1804) == "1,804"
    assert durations.percent(None) == durations.count(None) == "–"
    assert durations.count(0) == "0"


def test_other_languages_bring_their_own_words() -> None:
    german = Words(hour="Std.", minute="Min.", left="noch {time}")
    assert durations.left(2 * HOUR + 5 * MINUTE, german) == "noch 2 Std. 05 Min."

"""Phrases about hours, and the clock each leads to."""

import pytest

from entitlements.business_time.instants import DAY, HOUR, MINUTE
from entitlements.business_time.weekly_hours import Interval
from entitlements.tier_table.clocks import UnreadableClock, name_of, read_clock, week_of


@pytest.mark.parametrize(
    ("phrase", "priority", "kind"),
    [
        ("24x7", "P1", "always"),
        ("24×7", "P1", "always"),
        ("24/7", "", "always"),
        ("P1 24x7x365; others regional business hours", "P1", "always"),
        ("P1 24x7x365; others regional business hours", "P3", "business"),
        ("8x5; 24x7 for S1,S2", "S2", "always"),
        ("8x5; 24x7 for S1,S2", "S3", "business"),
        ("24x7 except Low", "Urgent", "always"),
        ("24x7 except Low", "Low", "business"),
        ("business hours", "P1", "business"),
        ("", "P1", "unstated"),
        ("n/a", "P1", "unstated"),
        ("Mon-Fri 09:00-17:00", "P1", "window"),
    ],
)
def test_a_phrase_leads_each_priority_to_its_clock(phrase: str, priority: str, kind: str) -> None:
    clock, _ = read_clock(phrase, priority)

    assert clock.kind == kind


@pytest.mark.parametrize(
    ("phrase", "days", "shift"),
    [
        ("Mon-Fri 09:00-18:00", [0, 1, 2, 3, 4], (9 * HOUR, 18 * HOUR)),
        ("08:30-17:30 Mon-Fri", [0, 1, 2, 3, 4], (8 * HOUR + 30 * MINUTE, 17 * HOUR + 30 * MINUTE)),
        ("07:00-22:00 7 days 365 days/year", list(range(7)), (7 * HOUR, 22 * HOUR)),
        ("Sun-Thu 08:00-16:00", [0, 1, 2, 3, 6], (8 * HOUR, 16 * HOUR)),
        ("Mon-Fri 22:00-06:00", [0, 1, 2, 3, 4], (22 * HOUR, 30 * HOUR)),
        ("7.5x5", [0, 1, 2, 3, 4], (9 * HOUR, 16 * HOUR + 30 * MINUTE)),
        ("24x5", [0, 1, 2, 3, 4], (0, DAY)),
        ("12x7", list(range(7)), (9 * HOUR, 21 * HOUR)),
    ],
)
def test_a_phrase_with_times_is_a_week(phrase: str, days: list[int], shift: tuple[int, int]) -> None:
    week = week_of(read_clock(phrase, "P1")[0])

    assert week == tuple((Interval(*shift),) if day in days else () for day in range(7))


def test_zone_and_holidays_are_taken_from_the_phrase() -> None:
    pacific, _ = read_clock("Mon-Fri 06:00-18:00 Pacific", "P1")
    british, _ = read_clock("08:30-17:30 Mon-Fri excl. UK bank holidays", "P1")

    assert pacific.zone == "America/Los_Angeles"
    assert british.country == "GB"
    assert name_of(british, "Europe/London") == "Mon–Fri 08:30–17:30, Europe/London, holidays of GB"


@pytest.mark.parametrize(
    ("phrase", "remark"),
    [
        ("8x5", "from 09:00, Monday to Friday"),
        ("business hours", "names no times"),
        ("09:00-17:00", "names no weekdays"),
        ("Mon-Fri 09:00-17:00 partner local", "on the entitlement"),
        ("Mon-Fri 06:00-18:00 except Jan 1, Memorial Day", "add them to the hours"),
    ],
)
def test_what_is_chosen_in_reading_a_phrase_is_said(phrase: str, remark: str) -> None:
    _, remarks = read_clock(phrase, "P1")

    assert remark in remarks[0]


@pytest.mark.parametrize("phrase", ["whenever we can", "weekdays", "30x5"])
def test_a_phrase_without_readable_hours_is_refused(phrase: str) -> None:
    with pytest.raises(UnreadableClock):
        read_clock(phrase, "P1")

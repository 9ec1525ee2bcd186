"""Holidays from public sets and uploaded calendar files."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.business_time.holidays import FixedDate, Holiday
from entitlements.business_time.instants import DAY, HOUR
from entitlements.services.holiday_import import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_HOLIDAYS,
    ImportedHolidays,
    holidays_from_ics,
    public_holidays,
)
from sla_admin.shared.errors import InvalidInput

NEW_YORK = "America/New_York"
REAL_DATA = Path(os.environ.get("SLA_REAL_DATA", "../shared/data"))


def ics(*events: str) -> bytes:
    body = "\r\n".join(
        "BEGIN:VEVENT\r\n" + event.strip().replace("\n", "\r\n") + "\r\nEND:VEVENT" for event in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


def imported(*events: str, first: int = 2026, last: int = 2027) -> ImportedHolidays:
    return holidays_from_ics(ics(*events), NEW_YORK, first, last)


def whole(name: str, on: str) -> Holiday:
    return Holiday(name, FixedDate(date.fromisoformat(on)))


class TestPublicSets:
    def test_a_region_has_its_own_days(self) -> None:
        bavaria = public_holidays("DE", 2026, 2026, subdivision="BY", language="de").holidays
        assert whole("Heilige Drei Könige", "2026-01-06") in bavaria
        everywhere = public_holidays("de", 2026, 2026, language="de").holidays
        assert whole("Heilige Drei Könige", "2026-01-06") not in everywhere
        assert whole("Tag der Deutschen Einheit", "2026-10-03") in everywhere

    @pytest.mark.parametrize(
        ("country", "first", "last", "extra", "field"),
        [
            ("XX", 2026, 2026, {}, "country"),
            ("", 2026, 2026, {}, "country"),
            ("DE", 2026, 2026, {"subdivision": "ZZ"}, "subdivision"),
            ("DE", 2026, 2026, {"language": "tlh"}, "language"),
            ("DE", 2027, 2026, {}, "years"),
            ("DE", 1800, 1801, {}, "years"),
            ("DE", 2026, 2056, {}, "years"),
        ],
    )
    def test_what_is_not_known_is_refused_by_field(
        self, country: str, first: int, last: int, extra: dict[str, str], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            public_holidays(country, first, last, **extra)
        assert [problem[0] for problem in refused.value.problems] == [field]


class TestCalendarFiles:
    def test_an_all_day_event_closes_its_dates(self) -> None:
        found = imported("SUMMARY:Bridge days\nDTSTART;VALUE=DATE:20260514\nDTEND;VALUE=DATE:20260516")
        assert found.holidays == (whole("Bridge days", "2026-05-14"), whole("Bridge days", "2026-05-15"))

    @pytest.mark.parametrize("end", ["", "\nDTEND;VALUE=DATE:20260514", "\nDURATION:P1D"])
    def test_an_all_day_event_without_a_later_end_is_one_date(self, end: str) -> None:
        found = imported(f"SUMMARY:Ascension\nDTSTART;VALUE=DATE:20260514{end}")
        assert found.holidays == (whole("Ascension", "2026-05-14"),)

    def test_an_event_with_times_closes_a_part_of_the_date_on_the_wall_clock_of_the_hours(self) -> None:
        found = imported("SUMMARY:Meeting\nDTSTART:20260601T170000Z\nDTEND:20260601T190000Z")
        assert found.holidays == (Holiday("Meeting", FixedDate(date(2026, 6, 1)), 13 * HOUR, 15 * HOUR),)

    def test_an_event_over_midnight_closes_a_part_of_each_date(self) -> None:
        found = imported("SUMMARY:Move\nDTSTART:20260601T220000\nDURATION:PT10H")
        assert found.holidays == (
            Holiday("Move", FixedDate(date(2026, 6, 1)), 22 * HOUR, DAY),
            Holiday("Move", FixedDate(date(2026, 6, 2)), 0, 8 * HOUR),
        )

    @pytest.mark.parametrize(
        ("rule", "dates"),
        [
            ("FREQ=YEARLY", ["2026-11-26", "2027-11-26"]),
            ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2026-11-26", "2027-11-25"]),
            ("FREQ=YEARLY;BYMONTH=12;BYDAY=-1MO", ["2026-12-28", "2027-12-27"]),
            ("FREQ=YEARLY;BYMONTH=12;BYDAY=MO;BYMONTHDAY=8,9,10,11,12,13,14", ["2026-12-14", "2027-12-13"]),
            ("FREQ=YEARLY;INTERVAL=2", ["2026-11-26"]),
            ("FREQ=YEARLY;COUNT=1", ["2026-11-26"]),
            ("FREQ=YEARLY;UNTIL=20261231", ["2026-11-26"]),
            ("FREQ=YEARLY;BYMONTHDAY=-1", ["2026-11-30", "2027-11-30"]),
        ],
    )
    def test_yearly_rules_are_expanded_within_the_years(self, rule: str, dates: list[str]) -> None:
        found = imported(f"SUMMARY:Feast\nDTSTART;VALUE=DATE:20261126\nRRULE:{rule}")
        expected = sorted({*dates, "2026-11-26"})
        assert found.holidays == tuple(whole("Feast", on) for on in expected)

    def test_occurrences_left_out_added_and_moved_are_respected(self) -> None:
        found = imported(
            "UID:1\nSUMMARY:Feast\nDTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260501\n"
            "RDATE;VALUE=DATE:20260504",
            "UID:1\nSUMMARY:Feast moved\nRECURRENCE-ID;VALUE=DATE:20270501\nDTSTART;VALUE=DATE:20270503",
        )
        assert found.holidays == (whole("Feast", "2026-05-04"), whole("Feast moved", "2027-05-03"))

    @pytest.mark.parametrize(
        ("event", "reason"),
        [
            ("SUMMARY:x\nDTSTART;VALUE=DATE:20200101", "does not fall into 2026 to 2027"),
            ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nSTATUS:CANCELLED", "canceled"),
            ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY", "not a plain yearly one"),
            ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYDAY=20MO", "name the month"),
            ("SUMMARY:x\nDTSTART:garbage", "unreadable property"),
            ("SUMMARY:x", "no readable begin"),
            ("SUMMARY:x\nDTSTART:20260101T100000\nDTEND:20260101T090000", "ends before it begins"),
            ("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20270101", "longer than 92 days"),
            ("SUMMARY:x\nDTSTART;VALUE=DATE:99991231", "outside the years"),
        ],
    )
    def test_an_event_that_is_no_holiday_is_listed_with_its_reason(self, event: str, reason: str) -> None:
        found = imported(event)
        assert found.holidays == ()
        assert [name for name, _ in found.skipped] == ["x"]
        assert reason in found.skipped[0][1]

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "no calendar file"),
            (b"name,date\nNew Year,2026-01-01\n", "no calendar file"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "no calendar file"),
            (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "damaged|no events"),
            (b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n", "damaged|no events"),
            (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no events"),
            (b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES, "larger than"),
            (ics(*["SUMMARY:x"] * (MOST_EVENTS + 1)), "more than 5000 events"),
        ],
    )
    def test_a_file_that_is_none_or_too_large_is_refused(self, data: bytes, reason: str) -> None:
        with pytest.raises(InvalidInput, match=reason) as refused:
            holidays_from_ics(data, NEW_YORK, 2026, 2027)
        assert [problem[0] for problem in refused.value.problems] == ["file"]

    def test_an_expansion_that_grows_too_large_is_refused(self) -> None:
        events = [
            f"SUMMARY:Quarter {at}\nDTSTART;VALUE=DATE:20260101\nDURATION:P90D\nRRULE:FREQ=YEARLY"
            for at in range(MOST_HOLIDAYS // 180 + 1)
        ]
        with pytest.raises(InvalidInput, match="expands to more than"):
            imported(*events)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(max_size=60), max_size=6))
    def test_any_lines_in_an_event_are_read_or_refused(self, lines: list[str]) -> None:
        try:
            imported("SUMMARY:x\nDTSTART;VALUE=DATE:20260101\n" + "\n".join(lines))
        except InvalidInput as refusal:
            assert refusal.problems[0][0] == "file"  # noqa: PT017 (most examples are not refused)

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from(["RRULE", "EXDATE", "RDATE", "DTEND", "DURATION", "RECURRENCE-ID"]),
        st.text(max_size=40),
    )
    def test_any_value_of_a_property_is_read_or_refused(self, key: str, value: str) -> None:
        try:
            imported(f"SUMMARY:x\nDTSTART;VALUE=DATE:20260101\n{key}:{value}")
        except InvalidInput as refusal:
            assert refusal.problems[0][0] == "file"  # noqa: PT017 (most examples are not refused)


@pytest.mark.skipif(
    not (REAL_DATA / "holidays").is_dir(), reason="SLA_REAL_DATA names no folder with holidays/*.ics"
)
@pytest.mark.parametrize(("file", "count"), [("kr.ics", 85), ("by_production.ics", 10)])
def test_published_calendar_files_are_read_without_loss(file: str, count: int) -> None:
    found = holidays_from_ics((REAL_DATA / "holidays" / file).read_bytes(), "UTC", 2020, 2040)
    assert len(found.holidays) == count
    assert found.skipped == ()

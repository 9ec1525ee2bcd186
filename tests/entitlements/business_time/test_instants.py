"""Instants, their texts, and what is none."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.business_time.errors import InvalidInstant
from entitlements.business_time.instants import (
    HOUR,
    format_instant,
    parse_instant,
    to_datetime,
    to_instant,
)


def test_an_instant_is_microseconds_since_1970() -> None:
    assert to_instant(datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))) == 0
    assert to_instant(datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == 1
    assert to_instant(datetime(1969, 12, 31, 23, tzinfo=UTC)) == -HOUR


def test_a_naive_datetime_is_no_instant() -> None:
    with pytest.raises(InvalidInstant, match="no zone"):
        to_instant(datetime(2026, 1, 1))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-08T01:30:00-05:00", "2026-03-08T06:30:00Z"),
        ("2026-03-08T06:30Z", "2026-03-08T06:30:00Z"),
        ("2026-03-08 06:30:00.5z", "2026-03-08T06:30:00.500000Z"),
        ("2026-03-08T06:30:00,000001+0000", "2026-03-08T06:30:00.000001Z"),
    ],
)
def test_texts_that_name_an_instant(text: str, written: str) -> None:
    assert format_instant(parse_instant(text)) == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-03-08T06:30:00", "no offset"),
        ("2026-03-08", "no ISO 8601"),
        ("2026-13-08T06:30:00Z", "no date and time"),
        ("2026-02-30T06:30:00Z", "no date and time"),
        ("0001-01-01T00:00:00+14:00", "InvalidInstant|no date and time|years"),
        ("yesterday", "no ISO 8601"),
        ("", "no ISO 8601"),
    ],
)
def test_texts_that_name_none_say_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidInstant, match=reason):
        format_instant(parse_instant(text))


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_datetime_survives_the_round_trip(moment: datetime) -> None:
    assert to_datetime(to_instant(moment)) == moment
    assert parse_instant(format_instant(to_instant(moment))) == to_instant(moment)


@given(st.text(max_size=30))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    with suppress(InvalidInstant):
        assert isinstance(parse_instant(text), int)

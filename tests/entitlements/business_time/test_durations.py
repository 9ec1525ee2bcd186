"""Budgets as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import LONGEST_DAYS, LONGEST_MICROS, format_budget, parse_budget
from entitlements.business_time.errors import InvalidBudget
from entitlements.business_time.instants import HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("PT4H", Budget(micros=4 * HOUR)),
        ("PT90M", Budget(micros=90 * MINUTE)),
        ("PT1H30M", Budget(micros=90 * MINUTE)),
        ("PT72H", Budget(micros=72 * HOUR)),
        ("PT90S", Budget(micros=90 * SECOND)),
        ("PT0.5S", Budget(micros=500_000)),
        ("pt2m", Budget(micros=2 * MINUTE)),
        ("4h", Budget(micros=4 * HOUR)),
        ("90m", Budget(micros=90 * MINUTE)),
        ("1h30", Budget(micros=90 * MINUTE)),
        ("1h30m", Budget(micros=90 * MINUTE)),
        (" 1 h 30 m ", Budget(micros=90 * MINUTE)),
        ("P3D", Budget(days=3)),
        ("P1D@16:00", Budget(days=1, at=16 * HOUR)),
        ("2d 09:30", Budget(days=2, at=9 * HOUR + 30 * MINUTE)),
        ("next business day 16:00", Budget(days=1, at=16 * HOUR)),
        ("Same day 17:00", Budget(days=0, at=17 * HOUR)),
        ("P1D@00:00", Budget(days=1, at=0)),
        ("3d", Budget(days=3)),
    ],
)
def test_budgets_that_are_understood(text: str, budget: Budget) -> None:
    assert parse_budget(text) == budget


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("0m", "more than nothing"),
        ("PT0S", "more than nothing"),
        ("P0D", "more than nothing"),
        ("-4h", "negative"),
        ("-PT4H", "negative"),
        ("PT-4H", "negative"),
        ("P1DT2H", "mixes business days with hours"),
        ("1d2h", "mixes business days with hours"),
        ("P1M", "weeks, months or years"),
        ("P1Y", "weeks, months or years"),
        ("P2W", "weeks, months or years"),
        ("PT", "no budget"),
        ("P", "no budget"),
        ("4", "no budget"),
        ("four hours", "no budget"),
        ("PT4", "no budget"),
        ("PT1.5H", "no budget"),
        ("PT٤H", "no budget"),
        ("3661d", "longer than ten years"),
        ("87841h", "longer than ten years"),
    ],
)
def test_budgets_that_are_refused_say_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidBudget, match=reason):
        parse_budget(text)


@pytest.mark.parametrize(
    ("budget", "text"),
    [
        (Budget(micros=4 * HOUR), "PT4H"),
        (Budget(micros=90 * MINUTE), "PT1H30M"),
        (Budget(micros=48 * HOUR), "PT48H"),
        (Budget(micros=90 * SECOND), "PT1M30S"),
        (Budget(micros=1), "PT0.000001S"),
        (Budget(days=3), "P3D"),
        (Budget(days=1, at=16 * HOUR), "P1D@16:00"),
        (Budget(days=0, at=17 * HOUR + 30 * MINUTE), "P0D@17:30"),
    ],
)
def test_the_canonical_form(budget: Budget, text: str) -> None:
    assert format_budget(budget) == text


@given(
    st.one_of(
        st.integers(1, LONGEST_MICROS).map(lambda micros: Budget(micros=micros)),
        st.integers(1, LONGEST_DAYS).map(lambda days: Budget(days=days)),
    )
)
def test_every_budget_reads_back_as_itself(budget: Budget) -> None:
    assert parse_budget(format_budget(budget)) == budget


@given(st.text(max_size=30))
def test_any_text_is_a_budget_or_refused(text: str) -> None:
    with suppress(InvalidBudget):
        assert isinstance(parse_budget(text), Budget)

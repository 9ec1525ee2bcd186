"""Keys and levels of time triggers."""

import pytest

from entitlements.process.definition import Trigger, TriggerBasis
from entitlements.process.triggers import level, parse_trigger, trigger_key, violation

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("text", "basis", "amount", "key"),
    [
        ("75%", "percent", 7500, "75"),
        ("75", "percent", 7500, "75"),
        (" 87.5 % ", "percent", 8750, "87.5"),
        ("33.33%", "percent", 3333, "33.33"),
        ("100%", "percent", 10000, "100"),
        ("150", "percent", 15000, "150"),
        ("-PT1H", "before_target", HOUR, "-PT1H"),
        ("-PT90M", "before_target", 90 * MINUTE, "-PT1H30M"),
        ("+PT30M", "after_target", 30 * MINUTE, "+PT30M"),
        ("@PT45M", "since_start", 45 * MINUTE, "@PT45M"),
        ("@PT0S", "since_start", 0, "@PT0S"),
        ("+PT36H", "after_target", 36 * HOUR, "+PT36H"),
        ("-PT1H2M3S", "before_target", HOUR + 2 * MINUTE + 3_000_000, "-PT1H2M3S"),
    ],
)
def test_a_trigger_is_read_and_written_in_one_way(
    text: str, basis: TriggerBasis, amount: int, key: str
) -> None:
    assert parse_trigger(text) == (basis, amount)
    assert trigger_key(basis, amount) == key
    assert parse_trigger(key) == (basis, amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%",
        "0",
        "0%",
        "-5",
        "75.123",
        "1001%",
        "12345",
        "PT1H",
        "-PT",
        "-P",
        "-P1D",
        "+P1DT2H",
        "-PT0S",
        "+PT-5M",
        "@1H",
        "75 percent",
        "-PT1.5H",
        "٧٥",
    ],
)
def test_what_is_no_trigger_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_trigger(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("50%", 120),
        ("75%", 180),
        ("100%", 240),
        ("-PT1H", 180),
        ("+PT30M", 270),
        ("@PT45M", 45),
        ("-PT5H", 0),
    ],
)
def test_the_level_of_a_trigger_on_a_budget_of_four_hours(text: str, minutes: int) -> None:
    basis, amount = parse_trigger(text)
    trigger = Trigger(trigger_key(basis, amount), basis, amount)
    assert level(trigger, 240 * MINUTE) == minutes * MINUTE


def test_percent_rounds_down() -> None:
    assert level(Trigger("33.33", "percent", 3333), 100) == 33
    assert level(Trigger("75", "percent", 7500), 3) == 2


def test_example_e7_percent_stays_percent_and_offsets_stay_offsets_when_the_budget_becomes_120_minutes() -> (
    None
):
    budget = 120 * MINUTE
    assert level(Trigger("-PT1H", "before_target", 60 * MINUTE), budget) == 60 * MINUTE
    assert level(Trigger("-PT24M", "before_target", 24 * MINUTE), budget) == 96 * MINUTE
    assert level(Trigger("75", "percent", 7500), budget) == 90 * MINUTE
    assert level(Trigger("90", "percent", 9000), budget) == 108 * MINUTE


def test_the_violation_lies_at_the_budget() -> None:
    assert (violation().key, level(violation(), 7_200_000_001)) == ("100", 7_200_000_001)

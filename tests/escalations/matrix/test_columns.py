"""How the columns of a matrix are written and ordered."""

import pytest

from escalations.matrix.columns import column_key, column_name, in_order


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("75%", "75"),
        (" 87.50 % ", "87.5"),
        ("-PT60M", "-PT1H"),
        ("+PT30M", "+PT30M"),
        ("@PT45M", "@PT45M"),
        ("Met", "met"),
        ("met late", "met_late"),
    ],
)
def test_a_column_is_written_in_one_way(written: str, key: str) -> None:
    assert column_key(written) == key


@pytest.mark.parametrize("written", ["", "soon", "-75", "P1D", "+PT", "0%"])
def test_what_is_no_trigger_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no trigger|no ISO 8601 duration|is positive"):
        column_key(written)


def test_columns_stand_in_the_order_in_which_a_clock_meets_them() -> None:
    mixed = ["met_late", "+PT1H", "100", "-PT1H", "met", "75", "@PT5M", "50", "+PT30M", "-PT2H", "75"]
    assert in_order(mixed) == [
        "@PT5M", "50", "75", "-PT2H", "-PT1H", "100", "+PT30M", "+PT1H", "met", "met_late",
    ]  # fmt: skip


def test_columns_are_said_in_words() -> None:
    assert [column_name(key) for key in ("87.5", "-PT1H30M", "+PT30M", "@PT45M", "met_late")] == [
        "87.5 %",
        "1 h 30 min before the target",
        "30 min after the target",
        "45 min after the start",
        "met late",
    ]

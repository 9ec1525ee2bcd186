"""The ring's dash patterns, in percent of the circle."""

from sla_admin.shared.display.ring import GAP, arc


def lengths(pattern: str) -> list[float]:
    return [float(length) for length in pattern.split()]


def test_a_small_ring_is_one_arc() -> None:
    assert arc(40, notched=False) == "40 100"


def test_nothing_consumed_draws_nothing() -> None:
    assert arc(0, notched=False) == arc(0, notched=True) == ""
    assert arc(1, notched=True) == ""


def test_a_large_ring_leaves_its_warning_levels_free() -> None:
    pattern = lengths(arc(100, notched=True))
    assert pattern[-1] == 100
    drawn, free = pattern[2:-1:2], pattern[1:-1:2]
    assert [round(length, 1) for length in drawn] == [47.4, 22.4, 12.4, 7.4]
    assert [round(length, 1) for length in free] == [GAP / 2, GAP, GAP, GAP]


def test_an_arc_ends_where_the_budget_is_consumed() -> None:
    *pattern, _ = lengths(arc(60, notched=True))
    assert round(sum(pattern), 2) == 60


def test_more_than_the_budget_is_a_full_ring() -> None:
    assert arc(140, notched=False) == "100 100"

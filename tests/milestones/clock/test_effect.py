"""What a decision makes of a case's clocks, counted."""

import pytest

from milestones.clock.effect import BANDS, ClockEffect, Summary, band_of

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-30, "earlier by more than a day"),
        (-24, "earlier by 4 to 24 hours"),
        (-4, "earlier by 1 to 4 hours"),
        (-1, "earlier by up to an hour"),
        (-0.1, "earlier by up to an hour"),
        (0.1, "later by up to an hour"),
        (1, "later by up to an hour"),
        (4, "later by 1 to 4 hours"),
        (24, "later by 4 to 24 hours"),
        (25, "later by more than a day"),
    ],
)
def test_targets_are_told_by_how_far_they_move(hours: float, words: str) -> None:
    assert band_of(100 * HOUR, 100 * HOUR + int(hours * HOUR)) == words


def effect(fate: str, before: int | None, after: int | None, *, was: bool = False, now: bool = False):  # type: ignore[no-untyped-def]
    return ClockEffect("response", "first_response", fate, before, after, was, now)  # type: ignore[arg-type]


def test_cases_and_clocks_are_counted_by_what_becomes_of_them() -> None:
    summary = Summary()
    summary.add(1, [effect("moved", 10 * HOUR, 8 * HOUR, now=True)], alerts=2)
    summary.add(2, [effect("moved", 10 * HOUR, 12 * HOUR, was=True)])
    summary.add(3, [effect("canceled", 10 * HOUR, None, was=True), effect("started", None, 5 * HOUR)])
    summary.add(4, [effect("unaffected", 10 * HOUR, 10 * HOUR)])
    assert (summary.cases, summary.changed_cases, summary.alerts) == (4, 3, 2)
    total = summary.total
    assert (total.clocks, total.moved, total.unaffected, total.canceled, total.started) == (5, 2, 1, 1, 1)
    assert (total.newly_violated, total.relieved) == (1, 1)
    assert (summary.newly_violated_cases, summary.relieved_cases) == ([1], [2])
    assert {words: number for words, number in summary.bands.items() if number} == {
        "earlier by 1 to 4 hours": 1,
        "later by 1 to 4 hours": 1,
    }
    assert list(summary.bands) == [words for words, _, _ in BANDS]

"""The same case under another version: what is exchanged, and what became of each clock in both."""

from collections.abc import Container, Sequence
from typing import Any

import pytest

from milestones.clock.comparison import Pair, band_number, differences, outcome_of, paired, shift_of
from milestones.clock.effect import BANDS
from milestones.clock.event import VersionMoved
from milestones.clock.fold import fold
from milestones.clock.history import resolve
from milestones.clock.instead import instead
from milestones.clock.lived import Lived, live
from tests.milestones.clock.hours import NINE_TO_FIVE
from tests.milestones.clock.story import KEY, REPLY, Story, instant, milestone, triggers

HOUR = 3_600_000_000


def both(story: Story, at: str, version: int = 2, of: Container[int] | None = None) -> tuple[Lived, Lived]:
    """The case as it was and as it would have been, just after that moment."""
    history = resolve(story.events)
    other = instead(history, version, of=of, calendars={})
    before = live(story.plan, history, instant(at) + 1)
    return before, before if other is None else live(story.plan, other, instant(at) + 1)


def pairs(story: Story, at: str, **more: Any) -> list[Pair]:
    before, after = both(story, at, **more)
    return paired(before.clocks, after.clocks)


def outcomes(found: Sequence[Pair]) -> list[tuple[str, str, str]]:
    return [(pair.told.milestone, outcome_of(pair.before), outcome_of(pair.after)) for pair in found]


def replied(minutes: int, after: int | None, reply: str = "11:00", **rules: Any) -> Story:
    """A case of 10:00 that is answered at 11:00, for a promise of so many minutes; `after` is the other."""
    new = () if after is None else (milestone(after, completion=REPLY, **rules),)
    return Story(milestone(minutes, completion=REPLY), versions={2: new}).opened("10:00").reply(reply)


@pytest.mark.parametrize(
    ("budget", "other", "expected"),
    [
        (120, 60, ("met", "met")),  # answered exactly at the target: in time
        (120, 30, ("met", "violated")),
        (30, 120, ("violated", "met")),
        (30, 45, ("violated", "violated")),
        (120, None, ("met", "none")),
    ],
)
def test_an_answered_case_is_judged_under_both_promises(
    budget: int, other: int | None, expected: tuple[str, str]
) -> None:
    assert outcomes(pairs(replied(budget, other), "15:00")) == [(KEY, *expected)]


@pytest.mark.parametrize(
    ("budget", "other", "expected"),
    [
        (240, 300, ("open", "open")),
        (240, 60, ("open", "violated")),
        (60, 240, ("violated", "open")),
        (None, 60, ("none", "violated")),
    ],
)
def test_an_open_case_is_judged_as_it_stands(
    budget: int | None, other: int, expected: tuple[str, str]
) -> None:
    old = () if budget is None else (milestone(budget),)
    story = Story(*old, versions={2: (milestone(other),)}).opened("10:00")
    assert outcomes(pairs(story, "12:00")) == [(KEY, *expected)]


def test_a_clock_that_was_canceled_never_counts() -> None:
    story = Story(milestone(240, completion=REPLY), versions={2: (milestone(60, completion=REPLY),)})
    story.opened("10:00").set("12:00", status="closed")
    assert outcomes(pairs(story, "13:00")) == [(KEY, "canceled", "canceled")]


def test_a_definition_made_anew_is_found_by_its_type() -> None:
    story = replied(120, 30, key="first_answer")
    [pair] = pairs(story, "12:00")
    assert (pair.before is not None, pair.told.milestone) == (True, "first_answer")
    assert (outcome_of(pair.before), outcome_of(pair.after)) == ("met", "violated")


def test_two_definitions_of_one_type_are_not_guessed_at() -> None:
    new = (milestone(30, key="a"), milestone(60, key="b"))
    story = Story(milestone(120), versions={2: new}).opened("10:00")
    assert outcomes(pairs(story, "10:40")) == [
        ("a", "none", "violated"),
        ("b", "none", "open"),
        (KEY, "open", "none"),
    ]


def test_occurrences_are_compared_one_by_one_and_more_of_them_are_new() -> None:
    rules: dict[str, Any] = {"completion": REPLY, "recurrence": "sequential"}
    story = Story(milestone(60, **rules), versions={2: (milestone(30, **rules),)})
    story.opened("10:00").reply("10:20").reply("10:45")
    # Hourly: 10:00–11:00 answered at 10:20, the next begins at 11:00.
    # Half-hourly: answered 10:20; from 10:30 answered 10:45; the next begins at 11:00.
    found = pairs(story, "11:10")
    assert [(p.told.occurrence, outcome_of(p.before), outcome_of(p.after)) for p in found] == [
        (1, "met", "met"),
        (2, "open", "met"),
        (3, "none", "open"),
    ]


def test_how_far_a_target_moves_is_told_in_both_times() -> None:
    story = Story(milestone(60), hours=NINE_TO_FIVE, versions={2: (milestone(180),)}).opened("Mon 15:00")
    before, after = both(story, "Mon 15:10")
    [pair] = paired(before.clocks, after.clocks)
    shift = shift_of(story.plan, pair)
    # From Mon 16:00 to Tue 10:00: eighteen hours on the wall, two of them open.
    assert shift == (18 * HOUR, 2 * HOUR)
    assert shift_of(story.plan, Pair(pair.after, pair.before)) == (-18 * HOUR, -2 * HOUR)
    assert shift_of(story.plan, Pair(pair.before, pair.before)) is None
    assert shift_of(story.plan, Pair(pair.before, None)) is None
    assert differences(pair) == ("budget",)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-25, "earlier by more than a day"), (-0.5, "earlier by up to an hour"), (2, "later by 1 to 4 hours")],
)
def test_a_shift_lies_in_one_band(hours: float, words: str) -> None:
    number = band_number(int(hours * HOUR))
    assert number is not None
    assert BANDS[number][0] == words


def test_a_shift_over_closed_hours_alone_lies_in_none() -> None:
    assert band_number(0) is None


def test_moves_between_exchanged_versions_have_no_meaning_any_more() -> None:
    new = {2: (milestone(120),), 3: (milestone(30),)}
    story = Story(milestone(240), versions=new).opened("10:00").decide("11:00", VersionMoved(3, "start"))
    before, after = both(story, "11:30", of={1, 2, 3})
    assert [(clock.version, clock.is_violated) for clock in before.clocks.values()] == [(3, True)]
    assert [(clock.version, clock.is_violated) for clock in after.clocks.values()] == [(2, False)]
    assert before.clocks.keys() == after.clocks.keys()


def test_a_promise_of_another_process_stays() -> None:
    story = Story(milestone(240), versions={2: (milestone(120),)}).opened("10:00")
    assert instead(resolve(story.events), 2, of={5}, calendars={}) is None


def test_a_case_on_the_very_version_stays_as_it_is() -> None:
    story = Story(milestone(240)).opened("10:00")
    assert instead(resolve(story.events), 1, of=None, calendars={}) is None


def test_hours_stay_as_they_were_in_force_and_those_of_the_version_are_added() -> None:
    story = Story(milestone(240), versions={2: (milestone(120),)}).opened("10:00")
    other = instead(resolve(story.events), 2, of={1}, calendars={1: 9, 7: 3})
    assert other is not None
    decision: Any = other.events[0].decision
    assert decision.calendars == {1: 1, 2: 1, 7: 3}
    assert (decision.version, decision.tier, decision.entitlement) == (2, "Gold", 1)


def test_a_lived_case_is_the_folded_case_with_whose_it_was_at_every_fact() -> None:
    story = Story(milestone(60, triggers=triggers("50", "75"))).opened("10:00", owner=7)
    story.set("10:40", owner=8).set("10:50", status="closed")
    found = live(story.plan, resolve(story.events), instant("12:00"))
    folded = fold(story.plan, story.events, instant("12:00"))
    assert found.state == folded.state
    assert [moment.fact for moment in found.moments] == folded.facts
    assert found.clocks == folded.clocks
    assert [(m.fact.trigger, m.owner) for m in found.moments if m.fact.trigger] == [
        ("50", 7),
        ("75", 8),
        ("met", 8),
    ]

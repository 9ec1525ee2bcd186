"""What holds for every history. `CLOCK_HISTORIES=5000` tries more of them; a failure names its seed."""

import os
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import pytest

from milestones.clock import fact as facts
from milestones.clock.event import Command, Event
from milestones.clock.fold import advance, decode_state, encode_state, fold, is_late, step
from milestones.clock.state import State
from tests.milestones.clock.agreement import disagreement, outcome_of
from tests.milestones.clock.generated.histories import History, random_history
from tests.milestones.clock.live import process_live
from tests.milestones.clock.naive.calendar import MINUTE
from tests.milestones.clock.naive.simulate import Outcome

HISTORIES = int(os.environ.get("CLOCK_HISTORIES", "120"))
SLICES = 4
STANDING = {facts.PAUSED, facts.RESUMED, facts.VOID}


@pytest.fixture(params=range(SLICES), ids=lambda part: f"slice {part + 1}")
def seeds(request: pytest.FixtureRequest) -> range:
    """A slice of the seeds, so that several processes can share them."""
    return range(request.param, HISTORIES, SLICES)


def for_each(seeds: range, told: Callable[[History], str]) -> None:
    """Try every seed; fail with what `told` says about those that are wrong."""
    wrong = [f"seed {seed}: {what}" for seed in seeds if (what := told(random_history(seed)))]
    assert not wrong, f"{len(wrong)} of {len(seeds)}\n" + "\n".join(wrong[:3])


def test_histories_are_long_late_tied_and_doubled() -> None:
    histories = [random_history(seed) for seed in range(60)]
    assert min(len(history.arrivals) for history in histories) >= 14
    late = tied = doubled = total = 0
    for history in histories:
        latest = 0
        total += len(history.arrivals)
        instants = [event.occurred_at for event in history.arrivals]
        tied += len(instants) - len(set(instants))
        doubled += len(instants) - len({(event.source, event.id) for event in history.arrivals})
        for event in history.arrivals:
            late += event.occurred_at < latest
            latest = max(latest, event.occurred_at)
    assert late / total > 0.35
    assert tied / total > 0.25
    assert doubled >= 2 * len(histories)


def test_the_fold_agrees_with_the_naive_clock(seeds: range) -> None:
    for_each(seeds, disagreement)


def test_live_processing_ends_where_the_fold_from_scratch_does(seeds: range) -> None:
    def told(history: History) -> str:
        return _live_differs(history, history.arrivals)

    for_each(seeds, told)


def test_live_processing_ends_there_in_any_order_of_arrival(seeds: range) -> None:
    def told(history: History) -> str:
        # Of one event told twice the first told stays, so two that differ would make another history.
        distinct = list({(event.source, event.id): event for event in reversed(history.arrivals)}.values())
        random.Random(history.seed).shuffle(distinct)
        begin = max(event.recorded_at for event in distinct)
        shuffled = [
            msgspec.structs.replace(event, recorded_at=begin + place) for place, event in enumerate(distinct)
        ]
        first_known = shuffled[: len(shuffled) // 2]
        rest = [msgspec.structs.replace(event, recorded_at=event.occurred_at) for event in first_known]
        return _live_differs(history, shuffled) or _live_differs(history, rest + shuffled[len(rest) :])

    for_each(seeds, told)


def _live_differs(history: History, arrivals: Sequence[Event]) -> str:
    until = max(history.until, *(event.recorded_at for event in arrivals))
    lived = process_live(history.plan, arrivals, until, random.Random(history.seed))
    folded = fold(history.plan, arrivals, until)
    for place, (ours, theirs) in enumerate(zip(lived.facts, folded.facts, strict=False)):
        if ours != theirs:
            return f"fact {place}: live {ours}, folded {theirs}"
    if len(lived.facts) != len(folded.facts):
        return f"{len(lived.facts)} facts live, {len(folded.facts)} folded"
    if lived.state != folded.state:
        return f"state: live {lived.state}, folded {folded.state}"
    return "" if lived.clocks == folded.clocks else "clocks differ"


def test_how_often_time_passes_changes_nothing(seeds: range) -> None:
    def told(history: History) -> str:
        begun = fold(history.plan, history.arrivals, None).state
        until = history.until + 3000 * MINUTE
        once = advance(history.plan, begun, until)
        rng = random.Random(history.seed)
        last = max(event.occurred_at for event in history.arrivals)
        state, told_facts = begun, []
        for at in [*sorted(rng.randint(last, until) for _ in range(20)), until]:
            state, some, _ = advance(history.plan, state, at)
            told_facts += some
        same = (state, told_facts) == (once.state, once.facts)
        return "" if same else f"{len(told_facts)} facts with ticks, {len(once.facts)} without"

    for_each(seeds, told)


def test_pausing_and_resuming_at_the_same_instant_changes_nothing(seeds: range) -> None:
    def told(history: History) -> str:
        rng = random.Random(history.seed)
        at = rng.choice(history.arrivals).occurred_at + rng.choice((0, 0, 1, 30, 60, 240)) * MINUTE
        still = _with(history, (at, ()), (at, ()))
        paused = _with(history, (at, (_pause("x"),)), (at, (_resume("x"),)))
        return _differs(still, paused)

    for_each(seeds, told)


def test_splitting_a_pause_changes_nothing(seeds: range) -> None:
    def told(history: History) -> str:
        gap = _longest_gap(history)
        first, middle, last = sorted(random.Random(history.seed).randint(*gap) for _ in range(3))
        whole = _with(history, (first, (_pause("x"),)), (middle, ()), (last, (_resume("x"),)))
        parts = _with(
            history,
            (first, (_pause("x"),)),
            (middle, (_resume("x"), _pause("y"))),
            (last, (_resume("y"),)),
        )
        if any(fact.kind == facts.EXITED and first <= fact.at <= last for fact in whole.facts):
            return ""  # an exit ends a pause by hand, so the second part would be one of its own
        return _differs(whole, parts)

    for_each(seeds, told)


def _pause(name: str) -> Command:
    return Command("pause", pause_id=name)


def _resume(name: str) -> Command:
    return Command("resume", pause_id=name)


def _with(history: History, *added: tuple[int, tuple[Command, ...]]) -> Outcome:
    more = [
        Event(f"added {place}", "~", at, at, commands=commands) for place, (at, commands) in enumerate(added)
    ]
    until = history.until + 3000 * MINUTE
    return outcome_of(fold(history.plan, [*history.arrivals, *more], until), history.plan, until)


def _differs(one: Outcome, other: Outcome) -> str:
    """But for standing still and going on themselves."""
    ours, theirs = ([each for each in outcome.facts if each.kind not in STANDING] for outcome in (one, other))
    for fact, twin in zip(ours, theirs, strict=False):
        if fact != twin:
            return f"{fact} became {twin}"
    if len(ours) != len(theirs):
        return f"{len(ours)} facts became {len(theirs)}"
    changed = [name for name in one.clocks if one.clocks[name] != other.clocks.get(name)]
    return "".join(f"{name}: {one.clocks[name]} became {other.clocks.get(name)}" for name in changed[:1])


def _longest_gap(history: History) -> tuple[int, int]:
    instants = sorted({event.occurred_at for event in history.arrivals})
    gaps = [(after - before, before, after) for before, after in pairwise(instants)]
    _, before, after = max(gaps)
    return before + MINUTE, after - MINUTE


def test_nothing_that_is_handed_in_is_changed(seeds: range) -> None:
    def told(history: History) -> str:
        state = State()
        for event in sorted(history.arrivals, key=lambda each: each.order):
            before = encode_state(state)
            advance(history.plan, state, event.occurred_at + 600 * MINUTE)
            following = step(history.plan, state, event).state if not is_late(state, event) else state
            if encode_state(state) != before:
                return f"{event} changed the state it was applied to"
            state = following
        arrivals = list(history.arrivals)
        fold(history.plan, arrivals, history.until)
        return "" if arrivals == history.arrivals else "the events were reordered"

    for_each(seeds, told)


def test_a_state_survives_being_stored(seeds: range) -> None:
    def told(history: History) -> str:
        state = fold(history.plan, history.arrivals, None).state
        stored = decode_state(encode_state(state))
        if stored != state:
            return "the state read back is another"
        until = history.until + 3000 * MINUTE
        same = advance(history.plan, stored, until) == advance(history.plan, state, until)
        return "" if same else "it goes on otherwise"

    for_each(seeds, told)


def test_facts_are_in_the_order_of_their_instants(seeds: range) -> None:
    def told(history: History) -> str:
        instants = [fact.occurred_at for fact in fold(history.plan, history.arrivals, history.until).facts]
        return "" if instants == sorted(instants) else "a fact lies before the one told before it"

    for_each(seeds, told)

"""What the fold and the naive clock must agree on, and how a disagreement is told."""

from milestones.clock.counting import consumed, still_since
from milestones.clock.fact import OF_TRIGGERS
from milestones.clock.fold import Folded, fold
from milestones.clock.state import Clock
from tests.milestones.clock.generated.histories import History
from tests.milestones.clock.naive.simulate import Ended, Outcome, Told, simulate
from tests.milestones.clock.plans import Configuration


def outcome_of(folded: Folded, plan: Configuration, until: int) -> Outcome:
    """A fold's answer in the naive clock's words."""
    facts = [
        Told(
            fact.kind,
            fact.occurred_at,
            (fact.clock.milestone, fact.clock.cycle, fact.clock.occurrence) if fact.clock else None,
            fact.trigger if fact.kind in OF_TRIGGERS else "",
            fact.repeat,
        )
        for fact in folded.facts
    ]
    clocks = folded.clocks.values()
    return Outcome(
        facts, {(each.milestone, each.cycle, each.occurrence): _ended(each, plan, until) for each in clocks}
    )


def _ended(clock: Clock, plan: Configuration, until: int) -> Ended:
    # What a running or paused clock counts since its last change is not stored.
    counted, business, calendar = clock.consumed, clock.paused_business, clock.paused_calendar
    if clock.status == "running":
        counted = consumed(plan, clock, until)
    elif clock.status == "paused":
        since = still_since(clock)
        business += plan.calendar(clock.hours, clock.timeline).elapsed(since, until)
        calendar += until - since
    return Ended(
        clock.status,
        clock.is_violated,
        clock.at_risk,
        clock.started_at,
        clock.target_at,
        clock.closed_at,
        counted,
        business,
        calendar,
    )


def disagreement(history: History) -> str:
    """Empty where fold and naive clock agree on every fact and on every clock's end."""
    folded = outcome_of(fold(history.plan, history.arrivals, history.until), history.plan, history.until)
    naive = simulate(history.plan.world(), history.arrivals, history.until)
    told = []
    for place, (ours, theirs) in enumerate(zip(folded.facts, naive.facts, strict=False)):
        if ours != theirs:
            told.append(f"fact {place}: fold {ours}, naive {theirs}")
            break
    if not told and len(folded.facts) != len(naive.facts):
        place = min(len(folded.facts), len(naive.facts))
        told.append(f"fact {place}: fold {folded.facts[place:][:1]}, naive {naive.facts[place:][:1]}")
    told += [
        f"{name}: fold {folded.clocks.get(name)}, naive {naive.clocks.get(name)}"
        for name in sorted(folded.clocks.keys() | naive.clocks.keys())
        if folded.clocks.get(name) != naive.clocks.get(name)
    ]
    return f"seed {history.seed}: " + "; ".join(told) if told else ""

"""Random histories: figures in SQL equal those of a naive reading, and every list is as long as its figure.

The naive reading walks the net facts of each clock as the ledger has them, one by one, and the case's own
events; it shares nothing with the statements.
"""

import random
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from milestones.clock.history import resolve
from milestones.engine.evaluate import evaluate_due
from milestones.engine.ledger import read_body, read_fact
from milestones.engine.load import read_event
from milestones.models import Case, CaseMilestone, LedgerEntry
from milestones.reporting.outcome import CLOCK_OUTCOMES
from milestones.selectors.reports.compliance import compliance_by, total
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.drill_down import clock_lines, count_clocks
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases, time_to_resolve
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.api.instants import as_instant
from tests.milestones.promised import SOURCE, at, first_response, promise
from tests.milestones.selectors.reports.asking import as_of, ask

pytestmark = pytest.mark.django_db

STATUSES = ("open", "pending", "closed", "open", "resolved")
PRIORITIES = ("P1", "P2")


def promises() -> None:
    budgets = {"P1": Budget(micros=60 * MINUTE), "P2": Budget(micros=180 * MINUTE)}
    promise(
        first_response(budget=None, budgets=budgets),
        first_response(
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
            budget=None,
            budgets={priority: Budget(micros=2 * budget.micros) for priority, budget in budgets.items()},
        ),
    )


def clock_time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def tell(chance: random.Random, cases: int, steps: int) -> None:
    """Cases with histories drawn by chance, a third of it told up to two hours late, with ticks between."""
    told: list[tuple[int, CaseRequest]] = []
    for number in range(cases):
        opened = chance.randrange(0, 600)
        told.append(
            (
                opened,
                CaseRequest(
                    source=SOURCE,
                    external_id=f"CS-{number}",
                    opened_at=at(clock_time(opened)),
                    fields={"account": "acme", "status": "new", "priority": chance.choice(PRIORITIES)},
                ),
            )
        )
        for step in range(chance.randrange(steps + 1)):
            happened = opened + chance.randrange(1, 700)
            heard = happened + (chance.randrange(120) if chance.random() < 0.33 else 0)
            more: dict[str, Any] = chance.choice(
                (
                    {"signals": ("public_reply_sent",)},
                    {"fields": {"status": chance.choice(STATUSES)}},
                    {"fields": {"status": chance.choice(STATUSES)}},
                    {"fields": {"priority": chance.choice(PRIORITIES)}},
                )
            )
            request = CaseRequest(
                source=SOURCE,
                external_id=f"CS-{number}",
                must_exist=True,
                occurred_at=at(clock_time(happened)),
                event_id=f"{number}-{step}",
                **more,
            )
            told.append((heard, request))
    told.sort(key=lambda each: each[0])
    for heard, request in told:
        if heard < 1439:
            if chance.random() < 0.7:
                evaluate_due(at(clock_time(heard)))
            record([request], at=at(clock_time(heard)))
    evaluate_due(at("23:59"))


def naive_outcomes(instant: int) -> Counter[str]:
    """Clock by clock: its net facts by the instant, in the order in which they took effect."""
    standings = [standing_of(row, instant) for row in CaseMilestone.objects.all()]
    return Counter(each for each in standings if each in CLOCK_OUTCOMES)


def standing_of(row: CaseMilestone, instant: int) -> str:
    """What the clock's facts make of it, one after the other."""
    clock = (row.definition, row.cycle, row.occurrence)
    standing, target, is_violated = "not begun", 0, False
    for kind, fact in net_facts(row.case_id, instant):
        if fact.clock is None or (fact.clock.milestone, fact.clock.cycle, fact.clock.occurrence) != clock:
            continue
        target = fact.data.get("target", target)
        if kind in ("violated", "violation lifted"):
            is_violated = kind == "violated"
        if kind == "completed":
            standing = "on_time" if fact.occurred_at <= target else "late"
        elif kind == "canceled":
            standing = "canceled"
        elif kind in ("started", "violated", "violation lifted", "resumed"):
            standing = "open_past_target" if is_violated else "open"
    return standing


def net_facts(case_id: int, instant: int) -> list[tuple[str, Any]]:
    entries = list(LedgerEntry.objects.filter(case=case_id).order_by("seq"))
    withdrawn = {entry.withdraws for entry in entries if entry.withdraws is not None}
    kept = [
        (as_instant(entry.occurred_at), entry.seq, entry.kind, read_fact(read_body(bytes(entry.body)).fact))
        for entry in entries
        if entry.withdraws is None and entry.seq not in withdrawn
    ]
    return [
        (kind, fact) for when, _seq, kind, fact in sorted(kept, key=lambda each: each[:2]) if when <= instant
    ]


def naive_resolved(instant: int) -> list[int]:
    """Case by case: the statuses in force, from the events and in their order."""
    spans = []
    for case in Case.objects.all():
        events = resolve(read_event(bytes(event.payload)) for event in case.events.all()).events
        said = [
            (event.occurred_at, event.fields["status"])
            for event in events
            if "status" in event.fields and event.occurred_at <= instant
        ]
        closed_at = None
        for when, status in said:
            if status in ("closed", "resolved"):
                closed_at = when if closed_at is None else closed_at
            else:
                closed_at = None
        if closed_at is not None:
            spans.append(max(closed_at, as_instant(case.opened_at)) - as_instant(case.opened_at))
    return spans


def figures(question: Question) -> tuple[Counter[str], dict[str, int]]:
    """Figures, and the lengths of their lists."""
    with reading() as cursor:
        counting = Counting(cursor, question)
        tally = total(compliance_by(counting, "priority"))
        lists: dict[str, int] = {
            outcome: len(list(clock_lines(counting, (outcome,)))) for outcome in CLOCK_OUTCOMES
        }
        assert sum(lists.values()) == count_clocks(counting, ())
    return (
        Counter({word: number for word, number in zip(CLOCK_OUTCOMES, tally, strict=True) if number}),
        lists,
    )


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**9))
def test_figures_as_of_any_instant_are_those_of_a_naive_reading(db: None, seed: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        promises()
        tell(chance, cases=5, steps=6)
        for minute in (*(chance.randrange(60, 1400) for _ in range(3)), 1439):
            clock = clock_time(minute)
            question = ask("23:59", as_of=as_of(clock), from_="2026-05-30", to="2026-06-03")
            found, lists = figures(question)
            assert found == naive_outcomes(at(clock)), (seed, clock)
            assert {word: number for word, number in lists.items() if number} == dict(found)
            closed = ask("23:59", as_of=as_of(clock), from_="2026-05-30", to="2026-06-03", by="closed")
            with reading() as cursor:
                counting = Counting(cursor, closed)
                times = time_to_resolve(ResolvedCases(counting), counting)
            spans = naive_resolved(at(clock))
            assert times.calendar.number == len(spans), (seed, clock)
            assert times.calendar.mean == (sum(spans) // len(spans) if spans else None), (seed, clock)
        transaction.set_rollback(True)

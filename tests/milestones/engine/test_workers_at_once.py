"""Two real connections at the same cases: nothing is done twice, nothing waits in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import TypeVar

import pytest
from django.db import connection, transaction

from milestones.engine.evaluate import evaluate_due
from milestones.engine.process import Turn
from milestones.models import CaseState, LedgerEntry
from milestones.services.case_request import CaseRequest, Recorded
from milestones.services.purge import purge_cases
from milestones.services.record import record
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def at_once(*deeds: Callable[[], T]) -> list[T]:
    """Each deed in a thread with a connection of its own, all let go at one moment."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, deed) for deed in deeds]]


def many_cases(count: int, opened: str = "09:05") -> None:
    record(
        [
            CaseRequest(
                source="desk", external_id=f"CS-{n}", opened_at=at(opened), fields={"account": "acme"}
            )
            for n in range(count)
        ],
        at=at(opened),
    )


def test_two_ticks_at_once_record_each_fact_once_and_share_the_work() -> None:
    promise()
    many_cases(60)
    turns: list[Turn] = at_once(*[lambda: evaluate_due(at("10:06"), limit=30)] * 2)
    assert sum(turn.cases for turn in turns) == 60
    assert LedgerEntry.objects.filter(kind="violated").count() == 60
    assert LedgerEntry.objects.filter(kind="trigger reached").count() == 180


def test_a_tick_passes_over_a_case_somebody_has_in_hand_and_finds_it_later() -> None:
    promise()
    many_cases(2)
    held = CaseState.objects.order_by("pk")[0].pk
    with transaction.atomic():
        CaseState.objects.select_for_update().get(pk=held)
        (turn,) = at_once(lambda: evaluate_due(at("10:06")))
        assert turn.cases == 1
    assert evaluate_due(at("10:06")).cases == 1


def test_an_event_waits_for_the_tick_on_its_case_and_repairs_what_the_tick_found() -> None:
    promise()
    many_cases(20)
    reply = [
        CaseRequest(
            source="desk",
            external_id=f"CS-{n}",
            must_exist=True,
            occurred_at=at("10:02"),
            signals=("public_reply_sent",),
        )
        for n in reversed(range(20))
    ]
    for _ in range(3):
        at_once(lambda: evaluate_due(at("10:06")), lambda: record(reply, at=at("10:07")))
    withdrawn = set(LedgerEntry.objects.filter(kind="withdrawn").values_list("case_id", "withdraws"))
    violated = set(LedgerEntry.objects.filter(kind="violated").values_list("case_id", "seq"))
    assert withdrawn == violated
    assert LedgerEntry.objects.filter(kind="completed").count() == 20


def test_two_requests_that_open_the_same_cases_at_once_open_each_once() -> None:
    promise()

    def told_by(sequence: int) -> list[CaseRequest]:
        numbers = range(30) if sequence == 1 else reversed(range(30))
        return [
            CaseRequest(
                source="desk",
                external_id=f"CS-{n}",
                opened_at=at("09:00"),
                sequence=sequence,
                fields={"account": "acme"},
            )
            for n in numbers
        ]

    answers: list[list[Recorded]] = at_once(
        lambda: record(told_by(1), at=at("09:01")), lambda: record(told_by(2), at=at("09:01"))
    )
    statuses = sorted(answer.status for told in answers for answer in told)
    assert statuses == ["created"] * 30 + ["updated"] * 30
    assert LedgerEntry.objects.filter(kind="started").count() == 30


def test_events_for_the_same_cases_in_opposite_order_do_not_wait_in_a_circle() -> None:
    promise()
    many_cases(30)

    def told(sequence: int) -> list[CaseRequest]:
        numbers = range(30) if sequence % 2 else reversed(range(30))
        return [
            CaseRequest(
                source="desk",
                external_id=f"CS-{n}",
                must_exist=True,
                occurred_at=at("09:10"),
                sequence=sequence,
                fields={"priority": f"P{sequence}"},
            )
            for n in numbers
        ]

    at_once(*[lambda k=k: record(told(k), at=at("09:20")) for k in range(1, 4)])
    assert set(CaseState.objects.values_list("event_number", flat=True)) == {5}


def test_a_turn_that_is_broken_off_leaves_nothing_behind() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    before = LedgerEntry.objects.count()

    def broken_off() -> None:
        with transaction.atomic():
            evaluate_due(at("10:06"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        broken_off()
    assert LedgerEntry.objects.count() == before
    assert evaluate_due(at("10:06")).facts == 4


def test_a_case_purged_while_an_event_waits_for_it_is_answered_as_unknown() -> None:
    promise()
    desk = Desk()
    desk.opens("09:05")
    case_id = desk.case.pk
    waiting = Barrier(2)

    def purge() -> list[Recorded]:
        with transaction.atomic():
            CaseState.objects.select_for_update().get(pk=case_id)
            waiting.wait(timeout=10)
            sleep(0.5)
            purge_cases([case_id], reason="Tests", actor="tests")
        return []

    def tell() -> list[Recorded]:
        waiting.wait(timeout=10)
        return [desk.says("09:10", status="open")]

    _, (answer,) = at_once(purge, tell)
    assert (answer.status, answer.problems[0][0]) == ("refused", "external_id")

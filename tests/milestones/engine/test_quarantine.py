"""One bad case stops nobody: it is set aside with its reason, keeps what it is told, and is released by
people.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from milestones.engine import consequences
from milestones.engine.consequences import LedgerLine, Silence, Withdrawal
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import Case, CaseEvent, CaseMilestone, CaseState, LedgerEntry
from milestones.services.quarantine import release_from_quarantine
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


def cases(count: int) -> list[Desk]:
    promise()
    desks = [Desk(external_id=f"CS-{number}") for number in range(count)]
    for desk in desks:
        desk.opens("09:05")
    return desks


def spoil(desk: Desk) -> bytes:
    """What a disk or a hand can do to a row; answers the bytes that were there."""
    row = CaseState.objects.get(case=desk.case)
    whole = bytes(row.state)
    CaseState.objects.filter(pk=row.pk).update(state=whole[:-20])
    return whole


class RefusesOne(Silence):
    """Escalation that cannot cope with one case."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id

    def record(
        self, cursor: Any, lines: Sequence[LedgerLine], withdrawn: Sequence[Withdrawal], at: int
    ) -> bool:
        if any(line.case_id == self.case_id for line in lines):
            raise ValueError("no matrix for this")
        return False


@pytest.fixture
def planner() -> Iterator[None]:
    before = consequences.installed()
    yield
    consequences.install(before)


def test_a_case_that_cannot_be_read_is_set_aside_and_the_others_go_on() -> None:
    good, bad, other = cases(3)
    spoil(bad)
    turn = evaluate_due(at("10:06"))
    assert set(turn.quarantined) == {bad.case.pk}
    assert set(LedgerEntry.objects.filter(kind="violated").values_list("case__external_id", flat=True)) == {
        good.external_id,
        other.external_id,
    }
    row = CaseState.objects.get(case=bad.case)
    assert row.quarantined_at is not None
    assert row.quarantine_reason.startswith("DecodeError: ")


def test_a_case_in_quarantine_is_not_due_any_more() -> None:
    (bad,) = cases(1)
    spoil(bad)
    assert evaluate_due(at("10:06")).cases == 1
    assert evaluate_due(at("10:07")).cases == 0


def test_a_case_in_quarantine_keeps_what_it_is_told() -> None:
    (bad,) = cases(1)
    spoil(bad)
    evaluate_due(at("10:06"))
    answer = bad.says("10:02", "public_reply_sent", told="10:07")
    assert answer.status == "updated"
    assert answer.quarantined.startswith("DecodeError: ")
    assert CaseEvent.objects.filter(case=bad.case, event_id=answer.event_id).exists()
    assert CaseMilestone.objects.get().status == "running"


def test_the_event_that_sets_a_case_aside_is_answered_with_the_reason() -> None:
    (bad,) = cases(1)
    spoil(bad)
    answer = bad.says("10:02", "public_reply_sent", told="10:02")
    assert answer.quarantined.startswith("DecodeError: ")


def test_a_released_case_is_folded_afresh_and_lacks_nothing() -> None:
    (bad,) = cases(1)
    spoil(bad)
    evaluate_due(at("09:36"))
    bad.says("10:02", "public_reply_sent", told="10:07")

    release_from_quarantine([bad.case.pk], at=at("10:10"))

    row = CaseState.objects.get()
    assert (row.quarantined_at, row.quarantine_reason) == (None, "")
    kinds = [entry.kind for entry in LedgerEntry.objects.all()]
    assert kinds == ["covered", "entered", "started", *["trigger reached"] * 3, "completed"]
    assert verify([bad.case.pk]).drift == []


def test_releasing_a_sound_case_changes_nothing() -> None:
    (good,) = cases(1)
    before = LedgerEntry.objects.count()
    release_from_quarantine([good.case.pk], at=at("09:06"))
    assert LedgerEntry.objects.count() == before
    assert verify([good.case.pk]).drift == []


@pytest.mark.usefixtures("planner")
def test_a_case_escalation_cannot_cope_with_is_set_aside_alone_and_writes_nothing_by_halves() -> None:
    desks = cases(5)
    bad = desks[2].case
    before = LedgerEntry.objects.filter(case=bad).count()
    consequences.install(RefusesOne(bad.pk))
    turn = evaluate_due(at("10:06"))
    assert turn.quarantined == {bad.pk: "ValueError: no matrix for this"}
    assert LedgerEntry.objects.filter(kind="violated").count() == 4
    assert LedgerEntry.objects.filter(case=bad).count() == before


@pytest.mark.usefixtures("planner")
def test_a_new_case_that_fails_is_kept_with_its_events_and_released_with_its_promise() -> None:
    promise()
    Desk(external_id="first").opens("09:00")
    number = Case.objects.get().pk + 1

    class RefusesNew(RefusesOne):
        def record(
            self, cursor: Any, lines: Sequence[LedgerLine], withdrawn: Sequence[Withdrawal], at: int
        ) -> bool:
            if any(line.case_id >= number for line in lines):
                raise ValueError("no matrix for this")
            return False

    consequences.install(RefusesNew(number))
    desk = Desk(external_id="second")
    answer = desk.opens("09:05")
    assert (answer.status, answer.quarantined) == ("created", "ValueError: no matrix for this")
    assert desk.case.coverage_outcome == ""

    consequences.install(Silence())
    release_from_quarantine([desk.case.pk], at=at("09:10"))
    assert desk.case.coverage_outcome == "covered"
    assert CaseMilestone.objects.get(case=desk.case).status == "running"
    assert verify([desk.case.pk]).drift == []

"""The large desk: its copies are cases like any other, it goes again, and it does not enter by mistake."""

import pytest

from benchmarks import many_cases
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import Case, CaseMilestone, LedgerEntry, Tombstone
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import Desk

pytestmark = pytest.mark.django_db
WEEK = 7 * 86_400_000_000


def ids() -> list[int]:
    return list(Case.objects.values_list("pk", flat=True))


def test_loaded_cases_are_as_if_each_had_been_told_and_the_ledger_of_each_verifies() -> None:
    open_cases, closed_cases, clocks = many_cases.load(45, 25)

    assert (open_cases, closed_cases) == (45, 25)
    assert clocks == CaseMilestone.objects.count() >= 70
    assert Case.objects.filter(engine_state=None).count() == 0
    assert verify(ids()).drift == []
    turn = evaluate_due(database_time() + WEEK)
    assert not turn.quarantined
    assert turn.facts > 0
    assert verify(ids()).drift == []


def test_they_go_again_and_leave_tombstones() -> None:
    many_cases.load(21, 0)

    assert many_cases.remove() == 21
    assert not Case.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert Tombstone.objects.count() == 21


def test_a_database_with_cases_of_another_source_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Desk(account=None).opens("09:00")

    assert many_cases.main(["--cases", "20"]) == 2
    assert "1 cases of other sources" in capsys.readouterr().err
    assert Case.objects.count() == 1

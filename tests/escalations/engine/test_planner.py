"""From facts to rows of the outbox, in the transaction that records the facts."""

from threading import Barrier, Thread

import pytest
from celery import Celery, current_app
from django.db import connection

from entitlements.business_time.instants import SECOND, to_datetime
from entitlements.models import SupportTier
from escalations.engine.pinned import PinnedMatrices
from escalations.engine.planner import MatrixConsequences
from escalations.matrix.rows import Matrix
from escalations.models import Delivery
from escalations.services.draft_matrix import NOTHING_HERE, DraftEntry, DraftRow, create_matrix, draft_version
from milestones.clock.fact import COMPLETED, STARTED
from milestones.models import Case
from tests.escalations.conftest import (
    MONDAY_10,
    active_matrix,
    line,
    only_delivery,
    record,
    telling,
    violation,
)

pytestmark = pytest.mark.django_db


def test_each_entry_of_the_answering_cell_becomes_a_delivery_in_its_order(case: Case) -> None:
    version = active_matrix(
        DraftRow(
            cells={
                "100": [
                    DraftEntry("email", "manager"),
                    DraftEntry("field_update", parameters={"field": "priority", "value": "P1"}),
                    DraftEntry("email", "address", address="pager@example.org"),
                ]
            }
        )
    )
    assert record([line(case, version)], at=MONDAY_10 + SECOND) is True
    rows = list(Delivery.objects.order_by("id").values_list("target", "action", "status", "next_attempt_at"))
    due = to_datetime(MONDAY_10 + SECOND)
    assert rows == [("manager", "email", "pending", due), ("address", "email", "pending", due)]


def test_the_payload_holds_keys_and_numbers_and_never_texts(case: Case) -> None:
    record([line(case, active_matrix(telling()))])
    assert only_delivery().payload == {
        "kind": "violated",
        "occurred_at": MONDAY_10,
        "milestone": "first_response",
        "cycle": 1,
        "occurrence": 1,
        "type": "first_response",
        "trigger": "100",
        "tier": "enterprise",
        "priority": "P1",
        "severity": "violation",
        "target": MONDAY_10,
    }


def test_the_same_fact_recorded_twice_is_told_once(case: Case) -> None:
    version = active_matrix(telling())
    assert record([line(case, version)]) is True
    assert record([line(case, version)]) is False
    assert Delivery.objects.count() == 1


def test_facts_that_no_cell_answers_write_nothing(case: Case) -> None:
    SupportTier.objects.create(key="enterprise", name="Enterprise", rank=1)
    version = active_matrix(telling(trigger="90"), DraftRow("enterprise", cells={"100": NOTHING_HERE}))
    assert record([line(case, version)]) is False
    started = violation(kind=STARTED, trigger="")
    assert record([line(case, version, fact=started)]) is False
    assert not Delivery.objects.exists()


def test_success_on_time_and_late_are_columns_of_their_own(case: Case) -> None:
    version = active_matrix(telling(trigger="met_late"))
    assert record([line(case, version, 3, fact=violation(kind=COMPLETED, trigger="met"))]) is False
    assert record([line(case, version, 4, fact=violation(kind=COMPLETED, trigger="met_late"))]) is True


def test_a_case_without_a_matrix_tells_nobody(case: Case) -> None:
    version = active_matrix(telling())
    assert record([line(case, version)._replace(matrix_version=None)]) is False


def test_a_draft_can_answer_no_case(case: Case) -> None:
    draft = draft_version(create_matrix("Draft"), [telling()])
    with pytest.raises(LookupError, match="is a draft"):
        MatrixConsequences().field_updates(draft.pk, "enterprise", "P1", "first_response", "100")


def test_fixed_field_updates_are_given_to_the_fold_in_order() -> None:
    version = active_matrix(
        DraftRow(
            cells={
                "100": [
                    DraftEntry("field_update", parameters={"field": "priority", "value": "P1"}),
                    DraftEntry("field_update", parameters={"field": "attributes.escalated", "value": True}),
                ]
            }
        )
    )
    updates = MatrixConsequences().field_updates(version.pk, "enterprise", "P2", "first_response", "100")
    assert list(updates) == [("priority", "P1"), ("attributes.escalated", True)]


def test_a_pinned_version_is_read_once() -> None:
    asked: list[int] = []

    def load(version: int) -> Matrix:
        asked.append(version)
        return Matrix(version)

    planner = MatrixConsequences(PinnedMatrices(load))
    for priority in ("P1", "P2", "P1"):
        planner.field_updates(5, "enterprise", priority, "first_response", "100")
    assert asked == [5]


def test_a_broker_that_is_away_is_logged_and_stops_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://127.0.0.1:1//")
    ours = current_app._get_current_object()
    Celery("away", set_as_current=False).set_current()
    try:
        MatrixConsequences().ring()
    finally:
        ours.set_current()
    assert "The doorbell could not be rung" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_record_the_same_fact_at_once_write_it_once(case: Case) -> None:
    version = active_matrix(telling())
    together, answers = Barrier(2), []

    def write() -> None:
        together.wait()
        answers.append(record([line(case, version)]))
        connection.close()

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert Delivery.objects.count() == 1

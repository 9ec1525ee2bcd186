"""What the database refuses, whoever asks."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from escalations.models import Delivery
from milestones.engine.evaluate import evaluate_due
from milestones.models import Case, CaseEvent, CaseMilestone, CaseState, Comment, LedgerEntry, Tombstone
from milestones.services.case_request import CommentText
from milestones.services.purge import purge_cases
from sla_admin.shared.errors import InvalidInput
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    promise()
    desk = Desk()
    desk.opens("09:05")
    desk.says("09:20", told="09:20", comment=CommentText("internal", "Who takes this?"))
    return desk


def refused(statement: str, *values: Any) -> str:
    def attempt() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement, values)

    with pytest.raises(DatabaseError) as refusal:
        attempt()
    return str(refusal.value)


@pytest.mark.parametrize("table", ["milestones_ledgerentry", "milestones_caseevent"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET actor = 'me'", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
    ids=["update", "delete", "truncate"],
)
def test_events_and_ledger_are_written_once(desk: Desk, table: str, statement: str) -> None:
    message = refused(statement.format(table))
    assert "never changed" in message or "never deleted" in message


def test_no_setting_of_a_session_opens_the_ledger(desk: Desk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{milestones_ledgerentry:only_purged}'")
    assert "never deleted" in refused("DELETE FROM milestones_ledgerentry")


def test_a_purge_removes_a_case_with_everything_and_leaves_a_tombstone(desk: Desk) -> None:
    case = desk.case
    other = Desk(external_id="CS-2")
    other.opens("09:30")
    evaluate_due(at("10:06"))
    state = CaseState.objects.get(case=case)
    assert Delivery.objects.filter(case=case).exists()
    assert purge_cases([case.pk], reason="Erasure asked for on 1 June", actor="user:1") == 1
    assert [each.external_id for each in Case.objects.all()] == ["CS-2"]
    for model in (CaseEvent, LedgerEntry, CaseMilestone, CaseState):
        assert not model._default_manager.filter(case_id=case.pk).exists()
        assert model._default_manager.exists()
    assert not Comment.objects.exists()
    assert not Delivery.objects.filter(case_id=case.pk).exists()
    stone = Tombstone.objects.get()
    assert (stone.case_number, stone.reason, stone.actor) == (
        case.pk,
        "Erasure asked for on 1 June",
        "user:1",
    )
    assert (stone.ledger_seq, bytes(stone.ledger_hash)) == (state.ledger_seq, bytes(state.ledger_hash))


def test_after_a_purge_the_guards_hold_again_in_the_same_transaction(desk: Desk) -> None:
    other = Desk(external_id="CS-2")
    other.opens("09:30")
    purge_cases([desk.case.pk], reason="Retention", actor="user:1")
    assert "never deleted" in refused("DELETE FROM milestones_ledgerentry")


def test_a_purge_without_a_reason_is_refused_by_service_and_database(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="reason: A purge names its reason"):
        purge_cases([desk.case.pk], reason="  ", actor="user:1")
    assert "names its reason" in refused("SELECT milestones_purge(ARRAY[1]::bigint[], '', 'user:1')")
    assert Case.objects.exists()


def test_a_tombstone_stays(desk: Desk) -> None:
    purge_cases([desk.case.pk], reason="Retention", actor="user:1")
    assert "never deleted" in refused("DELETE FROM milestones_tombstone")
    assert "never changed" in refused("UPDATE milestones_tombstone SET reason = 'x'")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("status = 'completed'", "case_milestone_c"),
        ("status = 'lost', closed_at = target_at, next_trigger_at = NULL", "case_milestone_status_known"),
        ("is_completed = true", "case_milestone_completed_has_instant"),
        ("closed_at = target_at", "case_milestone_closed_has_instant"),
        (
            (
                "status = 'completed', is_completed = true, next_trigger_at = NULL, "
                "closed_at = target_at + interval '1 second', completed_at = target_at + interval '1 second'"
            ),
            "case_milestone_late_is_violated",
        ),
        (
            (
                "status = 'completed', is_completed = true, next_trigger_at = NULL, is_violated = true, "
                "closed_at = target_at - interval '1 second', completed_at = target_at - interval '1 second'"
            ),
            "case_milestone_late_is_violated",
        ),
        (
            "status = 'completed', is_completed = true, next_trigger_at = NULL, closed_at = target_at",
            "case_milestone_completed_has_instant",
        ),
        ("budget = NULL", "case_milestone_budget_of_one_kind"),
        ("budget_days = 1", "case_milestone_budget_of_one_kind"),
        ("budget = 0", "case_milestone_budget_of_one_kind"),
        ("target_at = started_at - interval '1 second'", "case_milestone_times_in_order"),
        ("paused_business = 2", "case_milestone_amounts_not_negative"),
        ("consumed = -1", "case_milestone_amounts_not_negative"),
        ("cycle = 0", "case_milestone_amounts_not_negative"),
    ],
)
def test_an_impossible_clock_cannot_be_stored(desk: Desk, change: str, constraint: str) -> None:
    assert constraint in refused(f"UPDATE milestones_casemilestone SET {change}")


def test_two_open_occurrences_of_one_definition_cannot_be_stored(desk: Desk) -> None:
    clock = CaseMilestone.objects.get()
    clock.pk, clock.occurrence = None, 2
    with pytest.raises(IntegrityError, match="case_milestone_one_open"), transaction.atomic():
        clock.save()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("source = ''", "case_source_named"),
        ("record_type = 'problem'", "case_record_type_known"),
        ("channel = 'fax'", "case_channel_known"),
        ("closed_at = opened_at - interval '1 second'", "case_closed_after_opened"),
        ("coverage_outcome = 'no_entitlement'", "case_entitlement_matches_outcome"),
        ("entitlement_id = NULL", "case_entitlement_matches_outcome"),
    ],
)
def test_an_impossible_case_cannot_be_stored(desk: Desk, change: str, constraint: str) -> None:
    assert constraint in refused(f"UPDATE milestones_case SET {change}")


def test_a_case_is_in_its_source_once(desk: Desk) -> None:
    case = desk.case
    case.pk = None
    with pytest.raises(IntegrityError, match="case_unique_in_source"), transaction.atomic():
        case.save()


def test_a_case_in_quarantine_has_a_reason(desk: Desk) -> None:
    assert "quarantine_has_reason" in refused("UPDATE milestones_casestate SET quarantined_at = folded_at")


def test_a_withdrawal_names_what_it_withdraws(desk: Desk) -> None:
    message = refused(
        "INSERT INTO milestones_ledgerentry (case_id, seq, kind, occurred_at, recorded_at, actor, cause, "
        "clock, "
        "generation, body, hash) SELECT id, 99, 'withdrawn', opened_at, opened_at, '', 'x', '', 1, 'x', 'x' "
        "FROM milestones_case"
    )
    assert "ledger_withdrawal_names_entry" in message

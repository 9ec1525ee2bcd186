"""What the database refuses, whatever the route: raw SQL is the shortest of them."""

import pytest
from django.db import IntegrityError, connection, transaction

from escalations.models import CellEntry, Delivery, MatrixRow, MatrixVersion
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.draft_matrix import NOTHING_HERE, DraftRow, create_matrix, draft_version
from escalations.services.retire_matrix import retire_matrix
from milestones.models import Case
from tests.escalations.conftest import MONDAY_10, active_matrix, line, record, telling

pytestmark = pytest.mark.django_db


def refused(statement: str, *values: int) -> str:
    """The refusal of the statement; fails where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE fails on checks still to come
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            cursor.execute(statement, values)
    return str(caught.value)


@pytest.fixture(params=["active", "retired"])
def version(request: pytest.FixtureRequest) -> MatrixVersion:
    used = active_matrix(telling())
    if request.param == "retired":
        retire_matrix(used.pk, "sofie", MONDAY_10, reason="As agreed")
    return used


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE escalations_matrixversion SET note = 'changed'",
        "UPDATE escalations_matrixversion SET status = 'draft', activated_at = NULL, retired_at = NULL",
        "DELETE FROM escalations_matrixversion",
        "UPDATE escalations_matrixrow SET tier = 'gold'",
        "DELETE FROM escalations_matrixrow",
        "UPDATE escalations_cellentry SET target = 'manager'",
        "DELETE FROM escalations_cellentry",
        "TRUNCATE escalations_cellentry, escalations_delivery, escalations_deliveryattempt",
        "TRUNCATE escalations_matrixrow CASCADE",
        "TRUNCATE escalations_matrixversion CASCADE",
    ],
)
def test_a_version_in_use_stays_as_it_is(version: MatrixVersion, statement: str) -> None:
    assert "atrix version" in refused(statement)


def test_nothing_can_be_added_to_a_version_in_use(version: MatrixVersion) -> None:
    assert "Copy it to a draft" in refused(
        "INSERT INTO escalations_matrixrow (version_id, position, tier, priority, type)"
        " VALUES (%s, 9, 'gold', '', '')",
        version.pk,
    )
    row = MatrixRow.objects.get()
    with pytest.raises(IntegrityError, match="Copy it to a draft"):
        CellEntry.objects.create(row=row, trigger="75", action="email", target="owner")


def test_a_row_cannot_be_moved_from_a_draft_into_a_version_in_use(version: MatrixVersion) -> None:
    draft = copy_to_draft(version)
    statement = "UPDATE escalations_matrixrow SET version_id = %s, tier = 'gold' WHERE version_id = %s"
    assert "Copy it to a draft" in refused(statement, version.pk, draft.pk)


def test_a_draft_can_be_edited_and_deleted() -> None:
    draft = draft_version(create_matrix("Draft"), [telling()])
    MatrixRow.objects.update(tier="gold")
    CellEntry.objects.update(trigger="90")
    draft.delete()
    assert not CellEntry.objects.exists()


def test_a_version_begins_as_a_draft() -> None:
    matrix = create_matrix("Standard")
    assert "begins as a draft" in refused(
        "INSERT INTO escalations_matrixversion"
        " (matrix_id, number, status, note, activated_by, retired_by, activated_at)"
        " VALUES (%s, 1, 'active', '', '', '', '2026-06-01')",
        matrix.pk,
    )


def test_two_rows_of_a_version_never_name_the_same() -> None:
    draft = draft_version(create_matrix("Draft"), [DraftRow("gold", "P1")])
    with pytest.raises(IntegrityError, match="matrix_row_once"):
        MatrixRow.objects.create(version=draft, tier="gold", priority="p1")


def test_nothing_stands_alone_in_its_cell() -> None:
    draft_version(create_matrix("Draft"), [DraftRow(cells={"100": NOTHING_HERE})])
    with pytest.raises(IntegrityError, match="can not hold anything else"):
        CellEntry.objects.create(
            row=MatrixRow.objects.get(), trigger="100", position=1, action="email", target="owner"
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "email"},
        {"action": "email", "target": "user"},
        {"action": "email", "target": "address"},
        {"action": "email", "target": "owner", "address": "a@example.org"},
        {"action": "field_update", "target": "owner", "parameters": {"field": "priority", "value": "P1"}},
        {"action": "field_update"},
        {"action": "email", "target": "someone"},
    ],
)
def test_an_entry_is_complete(fields: dict[str, object]) -> None:
    draft_version(create_matrix("Draft"), [DraftRow()])
    with pytest.raises(IntegrityError):
        CellEntry.objects.create(row=MatrixRow.objects.get(), trigger="100", **fields)


@pytest.fixture
def delivery(case: Case) -> Delivery:
    record([line(case, active_matrix(telling()))])
    return Delivery.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE escalations_delivery SET status = 'sent', sent_at = now(), possibly_sent = true",
        "UPDATE escalations_delivery SET status = 'dead', last_error = 'no'",
        "UPDATE escalations_delivery SET status = 'claimed'",
        "UPDATE escalations_delivery SET ledger_seq = 8",
        "UPDATE escalations_delivery SET payload = '{}'",
        "UPDATE escalations_delivery SET status = 'lost'",
    ],
)
def test_a_delivery_only_makes_the_moves_it_may(delivery: Delivery, statement: str) -> None:
    refused(statement)


def test_what_was_sent_stays_sent(delivery: Delivery) -> None:
    Delivery.objects.update(status="claimed", claim="00000000-0000-0000-0000-000000000001")
    Delivery.objects.update(status="sent", claim=None, possibly_sent=True, sent_at=delivery.created_at)
    assert "does not go from sent to pending" in refused(
        "UPDATE escalations_delivery SET status = 'pending', sent_at = NULL"
    )


def test_saving_a_delivery_unchanged_is_no_change(delivery: Delivery) -> None:
    delivery.save()


def test_attempts_are_a_log(delivery: Delivery) -> None:
    delivery.tries.create(number=1, at=delivery.created_at, outcome="retry", duration=1)
    assert "appended and never changed" in refused("UPDATE escalations_deliveryattempt SET answer = 'fine'")


def test_purging_a_case_takes_its_deliveries_along(delivery: Delivery) -> None:
    delivery.tries.create(number=1, at=delivery.created_at, outcome="retry", duration=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT milestones_purge(ARRAY[%s]::bigint[], 'erasure', 'tests')", [delivery.case_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM escalations_deliveryattempt")
        assert cursor.fetchone() == (0,)
    assert not Delivery.objects.exists()

"""A version in use never changes, whatever the route."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from entitlements.models import (
    ArrivalBudget,
    MilestoneBudget,
    MilestoneDefinition,
    ProcessVersion,
    TimeTrigger,
)
from entitlements.services.activate_version import activate_version
from tests.entitlements import stored
from tests.entitlements.stored import run_sql

FROZEN = "Copy it to a draft instead"


@pytest.fixture
def version(db: None) -> ProcessVersion:
    stored.types()
    of = stored.process()
    version = stored.active(of)
    stored.draft(of)
    return version


CHANGES = """
UPDATE entitlements_processversion SET notes = 'other' WHERE id = {version}
UPDATE entitlements_processversion SET matrix_version = NULL WHERE id = {version}
UPDATE entitlements_processversion SET exit_criteria = jsonb_build_object('event', 'x') WHERE id = {version}
UPDATE entitlements_processversion SET activated_at = activated_at + interval '1 s' WHERE id = {version}
UPDATE entitlements_milestonedefinition SET budget = 'PT9H' WHERE version_id = {version}
UPDATE entitlements_milestonedefinition SET position = position + 5 WHERE version_id = {version}
UPDATE entitlements_milestonedefinition SET version_id = {draft}, position = 9 WHERE id = {definition}
UPDATE entitlements_milestonedefinition SET version_id = {version}, position = 9 WHERE id = {of_draft}
DELETE FROM entitlements_timetrigger WHERE definition_id = {definition}
UPDATE entitlements_timetrigger SET severity = 'info' WHERE definition_id = {definition}
UPDATE entitlements_timetrigger SET definition_id = {definition} WHERE definition_id = {of_draft}
UPDATE entitlements_timetrigger SET definition_id = {of_draft} WHERE definition_id = {definition}
INSERT INTO entitlements_timetrigger VALUES (DEFAULT, '50', 'percent', 5000, 'info', 0, 0, {definition})
INSERT INTO entitlements_milestonebudget VALUES (DEFAULT, 'P1', 'PT1H', {definition})
WITH gone AS (DELETE FROM entitlements_timetrigger RETURNING id) SELECT count(*) FROM gone
MERGE INTO entitlements_timetrigger USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE
""".strip().splitlines()


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("end", ["active", "retired"])
def test_raw_sql_can_not_change_a_version_in_use(version: ProcessVersion, statement: str, end: str) -> None:
    if end == "retired":
        run_sql(
            "UPDATE entitlements_processversion SET is_default = false, status = 'retired',"
            " retired_at = activated_at, retired_by = 'ann', retired_reason = 'Over.' WHERE id = %s",
            version.pk,
        )
    definition = MilestoneDefinition.objects.filter(version=version).earliest("position")
    of_draft = MilestoneDefinition.objects.exclude(version=version).earliest("position")
    places = {
        "version": version.pk,
        "draft": of_draft.version_id,
        "definition": definition.pk,
        "of_draft": of_draft.pk,
    }
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        run_sql(statement.format(**places))


@pytest.mark.parametrize(
    "table", ["processversion", "milestonedefinition", "milestonebudget", "timetrigger", "entitlementprocess"]
)
def test_truncate_is_refused_while_a_version_is_in_use(version: ProcessVersion, table: str) -> None:
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="can not be truncated"), transaction.atomic():
        run_sql(f"TRUNCATE entitlements_{table} CASCADE")


def test_a_version_in_use_can_not_be_deleted(version: ProcessVersion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        version.delete()
    with pytest.raises(IntegrityError, match="it can not be deleted"), transaction.atomic():
        run_sql("DELETE FROM entitlements_processversion WHERE id = %s", version.pk)


def test_the_guards_can_not_be_ignored_by_a_setting_of_the_session(version: ProcessVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname::text)::text FROM pg_trigger WHERE NOT tgisinternal")
        (names,) = cursor.fetchone()
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        run_sql("UPDATE entitlements_processversion SET notes = 'other' WHERE id = %s", version.pk)


def test_the_orm_meets_the_same_refusal(version: ProcessVersion) -> None:
    definition = version.milestones.earliest("position")
    version.notes = "other"
    for deed in (
        version.save,
        definition.delete,
        lambda: MilestoneBudget.objects.create(definition=definition, priority="P1", budget="PT1H"),
        lambda: ArrivalBudget.objects.create(definition=definition, position=1, budget="PT1H"),
        lambda: TimeTrigger.objects.filter(definition=definition).update(severity="info"),
        lambda: version.milestones.bulk_update([definition], ["name"]) if _renamed(definition) else None,
    ):
        with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
            deed()


def _renamed(definition: MilestoneDefinition) -> bool:
    definition.name = "other"
    return True


@pytest.mark.parametrize(
    ("before", "after"),
    [("active", "draft"), ("retired", "active"), ("retired", "draft"), ("draft", "retired")],
)
def test_a_version_never_goes_back_and_skips_nothing(
    version: ProcessVersion, before: str, after: str
) -> None:
    if before == "retired":
        run_sql(
            "UPDATE entitlements_processversion SET is_default = false, status = 'retired',"
            " retired_at = activated_at, retired_by = 'ann', retired_reason = 'Over.' WHERE id = %s",
            version.pk,
        )
    with pytest.raises(IntegrityError, match=f"not from {before} to {after}"), transaction.atomic():
        run_sql(
            "UPDATE entitlements_processversion SET status = %s, is_default = false WHERE status = %s",
            after,
            before,
        )


def test_a_version_begins_as_a_draft(version: ProcessVersion) -> None:
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        run_sql(
            "INSERT INTO entitlements_processversion SELECT (jsonb_populate_record(known, %s)).*"
            " FROM entitlements_processversion AS known WHERE id = %s",
            '{"id": 999, "number": 9}',
            version.pk,
        )


def test_a_draft_stays_editable_beside_a_version_in_use(version: ProcessVersion) -> None:
    draft = ProcessVersion.objects.get(status="draft")
    draft.notes = "other"
    draft.save()
    assert TimeTrigger.objects.filter(definition__version=draft).delete()[0] == 2
    draft.delete()
    assert not MilestoneDefinition.objects.filter(version_id=draft.pk).exists()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("milestonetype", "key", "other"),
        ("supporttier", "key", "other"),
        ("entitlementprocess", "record_type", "work_order"),
    ],
)
def test_what_pinned_configuration_is_called_never_changes(
    version: ProcessVersion, table: str, column: str, value: str
) -> None:
    stored.tier()
    with pytest.raises(IntegrityError, match=f"{column} never changes"), transaction.atomic():
        run_sql(f"UPDATE entitlements_{table} SET {column} = %s", value)


@pytest.fixture
def second() -> Iterator[psycopg.Connection[Any]]:
    """A second connection to the test database."""
    settings = connection.get_connection_params()
    with psycopg.connect(
        host=settings.get("host"),
        port=settings.get("port"),
        user=settings.get("user"),
        password=settings.get("password"),
        dbname=settings["dbname"],
    ) as other:
        yield other


INSERTED = "INSERT INTO entitlements_timetrigger VALUES (DEFAULT, '50', 'percent', 5000, 'info', 0, 0, %s)"


def _activated_in_a_thread(draft: ProcessVersion) -> tuple[threading.Thread, list[BaseException]]:
    failures: list[BaseException] = []

    def activate() -> None:
        try:
            activate_version(version_id=draft.pk, actor="bob", at=stored.USED, reason="Now.")
        except BaseException as failure:  # noqa: BLE001  (whatever happens in the thread is for the test to see)
            failures.append(failure)
        finally:
            connection.close()

    thread = threading.Thread(target=activate)
    thread.start()
    return thread, failures


@pytest.mark.django_db(transaction=True)
def test_an_activation_waits_for_a_change_under_way(second: psycopg.Connection[Any]) -> None:
    stored.types()
    draft = stored.draft(stored.process(), stored.content(matrix_version=stored.matrix()))
    definition = draft.milestones.earliest("position")
    second.execute(INSERTED, [definition.pk])
    thread, failures = _activated_in_a_thread(draft)
    thread.join(0.5)
    assert thread.is_alive()
    second.commit()
    thread.join(10)
    assert failures == []
    draft.refresh_from_db()
    assert draft.status == "active"
    assert set(definition.triggers.values_list("key", flat=True)) == {"75", "50"}


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_an_activation_and_is_then_refused(second: psycopg.Connection[Any]) -> None:
    stored.types()
    draft = stored.draft(stored.process(), stored.content(matrix_version=stored.matrix()))
    definition = draft.milestones.earliest("position")
    refusals: list[str] = []

    def change() -> None:
        try:
            second.execute(INSERTED, [definition.pk])
        except psycopg.errors.IntegrityError as refusal:
            refusals.append(str(refusal))

    with transaction.atomic():
        activate_version(version_id=draft.pk, actor="bob", at=stored.USED, reason="Now.")
        thread = threading.Thread(target=change)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert len(refusals) == 1
    assert FROZEN in refusals[0]


@pytest.mark.django_db(transaction=True)
def test_two_activations_at_once_leave_one_default() -> None:
    stored.types()
    of = stored.process()
    pinned = stored.matrix()
    drafts = [stored.draft(of, stored.content(matrix_version=pinned)) for _ in range(2)]
    threads = [_activated_in_a_thread(draft) for draft in drafts]
    for thread, _ in threads:
        thread.join(10)
    # Both name the same instant: the second is told that it comes too late.
    assert sorted(len(failures) for _, failures in threads) == [0, 1]
    assert ProcessVersion.objects.filter(process=of, is_default=True).count() == 1

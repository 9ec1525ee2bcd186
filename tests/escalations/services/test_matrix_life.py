"""The life of a matrix version: drafted, checked, activated, copied, retired."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from entitlements.business_time.instants import to_datetime
from escalations.models import CellEntry, EmailTemplate, MatrixVersion
from escalations.services.activate_matrix import activate_matrix
from escalations.services.check_matrix import check_matrix
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.draft_matrix import NOTHING_HERE, DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.retire_matrix import retire_matrix
from escalations.services.save_template import save_template
from milestones.models import Queue
from sla_admin.shared.errors import Conflict, InvalidInput
from tests.escalations.conftest import MONDAY_10, active_matrix, telling

pytestmark = pytest.mark.django_db


def draft(*rows: DraftRow) -> MatrixVersion:
    return draft_version(create_matrix("Standard"), rows)


def errors(version: MatrixVersion) -> list[str]:
    return [finding.code for finding in check_matrix(version) if finding.severity == "error"]


def test_a_draft_is_activated_by_somebody_at_an_instant() -> None:
    version = draft(telling())
    activate_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    version.refresh_from_db()
    assert (version.status, version.activated_by) == ("active", "sofie")
    assert version.activated_at == to_datetime(MONDAY_10)
    with pytest.raises(Conflict, match="only a draft"):
        activate_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")


def test_versions_of_a_matrix_are_counted() -> None:
    matrix = create_matrix("Standard")
    assert [draft_version(matrix).number for _ in range(3)] == [1, 2, 3]


def test_wrong_rows_are_named_field_by_field_and_nothing_is_written() -> None:
    with pytest.raises(InvalidInput) as refused:
        draft(DraftRow(cells={"soon": [DraftEntry("email", "owner")], "75": [DraftEntry("email", "user")]}))
    assert [field for field, _ in refused.value.problems] == ["rows.0.cells.soon", "rows.0.cells.75.0."]
    assert not MatrixVersion.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (DraftRow("platinum", cells={"100": NOTHING_HERE}), "matrix_row_unknown"),
        (DraftRow(type="haste", cells={"100": NOTHING_HERE}), "matrix_row_unknown"),
        (DraftRow(cells={"100": [DraftEntry("pigeon", "owner")]}), "matrix_action_wrong"),
        (
            DraftRow(cells={"100": [DraftEntry("field_update", parameters={"field": "secret", "value": 1})]}),
            "matrix_action_wrong",
        ),
        (
            DraftRow(
                cells={"100": [DraftEntry("field_update", parameters={"field": "owner", "value": "ines"})]}
            ),
            "matrix_action_wrong",
        ),
        (
            DraftRow(
                cells={"met": [DraftEntry("field_update", parameters={"field": "status", "value": "x"})]}
            ),
            "matrix_field_update_on_success",
        ),
        (DraftRow(), "matrix_empty"),
    ],
)
def test_what_cannot_work_keeps_a_draft_from_being_activated(row: DraftRow, code: str) -> None:
    version = draft(row)
    assert errors(version) == [code]
    with pytest.raises(InvalidInput):
        activate_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    version.refresh_from_db()
    assert version.status == "draft"


def test_a_named_target_that_is_nobody_is_an_error() -> None:
    gone = User.objects.create_user("gone", "gone@example.org", is_active=False)
    empty = Queue.objects.create(name="Empty", key="empty")
    version = draft(
        telling("user", user=gone.pk),
        DraftRow(priority="P1", cells={"100": [DraftEntry("email", "queue", queue=empty.pk)]}),
    )
    assert errors(version) == ["matrix_target_is_nobody", "matrix_target_is_nobody"]
    User.objects.update(is_active=True)
    Queue.objects.update(email="empty@example.org")
    assert errors(version) == []


def test_an_unknown_placeholder_is_refused_on_saving_naming_the_field() -> None:
    with pytest.raises(InvalidInput, match=r"text: case\.secret is no placeholder") as refused:
        save_template(EmailTemplate(name="Last warning", subject="{{headline}}", text="{{case.secret}}"))
    assert [field for field, _ in refused.value.problems] == ["text"]
    assert not EmailTemplate.objects.exists()


def test_a_version_keeps_the_texts_it_was_activated_with() -> None:
    template = save_template(EmailTemplate(name="Last warning", subject="Old", text="Old {{headline}}"))
    version = active_matrix(telling(template=template.pk))
    template.subject = "New"
    save_template(template)
    entry = CellEntry.objects.get(row__version=version)
    assert entry.parameters["content"] == {"subject": "Old", "text": "Old {{headline}}", "html": ""}


def test_a_copy_is_a_draft_that_takes_its_texts_afresh() -> None:
    template = save_template(EmailTemplate(name="Last warning", subject="Old", text="Old"))
    version = active_matrix(telling(template=template.pk))
    copy = copy_to_draft(version)
    assert (copy.number, copy.status, copy.copied_from) == (2, "draft", version)
    entry = CellEntry.objects.get(row__version=copy)
    assert (entry.target, entry.template, entry.parameters) == ("owner", template, {})
    assert CellEntry.objects.get(row__version=version).parameters["content"]["subject"] == "Old"


def test_only_an_active_version_can_be_retired() -> None:
    version = draft(telling())
    with pytest.raises(Conflict, match="only an active version"):
        retire_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    activate_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    retire_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    version.refresh_from_db()
    assert version.status == "retired"


def test_a_user_or_queue_that_a_matrix_names_cannot_be_deleted() -> None:
    named = User.objects.create_user("hanna", "hanna@example.org")
    active_matrix(telling("user", user=named.pk))
    with pytest.raises(IntegrityError):
        named.delete()

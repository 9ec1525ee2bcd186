"""A process version pins a matrix version in use, or is not activated."""

import pytest

from entitlements.services.activate_version import activate_version
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from sla_admin.shared.errors import InvalidInput
from tests.entitlements import stored

pytestmark = pytest.mark.django_db


def refusal(matrix_version: int) -> str:
    stored.types()
    draft = stored.draft(stored.process(), stored.content(matrix_version=matrix_version))
    with pytest.raises(InvalidInput) as refused:
        activate_version(version_id=draft.pk, actor="ann", at=stored.USED, reason="Now.")
    draft.refresh_from_db()
    assert draft.is_draft
    return str(refused.value)


def test_a_matrix_version_that_is_not_there_is_named() -> None:
    assert "matrix_version: Enterprise: The pinned matrix version 999 does not exist" in refusal(999)


def test_a_draft_of_a_matrix_is_not_pinned_by_a_version_in_use() -> None:
    duty = DraftEntry("email", "address", address="duty@example.org")
    draft = draft_version(create_matrix("Draft"), [DraftRow(cells={"100": [duty]})])
    assert f"The pinned matrix version {draft.pk} is draft" in refusal(draft.pk)

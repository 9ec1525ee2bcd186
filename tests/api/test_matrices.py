"""Matrices over the API: the notation of the grid, a draft replaced as a whole."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalations.models import MatrixVersion
from escalations.services.copy_to_draft import copy_to_draft
from tests.api.conftest import Caller
from tests.milestones.promised import matrix

pytestmark = pytest.mark.django_db

ROWS: list[dict[str, Any]] = [
    {"cells": {"50 %": "e-mail to owner", "met": "nothing"}},
    {"priority": "P1", "cells": {"100": "email to duty@example.org; set priority = Critical"}},
]


def draft(caller: Caller) -> int:
    made = caller.post("/api/v1/matrices/", {"name": "Ours"}, expect=201)
    return int(caller.post(f"/api/v1/matrices/{made['id']}/drafts/", {"note": "First."}, expect=201)["id"])


def test_a_matrix_is_drafted_and_its_rows_replaced(caller: Caller) -> None:
    version = f"/api/v1/matrix-versions/{draft(caller)}/"

    answer = caller.patch(version, {"rows": ROWS})

    assert answer["thresholds"] == ["50", "100", "met"]
    assert [row["cells"] for row in answer["rows"]] == [
        {"50": "email to owner", "met": "nothing"},
        {"100": "email to duty@example.org\nset priority = Critical"},
    ]
    assert caller.get(version) == answer


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"cells": {"50": "shout to owner"}}, "rows.0.cells.50"),
        ({"cells": {"soon": "email to owner"}}, "rows.0.cells.soon"),
        ({"cells": {"50": "email to user ghost"}}, "rows.0.cells.50"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_written(
    caller: Caller, row: dict[str, Any], field: str
) -> None:
    version = f"/api/v1/matrix-versions/{draft(caller)}/"

    answer = caller.patch(version, {"rows": [row, ROWS[1]]}, expect=400)

    assert [each["field"] for each in answer["errors"]] == [field]
    assert caller.get(version)["rows"] == []


def test_a_version_in_use_is_copied_instead_of_changed(caller: Caller) -> None:
    active = MatrixVersion.objects.get(pk=matrix("50"))

    caller.patch(f"/api/v1/matrix-versions/{active.pk}/", {"rows": ROWS}, expect=409)
    drafts = f"/api/v1/matrices/{active.matrix_id}/drafts/"
    copied = caller.post(drafts, {"copy_of": active.pk}, expect=201)
    caller.post(drafts, {"copy_of": 999_999}, expect=400)

    assert copied["rows"][0]["cells"] == {"50": "email to duty@example.org"}


def test_a_list_asks_the_same_number_of_questions_at_any_size(caller: Caller) -> None:
    active = MatrixVersion.objects.get(pk=matrix("50", "75"))

    caller.get("/api/v1/matrix-versions/")  # the key's first use is noted once
    with CaptureQueriesContext(connection) as few:
        caller.get("/api/v1/matrix-versions/")
    for _each in range(4):
        copy_to_draft(active)
    with CaptureQueriesContext(connection) as many:
        assert len(caller.get("/api/v1/matrix-versions/")["results"]) == 5

    assert len(many) == len(few)


def test_the_checks_are_told(caller: Caller) -> None:
    found = caller.get(f"/api/v1/matrix-versions/{draft(caller)}/checks/")["findings"]

    assert {each["code"] for each in found} >= {"matrix_empty"}

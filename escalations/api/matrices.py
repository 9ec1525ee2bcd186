"""Escalation matrices and their versions, written in the notation of the grid."""

from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.matrix.columns import column_key, in_order
from escalations.matrix.sheet import MOST_COLUMNS, MOST_ROWS, Sheet, SheetRow
from escalations.models import EscalationMatrix, MatrixVersion
from escalations.services.check_matrix import check_matrix
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.draft_matrix import create_matrix, draft_version
from escalations.services.matrix_sheet import sheet_of, sheets_of, write_sheet
from sla_admin.shared.api.fields import Input, TextField, WholeNumberField
from sla_admin.shared.api.filters import IdFilter, WordFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer
from sla_admin.shared.errors import InvalidInput

VersionWord = Literal["draft", "active", "retired"]


class MatrixAnswer(msgspec.Struct, frozen=True):
    """A matrix; what it says is in its versions."""

    id: int
    name: str
    description: str


class MatrixPage(Page[MatrixAnswer], frozen=True):
    """A page of matrices."""


class MatrixInput(Input):
    name = TextField(max_length=200)
    description = TextField(max_length=2000, required=False, allow_blank=True)


class MatrixRowAnswer(msgspec.Struct, frozen=True):
    """A row: tier and milestone type by key, blank for any. `cells` by threshold (`75`, `-PT1H`, `met`), an
    entry a line: `email to owner`, `set priority = Critical`, `nothing`.
    """

    tier: str
    priority: str
    milestone_type: str
    cells: dict[str, str]


class MatrixVersionAnswer(msgspec.Struct, frozen=True):
    """A version. A draft can be changed; an active or retired one never."""

    id: int
    matrix: int
    number: int
    status: VersionWord
    note: str
    activated_at: datetime | None
    retired_at: datetime | None
    thresholds: list[str]
    rows: list[MatrixRowAnswer]


class MatrixVersionPage(Page[MatrixVersionAnswer], frozen=True):
    """A page of versions."""


class MatrixFindingAnswer(msgspec.Struct, frozen=True):
    """What the checks find: an error keeps the version from being activated."""

    code: str
    severity: Literal["error", "warning"]
    object: str
    field: str
    why: str
    fix: str


class MatrixFindingsAnswer(msgspec.Struct, frozen=True):
    """Everything the checks find in one version, errors first."""

    findings: list[MatrixFindingAnswer]


class DraftInput(Input):
    copy_of = WholeNumberField(
        required=False, min_value=1, help_text="A version of this matrix; none: empty."
    )
    note = TextField(max_length=2000, required=False, allow_blank=True)


class MatrixRowInput(Input):
    tier = TextField(max_length=63, required=False, allow_blank=True, help_text="Its key; blank: any.")
    priority = TextField(max_length=64, required=False, allow_blank=True)
    milestone_type = TextField(max_length=64, required=False, allow_blank=True)
    cells = serializers.DictField(
        child=TextField(max_length=4000, allow_blank=True), help_text="Texts by threshold."
    )


class RowsInput(Input):
    rows = serializers.ListField(child=MatrixRowInput(), max_length=MOST_ROWS)


class MatrixFilters(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", max_length=200, label="Part of the name.")


class MatrixVersionFilters(django_filters.FilterSet):
    matrix = IdFilter(field_name="matrix_id", label="Versions of that matrix.")
    status = WordFilter(words=("draft", "active", "retired"), label="Where the version stands.")


class Matrices(Resource[EscalationMatrix]):
    what = "matrix"
    scope = "configuration"
    read_permissions = ("escalations.view_escalationmatrix",)
    write_permissions = ("escalations.add_escalationmatrix",)

    def rows(self) -> QuerySet[EscalationMatrix]:
        return EscalationMatrix.objects.all()

    def answers(self, rows: list[EscalationMatrix]) -> list[Any]:
        return [MatrixAnswer(row.pk, row.name, row.description) for row in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_matrices", summary="Matrices", responses=MatrixPage, tags=["configuration"]
    )
)
class MatrixList(Matrices, Listing[EscalationMatrix]):
    """The list, and new ones."""

    filterset_class = MatrixFilters

    @extend_schema(
        operation_id="create_matrix",
        summary="A new matrix",
        request=MatrixInput,
        responses={201: MatrixAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        given = self.read(MatrixInput)
        row = create_matrix(given["name"], given.get("description", ""))
        return single(request, self.answer(row), 201, {"Location": f"{request.path}{row.pk}/"})


@extend_schema_view(
    get=extend_schema(
        operation_id="get_matrix", summary="A matrix", responses=MatrixAnswer, tags=["configuration"]
    )
)
class MatrixDetail(Matrices, One[EscalationMatrix]):
    """One by its id."""


class MatrixDrafts(Matrices, One[EscalationMatrix]):
    """Beginning a draft."""

    http_method_names = ["post"]
    write_permissions = ("escalations.change_matrixversion",)

    @extend_schema(
        operation_id="draft_matrix_version",
        summary="A new draft of a matrix",
        request=DraftInput,
        responses={201: MatrixVersionAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        matrix, given = self.find(pk), self.read(DraftInput)
        note = given.get("note", "")
        if "copy_of" in given:
            source = MatrixVersion.objects.filter(matrix=matrix, pk=given["copy_of"]).first()
            if source is None:
                raise InvalidInput.of("copy_of", "That is no version of this matrix.")
            draft = copy_to_draft(source, note)
        else:
            draft = draft_version(matrix, note=note)
        address = f"{request.path.split('/matrices/')[0]}/matrix-versions/{draft.pk}/"
        return single(request, version_answer(draft, sheet_of(draft)), 201, {"Location": address})


class MatrixVersions(Resource[MatrixVersion]):
    what = "matrix version"
    scope = "configuration"
    read_permissions = ("escalations.view_matrixversion",)
    write_permissions = ("escalations.change_matrixversion",)

    def rows(self) -> QuerySet[MatrixVersion]:
        return MatrixVersion.objects.all()

    def answers(self, rows: list[MatrixVersion]) -> list[Any]:
        sheets = sheets_of(row.pk for row in rows)
        return [version_answer(row, sheets[row.pk]) for row in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_matrix_versions",
        summary="Matrix versions",
        responses=MatrixVersionPage,
        tags=["configuration"],
    )
)
class MatrixVersionList(MatrixVersions, Listing[MatrixVersion]):
    """The list."""

    filterset_class = MatrixVersionFilters


@extend_schema_view(
    get=extend_schema(
        operation_id="get_matrix_version",
        summary="A matrix version",
        responses=MatrixVersionAnswer,
        tags=["configuration"],
    )
)
class MatrixVersionDetail(MatrixVersions, One[MatrixVersion]):
    """One by its id; a draft's rows are replaced as a whole."""

    http_method_names = ["get", "head", "patch"]

    @extend_schema(
        operation_id="change_matrix_version",
        summary="Replace the rows of a draft",
        request=RowsInput,
        responses=MatrixVersionAnswer,
        tags=["configuration"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(RowsInput)
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        write_sheet(pk, _sheet(given["rows"]), seen=sheet_of(row).fingerprint)
        return single(request, self.answer(self.find(pk)))


class MatrixVersionChecks(MatrixVersions, One[MatrixVersion]):
    """What the checks say."""

    http_method_names = ["get", "head"]

    @extend_schema(
        operation_id="check_matrix_version",
        summary="What the checks find in a matrix version",
        responses=MatrixFindingsAnswer,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        found = check_matrix(self.find(pk))
        answers = [
            MatrixFindingAnswer(each.code, each.severity, each.object, each.field, each.why, each.fix)
            for each in found
        ]
        return Response(MatrixFindingsAnswer(answers))


def version_answer(version: MatrixVersion, sheet: Sheet) -> MatrixVersionAnswer:
    """The version with its rows as texts."""
    return MatrixVersionAnswer(
        id=version.pk,
        matrix=version.matrix_id,
        number=version.number,
        status=version.status,  # type: ignore[arg-type]  # a check constraint holds the words
        note=version.note,
        activated_at=version.activated_at,
        retired_at=version.retired_at,
        thresholds=list(sheet.columns),
        rows=[MatrixRowAnswer(row.tier, row.priority, row.type, row.cells) for row in sheet.rows],
    )


def _sheet(rows: list[dict[str, Any]]) -> Sheet:
    """Raises InvalidInput where a threshold is none."""
    problems, found = [], []
    for number, row in enumerate(rows):
        cells = {}
        for text, cell in row["cells"].items():
            try:
                cells[column_key(text)] = cell
            except ValueError as error:
                problems.append((f"rows.{number}.cells.{text}", str(error)))
        tier, priority, kind = (row.get(name, "").strip() for name in ("tier", "priority", "milestone_type"))
        found.append(SheetRow(tier, priority, kind, cells))
    columns = in_order(column for row in found for column in row.cells)
    if len(columns) > MOST_COLUMNS:
        problems.append(("rows", f"A matrix has at most {MOST_COLUMNS} thresholds."))
    if problems:
        raise InvalidInput(problems)
    return Sheet(tuple(columns), tuple(found))

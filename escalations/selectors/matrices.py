"""Matrix versions read into the values that the pure rules work on."""

from typing import Any

from escalations.matrix.rows import Cell, Entry, Matrix, Row
from escalations.models import CellEntry, MatrixRow, MatrixVersion
from escalations.models.cell_entry import NOTHING
from escalations.models.matrix_version import MatrixStatus


def matrix_of(version: int) -> Matrix:
    """The rows and cells of a version, drafts included, in the order of the page.

    Raises MatrixVersion.DoesNotExist.
    """
    MatrixVersion.objects.values("id").get(pk=version)
    entries: dict[int, dict[str, list[CellEntry]]] = {}
    of_version = CellEntry.objects.filter(row__version=version).order_by(
        "row_id", "trigger", "position", "id"
    )
    for entry in of_version:
        entries.setdefault(entry.row_id, {}).setdefault(entry.trigger, []).append(entry)
    rows = MatrixRow.objects.filter(version=version).order_by("position", "id")
    return Matrix(
        version=version,
        rows=tuple(
            Row(
                tier=row.tier,
                priority=row.priority,
                type=row.type,
                cells={trigger: _cell(cell) for trigger, cell in entries.get(row.id, {}).items()},
            )
            for row in rows
        ),
    )


def pinned_matrix(version: int) -> Matrix:
    """A version that cases may be pinned to: active or retired, so that it never changes.

    Raises LookupError for a draft and for a version that does not exist.
    """
    status = MatrixVersion.objects.filter(pk=version).values_list("status", flat=True).first()
    if status is None:
        raise LookupError(f"There is no matrix version {version}.")
    if status == MatrixStatus.DRAFT:
        raise LookupError(f"Matrix version {version} is a draft: no case can be pinned to it.")
    return matrix_of(version)


def _cell(entries: list[CellEntry]) -> Cell:
    if entries[0].action == NOTHING:
        return Cell(nothing=True)
    return Cell(entries=tuple(_entry(entry) for entry in entries))


def _entry(entry: CellEntry) -> Entry:
    parameters: dict[str, Any] = entry.parameters
    reference = entry.address or str(entry.user_id or entry.queue_id or entry.endpoint_id or "")
    return Entry(
        id=entry.pk, action=entry.action, target=entry.target, reference=reference, parameters=parameters
    )

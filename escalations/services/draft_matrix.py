"""Matrices and the drafts in which they are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from entitlements.services.validated import save_validated
from escalations.matrix.columns import column_key
from escalations.models import CellEntry, EmailTemplate, EscalationMatrix, MatrixRow, MatrixVersion
from escalations.models.cell_entry import NOTHING
from sla_admin.shared.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """One entry of a cell to be written. Fields as in `CellEntry`; what it names is named by id."""

    action: str
    target: str = ""
    user: int | None = None
    queue: int | None = None
    address: str = ""
    endpoint: int | None = None
    template: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


NOTHING_HERE = (DraftEntry(NOTHING),)
"""A cell that is empty on purpose."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row to be written: what it names (blank: any) and its cells by trigger key, each in order."""

    tier: str = ""
    priority: str = ""
    type: str = ""
    cells: Mapping[str, Sequence[DraftEntry]] = field(default_factory=dict)


def create_matrix(name: str, description: str = "") -> EscalationMatrix:
    """A matrix without versions. Raises InvalidInput where the name is empty or taken."""
    matrix = EscalationMatrix(name=name, description=description)
    save_validated(matrix)
    return matrix


def draft_version(matrix: EscalationMatrix, rows: Iterable[DraftRow] = (), note: str = "") -> MatrixVersion:
    """The next version of a matrix, as a draft with these rows.

    Raises InvalidInput naming row, trigger and field of everything that is wrong; then nothing was written.
    """
    with transaction.atomic():
        EscalationMatrix.objects.select_for_update().get(pk=matrix.pk)
        last = MatrixVersion.objects.filter(matrix=matrix).order_by("-number").first()
        version = MatrixVersion(matrix=matrix, number=last.number + 1 if last else 1, note=note)
        save_validated(version)
        write_rows(version, rows)
    return version


def write_rows(version: MatrixVersion, rows: Iterable[DraftRow]) -> None:
    """Write the rows of a draft that has none, in the caller's transaction. Raises InvalidInput as above."""
    problems = [problem for number, row in enumerate(rows) for problem in _write_row(version, number, row)]
    if problems:
        raise InvalidInput(problems)


def _write_row(version: MatrixVersion, number: int, given: DraftRow) -> Iterable[tuple[str, str]]:
    row = MatrixRow(
        version=version, position=number, tier=given.tier, priority=given.priority, type=given.type
    )
    try:
        save_validated(row)
    except InvalidInput as refused:
        yield from ((f"rows.{number}.{field}", reason) for field, reason in refused.problems)
        return
    for trigger, entries in given.cells.items():
        place = f"rows.{number}.cells.{trigger}"
        try:
            key = column_key(trigger)
        except ValueError as error:
            yield (place, str(error))
            continue
        for position, entry in enumerate(entries):
            try:
                save_validated(_entry(row, key, position, entry))
            except InvalidInput as refused:
                yield from ((f"{place}.{position}.{field}", reason) for field, reason in refused.problems)


def _entry(row: MatrixRow, trigger: str, position: int, given: DraftEntry) -> CellEntry:
    return CellEntry(
        row=row,
        trigger=trigger,
        position=position,
        action=given.action,
        target=given.target,
        user_id=given.user,
        queue_id=given.queue,
        address=given.address,
        endpoint_id=given.endpoint,
        template=EmailTemplate.objects.filter(pk=given.template).first() if given.template else None,
        parameters=dict(given.parameters),
    )

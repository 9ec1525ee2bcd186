"""A new draft with everything another version says."""

from django.db import transaction

from escalations.models import CellEntry, EscalationMatrix, MatrixRow, MatrixVersion


def copy_to_draft(version: MatrixVersion, note: str = "") -> MatrixVersion:
    """The next version of the same matrix as a draft, with the rows and entries of `version`.

    E-mails go back to their template as it is now: their pinned content belongs to the version it was pinned
    in.
    """
    with transaction.atomic():
        EscalationMatrix.objects.select_for_update().get(pk=version.matrix_id)
        last = MatrixVersion.objects.filter(matrix=version.matrix_id).order_by("-number").first()
        draft = MatrixVersion.objects.create(
            matrix_id=version.matrix_id,
            number=(last.number if last else 0) + 1,
            note=note or version.note,
            copied_from=version,
        )
        for row in MatrixRow.objects.filter(version=version).prefetch_related("entries"):
            entries = list(row.entries.all())
            copy = MatrixRow.objects.create(
                version=draft, position=row.position, tier=row.tier, priority=row.priority, type=row.type
            )
            for entry in entries:
                entry.pk, entry.row = None, copy
                entry.parameters = {key: value for key, value in entry.parameters.items() if key != "content"}
            CellEntry.objects.bulk_create(entries)
    return draft

"""A design pack as files: one CSV a table, in a zip."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from escalations.design.table import Table
from escalations.models import DesignSignOff
from escalations.services.design.packs import Design
from sla_admin.shared.viewing.csv_file import encoded

_SAME_DATE = (1980, 1, 1, 0, 0, 0)
"""Files carry no date of their own, so that the same pack gives the same bytes."""


def design_zip(design: Design, evidence: Iterable[Table], sign_offs: Iterable[DesignSignOff]) -> bytes:
    """All tables in the order of the document, `00-pack.csv` with the hash first, signatures last."""
    tables = [_about(design), *design.tables, *evidence, _signatures(sign_offs)]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, table in enumerate(tables):
            file = zipfile.ZipInfo(f"{place:02d}-{table.id}.csv", _SAME_DATE)
            file.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(file, b"".join(encoded(_lines(table))))
    return written.getvalue()


def file_name(design: Design) -> str:
    """`design-pack-155fe646e8a9.zip`."""
    return f"design-pack-{design.hash[:12]}.zip"


def _lines(table: Table) -> Iterable[Sequence[str]]:
    yield table.columns
    yield from table.rows


def _about(design: Design) -> Table:
    return Table("pack", "Pack", ("Scope", "SHA-256"), ((design.scope, design.hash),))


def _signatures(sign_offs: Iterable[DesignSignOff]) -> Table:
    return Table(
        "signatures",
        "Signatures",
        ("Signed at", "Name", "Role", "Note", "Recorded by"),
        tuple(
            (each.signed_at.isoformat(), each.name, each.role, each.note, each.actor) for each in sign_offs
        ),
    )

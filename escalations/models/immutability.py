"""What holds a matrix version still once it is in use: running cases are pinned to it, and replay asks it for
field updates. The guards themselves are those of `sla_admin.shared.version_guards`.
"""

import pgtrigger

from sla_admin.shared.guards import Guard, refusal
from sla_admin.shared.version_guards import VersionGuards

matrix_versions = VersionGuards(
    table="escalations_matrixversion",
    word="matrix version",
    parts="cells",
    owner="matrix",
    free=("status", "retired_at", "retired_by"),
    lock="NO KEY UPDATE",
)
"""Edits of one draft come one after the other: cells are read together (`nothing_stands_alone`)."""

nothing_stands_alone = Guard(
    name="z_nothing_stands_alone",
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM escalations_cellentry AS other
            WHERE other.row_id = NEW.row_id AND other.trigger = NEW.trigger AND other.id <> NEW.id
              AND (other.action = 'nothing' OR NEW.action = 'nothing')
        ) THEN
            {refusal("A cell that says nothing happens can not hold anything else.")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)
"""Runs after `only_in_a_draft` (guards run in the order of their names), which serializes edits."""

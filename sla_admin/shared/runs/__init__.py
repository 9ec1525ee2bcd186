"""Background runs: long work in steps that can be watched, stopped, continued and often undone.

`docs/guides/runs.md` shows how to add a kind.
"""

from sla_admin.shared.runs.kind import ItemReport, RunInHand, RunKind, Start, Step, install_kind, kind_of
from sla_admin.shared.runs.start import start_run

__all__ = [
    "ItemReport",
    "RunInHand",
    "RunKind",
    "Start",
    "Step",
    "install_kind",
    "kind_of",
    "start_run",
]

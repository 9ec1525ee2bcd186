"""What holds a process version still once it is in use: running clocks, the ledger and replay read it.

The guards themselves are those of `sla_admin.shared.version_guards`.
"""

from sla_admin.shared.version_guards import VersionGuards

process_versions = VersionGuards(
    table="entitlements_processversion",
    word="process version",
    parts="milestones",
    owner="process",
    free=("status", "is_default", "retired_at", "retired_by", "retired_reason"),
)

"""python -m benchmarks.real_data.tiers FILE: published tier tables, entered as an administrator would.

Every table goes through the service that administrators use (`escalations.services.tier_table`) into a
database of its own; then the drafts are read back and every target is looked for: the milestone, the
priority, the budget, and hours it counts on. A target counts before anything is rejected; what is not
expressed is listed with its reason. Exits with 2 where the file is none of this form.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.scratch import scratch_database

ZONE = "UTC"
Row = dict[str, str]


def rows_of(table: Mapping[str, Any]) -> list[Row]:
    """A published table as the rows of a spreadsheet: a level's own clock stands in its row."""
    found = []
    for tier in table["tiers"]:
        for priority, level in tier["levels"].items():
            cells = dict(level)
            hours = cells.pop("clock", tier.get("hours", ""))
            found.append({"tier": tier["tier"], "priority": priority, "hours": hours, **cells})
    return found


def amounts(row: Row) -> Iterator[tuple[str, str]]:
    """The cells that promise something."""
    yield from ((name, text) for name, text in row.items() if name not in ("tier", "priority", "hours"))


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        tables = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["tables"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{sys.argv[1]}: no file of tier tables: {error}")
        return 2
    with scratch_database():
        expressed = stated = total = 0
        for place, table in enumerate(tables):
            found = enter(table, f"{place:02d}")
            total, stated, expressed = total + found[0], stated + found[1], expressed + found[2]
    print(f"\nTargets: {total}; {stated} state an amount of time, {total - stated} do not.")
    print(f"expressed {expressed} of {stated}")
    return 0


def enter(table: Mapping[str, Any], prefix: str) -> tuple[int, int, int]:
    """Targets, those that state an amount of time, and those found again in the drafts."""
    from entitlements.business_time.instants import parse_instant
    from escalations.services.tier_table import Options, draft_tier_table
    from sla_admin.shared.errors import InvalidInput

    rows = rows_of(table)
    cells = [(number, name, text) for number, row in enumerate(rows, 1) for name, text in amounts(row)]
    stated = [cell for cell in cells if re.search(r"\d", cell[2])]
    print(f"\n{table['vendor']}: {len(cells)} targets")
    if not rows:
        print("    no level has a figure")
        return 0, 0, 0
    options = Options(zone=ZONE, prefix=prefix)
    at = parse_instant("2026-11-21T08:00:00Z")
    try:
        drafted = draft_tier_table(rows, options, actor="benchmark", at=at)
    except InvalidInput as refused:
        for field, reason in refused.problems:
            print(f"    not expressed: {field}: {reason}")
            number, name = re.fullmatch(r"rows\.(\d+)\.?(.*)", field).groups()  # type: ignore[union-attr]
            rows[int(number) - 1].pop(name)
        drafted = draft_tier_table(rows, options, actor="benchmark", at=at)
    for remark in dict.fromkeys(remark for _, remark in drafted.remarks):
        print(f"    chosen: {remark}")
    found = sum(is_there(drafted, number, rows[number - 1], name) for number, name, _ in stated)
    return len(cells), len(stated), found


def is_there(drafted: Any, number: int, row: Row, name: str) -> bool:
    """Whether the stored draft promises what the cell says, on hours that open."""
    from entitlements.business_time.weekly_hours import parse_week
    from entitlements.models import BusinessHours
    from entitlements.selectors.process_versions import read_process
    from entitlements.tier_table.clocks import week_of
    from entitlements.tier_table.columns import column_of

    target = next(
        (
            each
            for each in drafted.table.targets
            if each.row == number and each.column.type == column_of(name).type
        ),
        None,
    )
    if target is None:
        return False
    process = read_process(drafted.versions[row["tier"]])
    for milestone in process.milestones:
        budget = milestone.budgets.get(target.priority) if target.priority else milestone.budget
        if milestone.type != target.column.type or budget != target.budget:
            continue
        hours = BusinessHours.objects.get(pk=milestone.hours or process.hours or 0)
        return parse_week(hours.revisions.get().weekly) == week_of(target.clock)
    print(f"    NOT FOUND: row {number}, {name}")
    return False


if __name__ == "__main__":
    sys.exit(main())

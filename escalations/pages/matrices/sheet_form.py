"""The grid as a form: its fields read as a sheet, whatever a browser sends."""

import re

from django.http import QueryDict

from escalations.matrix.columns import column_key, in_order
from escalations.matrix.sheet import MOST_COLUMNS, MOST_ROWS, Sheet, SheetRow
from sla_admin.shared.errors import InvalidInput


def sheet_in(posted: QueryDict) -> Sheet:
    """The sheet as it stands in the form, texts as typed. Raises InvalidInput where the form is no grid."""
    try:
        columns = in_order(column_key(each) for each in posted.getlist("column")[: MOST_COLUMNS + 1])
    except ValueError as error:
        raise InvalidInput.of("", str(error)) from error
    count = posted.get("rows", "")
    if not re.fullmatch(r"[0-9]{1,4}", count) or int(count) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise InvalidInput.of("", f"A matrix has at most {MOST_ROWS} rows and {MOST_COLUMNS} thresholds.")
    rows = []
    for number in range(int(count)):
        cells = {column: posted.get(f"r{number}.{column}", "").replace("\r\n", "\n") for column in columns}
        tier, priority, kind = (
            posted.get(f"r{number}.{part}", "").strip() for part in ("tier", "priority", "type")
        )
        rows.append(
            SheetRow(tier, priority, kind, {key: text for key, text in cells.items() if text.strip()})
        )
    return Sheet(tuple(columns), tuple(rows))


def with_row(sheet: Sheet, tier: str, priority: str, kind: str) -> Sheet:
    """With one more row. Raises InvalidInput where there is one that names the same."""
    row = SheetRow(tier.strip(), priority.strip(), kind.strip())
    if any(each.key == row.key for each in sheet.rows):
        raise InvalidInput.of(
            "new_priority", "There is a row that names the same tier, priority and milestone."
        )
    same = [place for place, each in enumerate(sheet.rows) if each.tier == row.tier]
    place = same[-1] + 1 if same else len(sheet.rows)
    return Sheet(sheet.columns, (*sheet.rows[:place], row, *sheet.rows[place:]))


def without_row(sheet: Sheet, number: int) -> Sheet:
    """Without that row; unchanged where there is none of that number."""
    return Sheet(sheet.columns, tuple(row for place, row in enumerate(sheet.rows) if place != number))


def with_column(sheet: Sheet, text: str) -> Sheet:
    """With one more threshold, as people write it. Raises InvalidInput where it is none."""
    try:
        key = column_key(text.strip().removesuffix("%").strip())
    except ValueError as error:
        raise InvalidInput.of("new_column", str(error)) from error
    return Sheet(tuple(in_order({*sheet.columns, key})), sheet.rows)

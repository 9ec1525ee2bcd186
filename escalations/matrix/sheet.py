"""A whole matrix as a sheet of texts: what the grid edits, and what spreadsheets give and take."""

import csv
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import StringIO

import msgspec

from escalations.matrix.columns import column_key, in_order
from escalations.matrix.notation import read_cell, write_cell

HEAD = ("tier", "priority", "milestone type")
MOST_ROWS = 500
MOST_COLUMNS = 30
ANY_WORDS = frozenset({"", "any", "*"})

Key = tuple[str, str, str]


class SheetRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The texts of one row by trigger key. Tier, priority and milestone type are blank for any."""

    tier: str = ""
    priority: str = ""
    type: str = ""
    cells: dict[str, str] = {}

    @property
    def key(self) -> Key:
        """What makes a row this one and no other."""
        return self.tier, self.priority.casefold(), self.type


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """Rows in the order of the page; columns are trigger keys in the order in which a clock meets them."""

    columns: tuple[str, ...] = ()
    rows: tuple[SheetRow, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for the same texts in the same order: tells whether somebody changed it meanwhile."""
        return sha256(msgspec.json.encode(self.in_form())).hexdigest()[:24]

    def in_form(self) -> "Sheet":
        """With every text as `write_cell` writes it and empty cells left out. Raises SheetProblems."""
        problems: list[tuple[str, str]] = []
        rows = []
        for number, row in enumerate(self.rows):
            cells = {}
            for column in self.columns:
                try:
                    text = write_cell(read_cell(row.cells.get(column, "")))
                except ValueError as error:
                    problems.append((f"rows.{number}.cells.{column}", str(error)))
                    continue
                if text:
                    cells[column] = text
            rows.append(SheetRow(row.tier, row.priority, row.type, cells))
        if problems:
            raise SheetProblems(problems)
        return Sheet(self.columns, tuple(rows))


class SheetProblems(ValueError):
    """Everything that cannot be read, as (place, reason)."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in self.problems))


class Change(msgspec.Struct, frozen=True):
    """One cell, or a row as a whole (`column` blank), that differs between two sheets."""

    key: Key
    column: str
    before: str
    after: str


def read_sheet(text: str) -> Sheet:
    """A sheet from what a spreadsheet copies or saves: tabs, semicolons or commas between the cells.

    The first line names tier, priority, milestone type, and then one threshold a column. Raises
    SheetProblems.
    """
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text)))
    lines = [[_bare(cell) for cell in line] for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise SheetProblems([("sheet", "There is nothing in it.")])
    head = [" ".join(cell.casefold().split()) for cell in lines[0]]
    if tuple(head[: len(HEAD)]) != HEAD:
        raise SheetProblems([("sheet.1", f"The first line begins with {', '.join(HEAD)}.")])
    if len(lines) - 1 > MOST_ROWS or len(head) - len(HEAD) > MOST_COLUMNS:
        raise SheetProblems([("sheet", f"At most {MOST_ROWS} rows and {MOST_COLUMNS} thresholds.")])
    columns, problems = [], []
    for number, cell in enumerate(lines[0][len(HEAD) :], start=len(HEAD) + 1):
        try:
            columns.append(column_key(cell.removesuffix("%").strip()))
        except ValueError as error:
            problems.append((f"sheet.1.{number}", str(error)))
    problems += [(f"sheet.1.{column}", "The threshold stands there twice.") for column in _twice(columns)]
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) > len(head):
            problems.append((f"sheet.{number}", f"It has {len(line)} cells, the first line {len(head)}."))
        padded = [*line, *[""] * len(head)]
        tier, priority, kind = ("" if cell.casefold() in ANY_WORDS else cell for cell in padded[: len(HEAD)])
        rows.append(SheetRow(tier, priority, kind, dict(zip(columns, padded[len(HEAD) :], strict=False))))
    places: dict[Key, int] = {}
    for number, row in enumerate(rows, start=2):
        first = places.setdefault(row.key, number)
        if first != number:
            problems.append((f"sheet.{number}", f"It names what line {first} names already."))
    if problems:
        raise SheetProblems(problems)
    return Sheet(tuple(in_order(columns)), tuple(rows))


def sheet_lines(sheet: Sheet) -> Iterator[list[str]]:
    """The lines of a file that `read_sheet` reads as this sheet."""
    yield [*HEAD, *sheet.columns]
    for row in sheet.rows:
        names = [name or "any" for name in (row.tier, row.priority, row.type)]
        yield [*names, *(row.cells.get(column, "") for column in sheet.columns)]


def compare_sheets(old: Sheet, new: Sheet) -> list[Change]:
    """What differs, in the order of the new sheet; rows that went come last. Where a row is new or gone, its
    cells are told one by one.
    """
    before = {row.key: row for row in old.in_form().rows}
    after = {row.key: row for row in new.in_form().rows}
    columns = in_order({*old.columns, *new.columns})
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        for column in columns:
            texts = [row.cells.get(column, "") if row else "" for row in (was, now)]
            if texts[0] != texts[1]:
                changes.append(Change(key, column, *texts))
        if (was is None) != (now is None) and not (was or now or SheetRow()).cells:
            changes.append(Change(key, "", "there" if was else "", "there" if now else ""))
    return changes


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max("\t;,", key=first.count)


def _bare(cell: str) -> str:
    """Without the mark that keeps spreadsheet programs from taking a cell for a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _twice(columns: list[str]) -> list[str]:
    return sorted({column for column in columns if columns.count(column) > 1})

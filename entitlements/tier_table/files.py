"""Tier tables as people have them: CSV from a spreadsheet, or JSON."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from entitlements.tier_table.columns import heading
from entitlements.tier_table.table import MOST_ROWS

MOST_BYTES = 1_000_000
Rows = Sequence[Mapping[str, str]]


class UnreadableFile(ValueError):
    """The file is no table; the message says where and why."""


def rows_of(data: bytes, name: str) -> Rows:
    """The rows of a file; `name` ends in `.json`, anything else is read as CSV with headings in its first
    line, separated by commas, semicolons or tabs. Raises UnreadableFile.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"The file has more than {MOST_BYTES} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file is not UTF-8.") from error
    return _from_json(text) if name.casefold().endswith(".json") else _from_csv(text)


def _from_json(text: str) -> Rows:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"The file is not JSON: {error}") from error
    if not isinstance(rows, list):
        raise UnreadableFile("Give a list of rows: [{“tier”: …, “priority”: …, “first_response”: …}].")
    return [_json_row(number, row) for number, row in enumerate(rows, 1)]


def _json_row(number: int, row: Any) -> Mapping[str, str]:
    if not isinstance(row, dict):
        raise UnreadableFile(f"Row {number} is no object.")
    for name, value in row.items():
        if value is not None and not isinstance(value, str):
            raise UnreadableFile(f"Row {number}, {name}: write it as a text, such as “4 business hours”.")
    return {name: value or "" for name, value in row.items()}


def _from_csv(text: str) -> Rows:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}: {error}.") from error
    if not lines:
        raise UnreadableFile("The file is empty.")
    titles, *rest = lines
    keys = [heading(title) for title in titles]
    twice = sorted({title for title, key in zip(titles, keys, strict=True) if key and keys.count(key) > 1})
    if twice:
        raise UnreadableFile(f"The heading {twice[0]!r} is there twice.")
    if "tier" not in keys:
        raise UnreadableFile("No column is headed “tier”; the first line holds the headings.")
    if len(rest) > MOST_ROWS:
        raise UnreadableFile(f"A table has at most {MOST_ROWS} rows.")
    for number, line in enumerate(rest, 1):
        if len(line) > len(titles) and any(cell.strip() for cell in line[len(titles) :]):
            raise UnreadableFile(f"Row {number} has more cells than there are headings.")
    return [dict(zip(titles, line, strict=False)) for line in rest]

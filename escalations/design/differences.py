"""What differs between two packs, in sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from escalations.design.table import Table

Row = tuple[str, ...]
Key = tuple[Row, int]
"""What names a row, and which of several rows of that name it is."""

UNSEEN = (
    "Something that no table shows: the text of an e-mail, the rules of a time zone, or a number by which "
    "the configuration refers to itself."
)


class Changed(msgspec.Struct, frozen=True):
    """What differs in one table, a sentence for each difference."""

    title: str
    sentences: tuple[str, ...]


def differences(before: Sequence[Table], after: Sequence[Table]) -> tuple[Changed, ...]:
    """Every difference of meaning between two packs whose hashes differ; the order of rows means nothing."""
    old = {table.id: table for table in before}
    new = {table.id: table for table in after}
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        table = new.get(name) or old[name]
        sentences = tuple(_of_rows(table, _by_key(old.get(name)), _by_key(new.get(name))))
        if sentences:
            found.append(Changed(table.title, sentences))
    return tuple(found) or (Changed("Other", (UNSEEN,)),)


def _by_key(table: Table | None) -> dict[Key, Row]:
    if table is None:
        return {}
    seen: Counter[Row] = Counter()
    found = {}
    for row in table.rows:
        key = row[: table.keys]
        found[key, seen[key]] = row
        seen[key] += 1
    return found


def _of_rows(table: Table, old: dict[Key, Row], new: dict[Key, Row]) -> Iterator[str]:
    for key, row in new.items():
        before = old.get(key)
        if before is None:
            yield f"{_named(key)}: added{_told(table, row)}."
            continue
        for column, was, becomes in list(zip(table.columns, before, row, strict=True))[table.keys :]:
            if was != becomes:
                yield f"{_named(key)}: {_small(column)} was {_said(was)}, is {_said(becomes)}."
    for key, row in old.items():
        if key not in new:
            yield f"{_named(key)}: no longer there{_told(table, row)}."


def _named(key: Key) -> str:
    return " · ".join(part for part in key[0] if part)


def _told(table: Table, row: Row) -> str:
    cells = list(zip(table.columns, row, strict=True))[table.keys :]
    told = ", ".join(f"{_small(column)} {cell}" for column, cell in cells if cell)
    return f" ({told})" if told else ""


def _small(column: str) -> str:
    return column[:1].lower() + column[1:]


def _said(cell: str) -> str:
    return cell or "nothing"

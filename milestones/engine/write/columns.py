"""Rows the way the statements take them."""

from collections.abc import Sequence
from typing import Any

from milestones.engine.ledger import canonical


def columns(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """The columns of these rows, one array each. There must be at least one row."""
    return tuple(list(column) for column in zip(*rows, strict=True))


def text(value: Any) -> str:
    """Canonical JSON, for a column of type jsonb."""
    return canonical(value).decode()

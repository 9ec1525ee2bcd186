"""The cursor of a run that several workers may work on at once: one cursor for each lane.

A kind with a single lane keeps its cursor as it is.
"""

from typing import Any

import msgspec


class Lane(msgspec.Struct):
    """Where the next step of a lane begins, and whether nothing is left of it."""

    cursor: Any = None
    has_ended: bool = False


def cursor_of(kept: Any, lane: int, lanes: int) -> Any:
    """Where the next step of that lane begins."""
    return kept if lanes == 1 else _lanes_of(kept, lanes)[lane].cursor


def has_ended(kept: Any, lane: int, lanes: int) -> bool:
    """Whether nothing is left of that lane."""
    return lanes > 1 and _lanes_of(kept, lanes)[lane].has_ended


def lanes_left(kept: Any, lanes: int) -> int:
    """In how many lanes there is something left."""
    return sum(not has_ended(kept, lane, lanes) for lane in range(lanes))


def gone_on(kept: Any, lane: int, lanes: int, cursor: Any) -> Any:
    """What is kept after a step of that lane answered `cursor`; None when nothing is left of any lane."""
    if lanes == 1:
        return cursor
    found = _lanes_of(kept, lanes)
    found[lane] = Lane(cursor, has_ended=cursor is None)
    if all(each.has_ended for each in found):
        return None
    return msgspec.to_builtins(found)


def _lanes_of(kept: Any, lanes: int) -> list[Lane]:
    return [Lane() for _ in range(lanes)] if kept is None else msgspec.convert(kept, list[Lane])

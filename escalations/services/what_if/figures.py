# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""The figures of a what-if, counted once over its lines when the last of them is there."""

from collections.abc import Iterator
from typing import Any

import msgspec

from escalations.models import WhatIfAlert, WhatIfCase, WhatIfClock
from milestones.clock.comparison import BAND_WORDS, Outcome
from milestones.engine.cursor import RawCursor, raw_cursor


class Group(msgspec.Struct, frozen=True):
    """Clocks of one milestone type, tier and priority that went from one outcome to another."""

    type: str
    tier: str
    priority: str
    before: Outcome
    after: Outcome
    clocks: int


class Change(msgspec.Struct, frozen=True):
    """All clocks that went from one outcome to another, and in how many cases."""

    before: Outcome
    after: Outcome
    clocks: int
    cases: int


class Shifts(msgspec.Struct, frozen=True):
    """How far targets move, for one milestone type or (blank) for all: half of them by at most `median_…`,
    nine in ten by at most `p90_…`, in µs, earlier or later alike.
    """

    type: str
    moved: int
    earlier: int
    median_calendar: int
    p90_calendar: int
    median_business: int
    p90_business: int


class Alerts(msgspec.Struct, frozen=True):
    """Alerts of one recipient (`user:5`, `queue:2`, `endpoint:3`, an address, blank: nobody)."""

    recipient: str
    before: int
    after: int


class Figures(msgspec.Struct, frozen=True):
    """Everything that was counted. Bands are those of `milestones.clock.effect.BANDS`, in their order;
    `closed_hours_only` targets move without any open time in between. Hours are 0 to 23.

    `compared` cases could be held against what was recorded, `differing` of them are not as recorded.
    """

    cases: int
    failed: int
    changed_cases: int
    compared: int
    differing: int
    changes: list[Change]
    groups: list[Group]
    shifts: list[Shifts]
    calendar_bands: list[int]
    business_bands: list[int]
    closed_hours_only: int
    hours_before: list[int]
    hours_after: list[int]
    alerts: list[Alerts]
    violated_at_once: int
    violated_at_once_clocks: int
    relieved_at_once: int

    def clocks(self, before: Outcome, after: Outcome) -> int:
        """How many clocks went from one outcome to the other."""
        return sum(each.clocks for each in self.changes if (each.before, each.after) == (before, after))

    def of(self, side: str, outcome: Outcome) -> int:
        """How many clocks have that outcome on one side, `before` or `after`."""
        return sum(each.clocks for each in self.changes if getattr(each, side) == outcome)

    def compliance(self, side: str) -> float | None:
        """Met ÷ (met or violated); None where nothing was."""
        met, violated = self.of(side, "met"), self.of(side, "violated")
        return met / (met + violated) if met + violated else None


def read_figures(summary: dict[str, Any]) -> Figures:
    """The figures as they were kept."""
    return msgspec.convert(summary, Figures)


_CLOCKS, _ALERTS, _CASES = (
    model._meta.db_table  # noqa: SLF001 (Django documents `_meta`)
    for model in (WhatIfClock, WhatIfAlert, WhatIfCase)
)

_CHANGES = f"""
    SELECT before, after, count(*)::int, count(DISTINCT case_id)::int
    FROM {_CLOCKS} WHERE what_if_id = %s GROUP BY before, after ORDER BY before, after
"""

_GROUPS = f"""
    SELECT type, tier, priority, before, after, count(*)::int
    FROM {_CLOCKS} WHERE what_if_id = %s
    GROUP BY type, tier, priority, before, after ORDER BY type, tier, priority, before, after
"""


def _quantile(share: str, column: str) -> str:
    return f"percentile_disc({share}) WITHIN GROUP (ORDER BY abs({column}))"


_SHIFTS = f"""
    SELECT coalesce(type, ''), count(*)::int, count(*) FILTER (WHERE calendar_shift < 0)::int,
        {_quantile("0.5", "calendar_shift")}, {_quantile("0.9", "calendar_shift")},
        {_quantile("0.5", "business_shift")}, {_quantile("0.9", "business_shift")}
    FROM {_CLOCKS} WHERE what_if_id = %s AND calendar_shift IS NOT NULL
    GROUP BY GROUPING SETS ((), (type)) HAVING count(*) > 0 ORDER BY 1
"""

_BANDS = f"""
    SELECT calendar_band, business_band, count(*)::int
    FROM {_CLOCKS} WHERE what_if_id = %s AND calendar_shift IS NOT NULL GROUP BY calendar_band, business_band
"""

_HOURS = f"""
    SELECT hour, sum(before)::int, sum(after)::int FROM {_ALERTS} WHERE what_if_id = %s GROUP BY hour
"""

_RECIPIENTS = f"""
    SELECT recipient, sum(before)::int, sum(after)::int
    FROM {_ALERTS} WHERE what_if_id = %s GROUP BY recipient
    ORDER BY greatest(sum(before), sum(after)) DESC, recipient
"""

_OF_CASES = f"""
    SELECT count(*) FILTER (WHERE failure <> '')::int, count(*) FILTER (WHERE differs)::int,
        count(*) FILTER (WHERE violated_at_once <> '{{}}')::int,
        coalesce(sum(cardinality(violated_at_once)), 0)::int,
        count(*) FILTER (WHERE relieved_at_once <> '{{}}')::int
    FROM {_CASES} WHERE what_if_id = %s
"""

_CHANGED = f"""
    SELECT count(DISTINCT case_id)::int FROM {_CLOCKS}
    WHERE what_if_id = %s AND (before <> after OR calendar_shift IS NOT NULL)
"""


def count_figures(what_if: int, *, cases: int, compared: int) -> Figures:
    """Count the lines of a what-if over so many cases."""
    with raw_cursor() as cursor:

        def rows(statement: str) -> Iterator[tuple[Any, ...]]:
            return _rows(cursor, statement, what_if)

        bands = list(rows(_BANDS))
        hours = {hour: (before, after) for hour, before, after in rows(_HOURS)}
        [(failed, differing, at_once, at_once_clocks, relieved)] = rows(_OF_CASES)
        [(changed,)] = rows(_CHANGED)
        return Figures(
            cases=cases,
            failed=failed,
            changed_cases=changed,
            compared=compared,
            differing=differing,
            changes=[Change(*row) for row in rows(_CHANGES)],
            groups=[Group(*row) for row in rows(_GROUPS)],
            shifts=[Shifts(*row) for row in rows(_SHIFTS)],
            calendar_bands=_by_band((calendar, number) for calendar, _, number in bands),
            business_bands=_by_band((business, number) for _, business, number in bands),
            closed_hours_only=sum(number for _, business, number in bands if business is None),
            hours_before=[hours.get(hour, (0, 0))[0] for hour in range(24)],
            hours_after=[hours.get(hour, (0, 0))[1] for hour in range(24)],
            alerts=[Alerts(*row) for row in rows(_RECIPIENTS)],
            violated_at_once=at_once,
            violated_at_once_clocks=at_once_clocks,
            relieved_at_once=relieved,
        )


def _rows(cursor: RawCursor, statement: str, what_if: int) -> Iterator[tuple[Any, ...]]:
    cursor.execute(statement, (what_if,))
    return iter(cursor.fetchall())


def _by_band(counted: Iterator[tuple[int | None, int]]) -> list[int]:
    bands = [0] * len(BAND_WORDS)
    for band, number in counted:
        if band is not None:
            bands[band] += number
    return bands

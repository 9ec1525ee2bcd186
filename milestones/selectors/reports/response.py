"""How long completed clocks of a milestone type took: first response, or any other."""

from typing import NamedTuple

from milestones.reporting.outcome import ClockOutcome
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DimensionName, Value, values_of


class Spread(NamedTuple):
    """Mean, median and 90th percentile in µs; None where nothing was measured."""

    number: int = 0
    mean: int | None = None
    median: int | None = None
    p90: int | None = None


class Times(NamedTuple):
    """The same spans on two clocks: open time on the promise's hours, and the calendar."""

    business: Spread
    calendar: Spread


NOTHING = Times(Spread(), Spread())


class TimesGroup(NamedTuple):
    value: Value
    times: Times


def spread_sql(measured: str) -> str:
    """Count, mean, median, 90th percentile of that expression (µs). Percentiles are interpolated between the
    two nearest values; fractions of a microsecond are cut off.
    """
    return (
        f"count({measured}), floor(avg({measured}))::bigint,"
        f" floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY {measured}))::bigint,"
        f" floor(percentile_cont(0.9) WITHIN GROUP (ORDER BY {measured}))::bigint"
    )


def times_of(row: tuple[int | None, ...]) -> Times:
    """From the eight columns of two `spread_sql`."""
    business, calendar = row[:4], row[4:8]
    return Times(
        Spread(business[0] or 0, *business[1:]),
        Spread(calendar[0] or 0, *calendar[1:]),
    )


_CALENDAR = "(extract(epoch FROM m.completed_at - m.started_at) * 1000000)"
_FIGURES = f"{spread_sql('m.consumed')}, {spread_sql(_CALENDAR)}"
_COMPLETED: tuple[ClockOutcome, ...] = ("on_time", "late")


def response_times(counting: Counting) -> Times:
    """Of all completed clocks of the question: from the clock's start to its completion.

    Business time is what the clock counted, so pauses and closed hours are not in it; calendar time is all
    that passed.
    """
    relation = counting.clocks(outcomes=_COMPLETED)
    (row,) = counting.rows(relation.statement(_FIGURES))
    return times_of(row)


def response_times_by(counting: Counting, dimension: DimensionName) -> dict[object, Times]:
    """The same by the keys of a dimension."""
    relation = counting.clocks(dimension, outcomes=_COMPLETED)
    found = counting.rows(relation.statement(f"{BY_NAME[dimension].column}, {_FIGURES}", "GROUP BY 1"))
    return {key: times_of(tuple(figures)) for key, *figures in found}


def named_groups(dimension: DimensionName, times: dict[object, Times]) -> list[TimesGroup]:
    """With the names of the values, in the order in which people expect them."""
    values = values_of(dimension, times)
    groups = [TimesGroup(values[key], each) for key, each in times.items()]
    return sorted(groups, key=lambda group: (group.value.rank, group.value.word.casefold()))

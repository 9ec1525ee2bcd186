"""How late the missed clocks are: completed late, and open past their target, each with median and 90th
percentile.
"""

from typing import NamedTuple

from milestones.reporting.outcome import ClockOutcome
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.dimensions import BY_NAME, DimensionName, Value, values_of


class Lateness(NamedTuple):
    """Calendar µs between target and completion, or the report's instant for clocks that are open."""

    number: int
    median: int | None
    p90: int | None
    longest: int | None


NOT_LATE = Lateness(0, None, None, None)


class LateGroup(NamedTuple):
    value: Value
    lateness: Lateness


_LATE_BY = "extract(epoch FROM coalesce(m.completed_at, %(as_of)s) - m.target_at) * 1000000"
_FIGURES = (
    f"count(*), floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY {_LATE_BY}))::bigint,"
    f" floor(percentile_cont(0.9) WITHIN GROUP (ORDER BY {_LATE_BY}))::bigint, max({_LATE_BY})::bigint"
)


def lateness(counting: Counting, outcome: ClockOutcome) -> Lateness:
    """Of all clocks with this outcome (`late` or `open_past_target`)."""
    relation = counting.clocks(outcomes=(outcome,))
    ((number, median, p90, longest),) = counting.rows(relation.statement(_FIGURES))
    return Lateness(number, median, p90, longest)


def lateness_by(counting: Counting, outcome: ClockOutcome, dimension: DimensionName) -> list[LateGroup]:
    """The same for each value of a dimension, the value with most clocks first."""
    relation = counting.clocks(dimension, outcomes=(outcome,))
    found = counting.rows(relation.statement(f"{BY_NAME[dimension].column}, {_FIGURES}", "GROUP BY 1"))
    values = values_of(dimension, [row[0] for row in found])
    groups = [LateGroup(values[key], Lateness(*figures)) for key, *figures in found]
    return sorted(groups, key=lambda group: (-group.lateness.number, group.value.rank, group.value.word))

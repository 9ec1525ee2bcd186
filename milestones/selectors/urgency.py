"""Cases by urgency: the list that tells people what to do next.

A case is ranked by its most urgent open clock: past its target, the earliest target first; then running, by
target; then paused; then without an open clock, the oldest case first. Among running clocks, those whose
hours are closed stand still and come after all that count. The rows of `OpenCase` hold what is needed, so
that a list of 100,000 cases is one scan of a narrow table, and nothing is asked per row.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from milestones.models import CaseMilestone, OpenCase
from milestones.models import open_case as stored
from sla_admin.shared.api.instants import as_datetime, as_instant

FEW = 1000
"""Up to so many cases, a list is read as a whole."""

PAST, COUNTING, STILL, PAUSED, NO_CLOCK = range(5)
"""How a case is ranked in a list."""

Hours = Sequence[tuple[int, int]]
"""(hours, timeline) of what is closed at the instant of the list."""


class Place(NamedTuple):
    """Where a case stands. `moment` is the target of its most urgent clock, or when it was opened where none
    is open (µs since 1970, UTC). Places compare as lists are ordered.
    """

    rank: int
    moment: int
    case_id: int


class Ranked(NamedTuple):
    """A case in its place. `is_at_risk`: a clock of it is, and none is past its target."""

    place: Place
    is_at_risk: bool = False


class Tally(NamedTuple):
    """How many cases of a rank have their moment in a stretch of time: `due` counts the bounds before it."""

    rank: int
    due: int
    cases: int
    at_risk: int


def ranked(cases: QuerySet[OpenCase], closed: Hours) -> list[Ranked] | None:
    """All of these cases in their order, None when there are more than `FEW`. One query."""
    rows = list(_placed(cases, closed).values_list("place_rank", "moment", "pk", "standing")[: FEW + 1])
    if len(rows) > FEW:
        return None
    return sorted(
        Ranked(Place(rank, as_instant(moment), case_id), standing == "at_risk")
        for rank, moment, case_id, standing in rows
    )


def stretch(
    cases: QuerySet[OpenCase], closed: Hours, after: Place | None, limit: int, *, backwards: bool = False
) -> list[Place]:
    """The next cases of the list after a place, `limit` at most; backwards: those before it, the nearest
    first. One query.
    """
    rows = _placed(cases, closed)
    way, sign = ("lt", "-") if backwards else ("gt", "")
    if after is not None:
        moment = as_datetime(after.moment)
        rows = rows.filter(
            Q(**{f"place_rank__{way}": after.rank})
            | Q(**{"place_rank": after.rank, f"moment__{way}": moment})
            | Q(**{"place_rank": after.rank, "moment": moment, f"pk__{way}": after.case_id})
        )
    ordered = rows.order_by(f"{sign}place_rank", f"{sign}moment", f"{sign}pk")
    return [
        Place(rank, as_instant(moment), case_id)
        for rank, moment, case_id in ordered.values_list("place_rank", "moment", "pk")[:limit]
    ]


def tallies(cases: QuerySet[OpenCase], closed: Hours, bounds: Sequence[int]) -> list[Tally]:
    """The whole list in numbers, by rank and by the bounds (µs, ascending) between which moments lie; a
    moment on a bound lies before it. One query.
    """
    due = Choice(
        *(When(moment__lte=as_datetime(bound), then=Value(place)) for place, bound in enumerate(bounds)),
        default=Value(len(bounds)),
        output_field=IntegerField(),
    )
    rows = (
        _placed(cases, closed)
        .annotate(due=due)
        .order_by()
        .values("place_rank", "due")
        .annotate(cases=Count("pk"), at_risk=Count("pk", filter=Q(standing="at_risk")))
    )
    return [Tally(row["place_rank"], row["due"], row["cases"], row["at_risk"]) for row in rows]


def targets_until(cases: QuerySet[OpenCase] | Sequence[int], until: int) -> int:
    """How many targets of running clocks of these cases fall by that instant (µs). One query: few cases are
    named by their numbers, so that nobody else's clocks are looked at.
    """
    chosen: Any = cases.values("pk") if isinstance(cases, QuerySet) else cases
    clocks = CaseMilestone.objects.filter(status="running", is_violated=False, case__in=chosen)
    return clocks.filter(target_at__lte=as_datetime(until)).count()


def _placed(cases: QuerySet[OpenCase], closed: Hours) -> QuerySet[Any]:
    """With the rank in the list and the moment by which cases of a rank are ordered."""
    running: Any = Value(COUNTING)
    if closed:
        stands = reduce(or_, (Q(hours=hours, timeline=timeline) for hours, timeline in closed))
        running = Choice(When(stands, then=Value(STILL)), default=Value(COUNTING))
    rank = Choice(
        When(rank=stored.PAST, then=Value(PAST)),
        When(rank=stored.COUNTING, then=running),
        When(rank=stored.STILL, then=Value(PAUSED)),
        default=Value(NO_CLOCK),
        output_field=IntegerField(),
    )
    return cases.annotate(place_rank=rank, moment=Coalesce("due_at", "opened_at")).order_by()

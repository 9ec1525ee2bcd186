"""Open cases that nothing is promised for: what they are, how many, and since when."""

from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from entitlements.business_time.instants import to_instant
from milestones.models import Case
from milestones.models.case import AMBIGUOUS, COVERAGE_OUTCOMES, COVERED, UNDECIDED

GAPS = tuple(each for each in COVERAGE_OUTCOMES if each not in (COVERED, AMBIGUOUS))
"""Outcomes that leave a case without a promise."""


class GapCount(NamedTuple):
    """Open cases of one outcome, and when the oldest of them was opened (µs)."""

    outcome: str
    cases: int
    oldest_opened_at: int


def coverage_gaps() -> QuerySet[Case]:
    """Open cases without a promise, oldest first; those set aside before one was decided are among them."""
    return Case.objects.filter(Q(coverage_outcome__in=GAPS) | Q(coverage_outcome=UNDECIDED), closed_at=None)


def ambiguous_cases() -> QuerySet[Case]:
    """Open cases under an entitlement that ties with another one: somebody should choose."""
    return Case.objects.filter(coverage_outcome=AMBIGUOUS, closed_at=None)


def count_gaps(*, with_ambiguous: bool = False) -> list[GapCount]:
    """Gaps by outcome, most first, in one query. `outcome` "": set aside before one was decided."""
    rows = coverage_gaps() | ambiguous_cases() if with_ambiguous else coverage_gaps()
    counted = rows.order_by().values_list("coverage_outcome").annotate(Count("pk"), Min("opened_at"))
    found = [GapCount(outcome, cases, to_instant(oldest)) for outcome, cases, oldest in counted]
    return sorted(found, key=lambda each: (-each.cases, each.outcome))

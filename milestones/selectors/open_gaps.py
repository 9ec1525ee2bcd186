"""Open cases whose promise is missing or in doubt: without a clock, or ambiguous. None is out of sight."""

from typing import Literal, NamedTuple, get_args

from django.db.models import Count, Q, QuerySet

from entitlements.business_time.instants import DAY
from milestones.models import OpenCase
from milestones.models.case import COVERED
from milestones.models.open_case import WITHOUT
from sla_admin.shared.api.instants import as_datetime

GAP = ~Q(coverage_outcome=COVERED) | Q(rank=WITHOUT)
UNDECIDED = "undecided"
"""How an address names the outcome of a case whose coverage could not be decided."""

Age = Literal["day", "week", "month", "older"]
AGES: tuple[Age, ...] = get_args(Age)
_BOUNDS: dict[Age, tuple[int, int | None]] = {
    "day": (0, 1),
    "week": (1, 7),
    "month": (7, 30),
    "older": (30, None),
}
"""Days since the case was opened: from, and up to but not including."""


class GapQuestion(NamedTuple):
    """Filters of the list. `outcome` `""`: all; `account` None: all."""

    outcome: str = ""
    account: int | None = None
    age: Age | None = None


def open_gaps(question: GapQuestion, at: int) -> QuerySet[OpenCase]:
    """The gaps that answer it, the oldest first, with all that a list of them says."""
    found = _of(question, at).select_related("case", "account", "queue", "owner")
    return found.order_by("opened_at", "case")


def gaps_by_outcome(question: GapQuestion, at: int) -> dict[str, int]:
    """How many there are of each outcome, the other filters holding."""
    counted = (
        _of(question._replace(outcome=""), at)
        .order_by()
        .values_list("coverage_outcome")
        .annotate(total=Count("pk"))
    )
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def gaps_by_account(at: int, most: int = 200) -> list[tuple[int, str, int]]:
    """Accounts with gaps: number, name, how many; those with most first."""
    return list(
        OpenCase.objects.filter(GAP)
        .exclude(account=None)
        .order_by()
        .values_list("account", "account__name")
        .annotate(total=Count("pk"))
        .order_by("-total", "account__name")[:most]
    )


def _of(question: GapQuestion, at: int) -> QuerySet[OpenCase]:
    found = OpenCase.objects.filter(GAP)
    if question.outcome:
        found = found.filter(coverage_outcome="" if question.outcome == UNDECIDED else question.outcome)
    if question.account is not None:
        found = found.filter(account=question.account)
    if question.age is not None:
        first, last = _BOUNDS[question.age]
        found = found.filter(opened_at__lte=as_datetime(at - first * DAY))
        if last is not None:
            found = found.filter(opened_at__gt=as_datetime(at - last * DAY))
    return found

"""Open cases whose promise is missing or in doubt: without a clock, or ambiguous. None is out of sight."""

from typing import Literal, NamedTuple, get_args

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from entitlements.business_time.instants import DAY
from milestones.models import CaseState, OpenCase
from milestones.models.case import COVERED
from milestones.models.open_case import WITHOUT
from sla_admin.shared.api.instants import as_datetime

_WAITS = Q(next_due_at__isnull=False, quarantined_at=None)
_OF_ENGINE = CaseState.objects.filter(case=OuterRef("case")).order_by()
_IS_WAITING = Coalesce(
    Subquery(_OF_ENGINE.annotate(waits=ExpressionWrapper(_WAITS, BooleanField())).values("waits")),
    Value(False),
)

GAP = (~Q(coverage_outcome=COVERED) | Q(rank=WITHOUT)) & ~(Q(coverage_outcome=COVERED) & Q(_IS_WAITING))
"""A covered case whose first clock begins by itself, such as a visit planned for a day ahead, is none."""

SET_ASIDE = "set_aside"
"""The outcome of a covered case that could not be processed, so that no clock of it has begun."""

_OUTCOME = Case(
    When(
        Q(coverage_outcome=COVERED, case__engine_state__quarantined_at__isnull=False), then=Value(SET_ASIDE)
    ),
    default=F("coverage_outcome"),
)

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
    """The gaps that answer it, the oldest first, with all that a list of them says (`outcome_of`: that of
    the coverage, or `set_aside`).
    """
    found = _of(question, at).select_related("case", "account", "queue", "owner").annotate(outcome=_OUTCOME)
    return found.order_by("opened_at", "case")


def outcome_of(row: OpenCase) -> str:
    """The outcome of a row of `open_gaps`."""
    return str(getattr(row, "outcome", row.coverage_outcome))


def gaps_by_outcome(question: GapQuestion, at: int) -> dict[str, int]:
    """How many there are of each outcome, the other filters holding."""
    counted = (
        _of(question._replace(outcome=""), at).order_by().values_list(_OUTCOME).annotate(total=Count("pk"))
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
    found: QuerySet[OpenCase] = OpenCase.objects.filter(GAP)
    if question.outcome:
        wanted = "" if question.outcome == UNDECIDED else question.outcome
        found = found.filter(Exact(_OUTCOME, Value(wanted)))
    if question.account is not None:
        found = found.filter(account=question.account)
    if question.age is not None:
        first, last = _BOUNDS[question.age]
        found = found.filter(opened_at__lte=as_datetime(at - first * DAY))
        if last is not None:
            found = found.filter(opened_at__gt=as_datetime(at - last * DAY))
    return found

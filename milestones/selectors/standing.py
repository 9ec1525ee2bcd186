"""Cases by the word that stands for all their clocks, in SQL:

the same rule as `milestones.clock.standing`.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from milestones.clock.standing import NO_CLOCK, STANDINGS, CaseStanding
from milestones.models import Case, CaseMilestone
from milestones.models.case_milestone import OPEN

_OF_ONE_CLOCK: dict[str, Q] = {
    "violated": Q(status__in=OPEN, is_violated=True),
    "at_risk": Q(status="running", is_violated=False, at_risk=True),
    "on_track": Q(status="running", is_violated=False, at_risk=False),
    "paused": Q(status="paused", is_violated=False),
    "met_late": Q(status="completed", is_violated=True),
    "met": Q(status="completed", is_violated=False),
    "canceled": Q(status="canceled"),
}


def cases_standing(cases: QuerySet[Case], word: CaseStanding) -> QuerySet[Case]:
    """Those of `cases` that stand so: some clock does, and none needs attention more."""
    clocks = CaseMilestone.objects.filter(case=OuterRef("pk"))
    if word == NO_CLOCK:
        return cases.filter(~Exists(clocks))
    before = STANDINGS[: STANDINGS.index(word)]
    found = cases.filter(Exists(clocks.filter(_OF_ONE_CLOCK[word])))
    for other in before:
        found = found.filter(~Exists(clocks.filter(_OF_ONE_CLOCK[other])))
    return found

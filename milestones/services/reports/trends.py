"""How long a trend is."""

from milestones.reporting.periods import Period, trend_of
from milestones.selectors.reports.question import Question

COLUMNS = {"month": 12, "week": 13, "day": 31}
"""So many columns has a trend that ends with the period."""


def trend_period(question: Question) -> Period:
    """The period of the trend that ends with the question's own."""
    return trend_of(question.period, question.interval, COLUMNS[question.interval])

"""What can be wrong with hours, budgets and questions about open time."""

from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with hours: which rule found it, in which field, and why, in a sentence."""

    rule: str
    field: str
    reason: str


class InvalidHours(ValueError):
    """Hours that break one or more rules. Services turn it into the answer to bad input, field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.field}: {problem.reason}" for problem in self.problems))


class InvalidBudget(ValueError):
    """A text that is no budget; the message says why."""


class InvalidInstant(ValueError):
    """A text or a datetime that names no instant; the message says why."""


class SearchFailed(Exception):
    """A question about open time that has no answer within the calendar's horizon."""


class NeverOpens(SearchFailed):
    """No open time on that side of the instant."""


class NeverCloses(SearchFailed):
    """Open without end on that side of the instant."""


class BeyondHorizon(SearchFailed):
    """The answer lies outside the years a calendar covers."""

"""One look at the data for one question: what is set aside, whether the ledger must be asked."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.utils import CursorWrapper

from milestones.reporting.outcome import ClockOutcome
from milestones.selectors.reports.clocks import Relation, counted_clocks
from milestones.selectors.reports.dimensions import DimensionName
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import Sql, rows, rows_one_by_one
from sla_admin.shared.api.instants import as_datetime


class Counting:
    """Everything one report counts, within one `reading()`."""

    def __init__(self, cursor: CursorWrapper, question: Question) -> None:
        self.cursor = cursor
        self.question = question
        self.aside = [
            case_id
            for (case_id,) in self.rows(
                Sql("SELECT case_id FROM milestones_casestate WHERE quarantined_at IS NOT NULL", {})
            )
        ]
        ((self.has_moved,),) = self.rows(
            Sql(
                "SELECT EXISTS (SELECT FROM milestones_ledgerentry"
                " WHERE kind IN ('re-timed', 'resumed', 'violation lifted', 'reopened')"
                " AND occurred_at > %(as_of)s)",
                {"as_of": as_datetime(question.as_of)},
            )
        )

    def rows(self, statement: Sql) -> list[tuple[Any, ...]]:
        return rows(self.cursor, statement)

    def rows_one_by_one(self, statement: Sql) -> Iterator[tuple[Any, ...]]:
        """Rows as they are asked for, so that a list of a million costs no memory."""
        return rows_one_by_one(statement)

    def clocks(
        self,
        *dimensions: DimensionName,
        question: Question | None = None,
        outcomes: tuple[ClockOutcome, ...] = (),
        with_case: bool = False,
        at_any_time: bool = False,
    ) -> Relation:
        """The counted clocks of this question, or of another at the same instant."""
        return counted_clocks(
            question or self.question,
            dimensions=dimensions,
            outcomes=outcomes,
            with_case=with_case,
            aside=self.aside,
            has_moved=self.has_moved,
            at_any_time=at_any_time,
        )

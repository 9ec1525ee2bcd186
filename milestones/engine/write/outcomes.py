"""Everything that outcomes change, table by table."""

from collections.abc import Sequence

from milestones.engine.consequences import LedgerLine, Withdrawal
from milestones.engine.cursor import RawCursor
from milestones.engine.plan import PinnedPlan
from milestones.engine.work import CaseWork
from milestones.engine.write.cases import write_cases
from milestones.engine.write.clocks import write_clocks
from milestones.engine.write.ledger import write_ledger
from milestones.engine.write.states import write_states


def write_outcomes(
    cursor: RawCursor, plan: PinnedPlan, works: Sequence[CaseWork], at: int
) -> tuple[list[LedgerLine], list[Withdrawal]]:
    """Write ledger, clocks, case fields and state of every case that has an outcome.

    Answers what escalation must hear of: facts appended and facts withdrawn.
    """
    decided = [(work, work.outcome) for work in works if work.outcome is not None]
    lines, withdrawals = write_ledger(cursor, plan, decided, at)
    write_clocks(cursor, decided)
    write_cases(cursor, decided, at)
    # Last: the ledger has moved the ends of the chains, which the state row keeps.
    write_states(cursor, decided, at)
    return lines, withdrawals

"""The version tag of a case page: it changes when anything on the page may have."""

from milestones.models import Case, CaseState
from milestones.selectors.alerts import installed
from sla_admin.shared.errors import NotFound

BUCKET = 10 * 60_000_000
"""Words like "today" change by themselves: after so long (µs) the page is drawn again in any case."""


def version_of(case: Case, at: int, told: str) -> str:
    """As an ETag; the first number is that of the last ledger entry. `told` is the version of deliveries."""
    return _tag(case.engine_state, at, told)


def of_case(pk: int, at: int) -> str:
    """The tag of that case, read alone. Raises NotFound."""
    state = CaseState.objects.filter(pk=pk).only("ledger_seq", "event_number", "quarantine_reason").first()
    if state is None:
        raise NotFound(f"There is no case {pk}.")
    return _tag(state, at, installed().version(pk))


def _tag(state: CaseState, at: int, told: str) -> str:
    aside = "aside" if state.quarantine_reason else "runs"
    return f'"{state.ledger_seq}-{state.event_number}-{aside}-{at // BUCKET}-{told}"'

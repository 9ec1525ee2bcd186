"""Giving many cases of one person to another, each as an event of its own."""

from collections.abc import Sequence

from milestones.models import Case
from milestones.models.case import LOCAL
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.errors import InvalidInput

MOST = 200
"""Cases given at once, while one waits."""


def reassign(case_ids: Sequence[int], *, holder: int, to: str, actor: str, at: int) -> tuple[int, list[str]]:
    """Give these cases, as far as `holder` still holds them open, to the user named `to`; answers how many
    went, and the numbers of those that stay with whoever has them now.

    Raises InvalidInput for nobody to give them to, no cases, or more than are given at once.
    """
    if not case_ids:
        raise InvalidInput.of("case", "Select at least one case.")
    if len(case_ids) > MOST:
        raise InvalidInput.of("case", f"At most {MOST} cases at once.")
    rows = list(Case.objects.filter(pk__in=case_ids).order_by("pk"))
    held = [row for row in rows if row.owner_id == holder and row.closed_at is None]
    answers = record(
        [
            CaseRequest(
                source=row.source,
                external_id=row.external_id,
                must_exist=True,
                event_source=LOCAL,
                actor=actor,
                fields={"owner": to},
            )
            for row in held
        ],
        at=at,
    )
    refused = [problem for answer in answers for problem in answer.problems]
    if refused:
        raise InvalidInput([("to" if field == "owner" else field, reason) for field, reason in refused[:1]])
    staying = [row.external_id for row in rows if row not in held]
    return len(held), staying

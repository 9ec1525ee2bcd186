"""Who is told, inside the application, of what others did to their cases and tasks.

Answers at the seam `milestones.engine.witness`, inside the transaction that records it.
"""

from collections.abc import Sequence

from django.contrib.auth.models import User

from entitlements.business_time.instants import to_datetime
from escalations.models import Notice
from escalations.models.notice import NoticeKind
from escalations.notices import write_notices
from milestones.engine.witness import CustomerSpoke, OwnerChanged, TaskGiven


class NoticesForPeople:
    """Writes notices. Nobody is told of what they did themselves."""

    def case_changed(self, seen: Sequence[OwnerChanged | CustomerSpoke], at: int) -> None:
        moment = to_datetime(at)
        owners = User.objects.filter(pk__in={each.owner for each in seen}, is_active=True)
        here = set(owners.values_list("pk", flat=True))
        write_notices(
            Notice(
                recipient_id=each.owner,
                kind=NoticeKind.CASE_ASSIGNED
                if isinstance(each, OwnerChanged)
                else NoticeKind.CUSTOMER_REPLIED,
                cause=f"{each.kind}:{each.case_id}:{each.source}/{each.event_id}",
                case_id=each.case_id,
                content={"actor": each.actor} if isinstance(each, OwnerChanged) else {},
                created_at=moment,
            )
            for each in seen
            if each.owner in here and not _is_own(each)
        )

    def task_given(self, given: TaskGiven, at: int) -> None:
        if given.actor == f"user:{given.user}":
            return
        write_notices(
            [
                Notice(
                    recipient_id=given.user,
                    kind=NoticeKind.TASK_ASSIGNED,
                    cause=f"task:{given.task_id}.{given.number}",
                    case_id=given.case_id,
                    task_id=given.task_id,
                    content={"actor": given.actor},
                    created_at=to_datetime(at),
                )
            ]
        )


def _is_own(seen: OwnerChanged | CustomerSpoke) -> bool:
    return isinstance(seen, OwnerChanged) and seen.actor == f"user:{seen.owner}"

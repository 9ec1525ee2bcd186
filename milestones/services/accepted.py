"""From what became of a request to a refusal, for edges that tell one thing at a time."""

from milestones.services.case_request import Recorded
from sla_admin.shared.errors import Conflict, InvalidInput


def accepted(recorded: Recorded) -> Recorded:
    """The request as it was taken in. Raises InvalidInput for a refused one, Conflict for an event whose id
    was used for another content.
    """
    if recorded.problems:
        raise InvalidInput(recorded.problems)
    if recorded.differs:
        raise Conflict(
            f"The event {recorded.event_id!r} was recorded before with another content; the first one stays."
        )
    return recorded

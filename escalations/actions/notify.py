"""A notice inside the application, for everybody the target resolves to.

The delivery's key is the cause of the notice, and the database allows a person one notice of a cause: a
delivery that is carried out twice tells them once.
"""

from collections.abc import Iterable
from typing import Any

from escalations.actions.context import Context
from escalations.actions.outcome import Outcome, Try
from escalations.models import Delivery
from escalations.notices import tell_of_delivery
from escalations.selectors.targets import Reach


class Notify:
    """An in-app notice; a correction follows it when its fact is withdrawn."""

    kind = "notify"
    name = "in-app notice"
    needs_target = True
    reach: Reach = "person"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for unknown in sorted(parameters):
            yield (unknown, "A notice says what happened; nothing can be set.")

    def describe(self, parameters: dict[str, Any]) -> str:
        return "in-app notice"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        told = [
            (each.user, each.meant, each.found_as) for each in context.recipients if each.user is not None
        ]
        tell_of_delivery(delivery, told, at)
        return Outcome(tuple(Try(each.address, "accepted", "noted", 0) for each in context.recipients))


ACTION = Notify()

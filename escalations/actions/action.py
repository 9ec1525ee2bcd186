"""The one signature of all actions. A new kind is one new file in this package that offers an `ACTION`."""

from collections.abc import Iterable
from typing import Any, Protocol

from escalations.actions.context import Context
from escalations.actions.outcome import Outcome
from escalations.models import Delivery
from escalations.selectors.targets import Reach


class Action(Protocol):
    """A kind of deed: what it is called, what it asks for, how it reaches people, how it is done."""

    kind: str
    name: str
    needs_target: bool
    reach: Reach

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        """(field, reason) for everything that is wrong with an entry's parameters."""

    def describe(self, parameters: dict[str, Any]) -> str:
        """What happens, in a few words, for the matrix and the delivery log."""

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        """Do it, or try to. Called outside of any transaction, maybe again with the same idempotency key.

        Answers what happened to each recipient; raises only for defects of the product.
        """

"""What a service answers when it cannot do what it was asked: four reasons, each with its own answer at the
edge.

Forms, API, commands and tasks translate these and nothing else; anything that is not one of them is a defect
and surfaces as such. Whoever raises one has changed nothing: services check before they write, inside one
transaction.
"""

from collections.abc import Iterable
from typing import Self

GENERAL = ""
"""The field name of a reason that concerns the input as a whole."""


class Refusal(Exception):
    """Base of the four refusals. `str()` is a sentence fit for the person who asked."""


class InvalidInput(Refusal):
    """The input is wrong: every field that is, with its reason (HTTP 400).

    `problems` are (field, reason) pairs. Fields inside structures are written with dots and positions
    (`milestones.2.budget`); `GENERAL` stands for the input as a whole.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems: tuple[tuple[str, str], ...] = tuple(problems)
        if not self.problems:
            raise ValueError("InvalidInput needs at least one problem.")
        super().__init__(
            "; ".join(f"{field}: {reason}" if field else reason for field, reason in self.problems)
        )

    @classmethod
    def of(cls, field: str, reason: str) -> Self:
        """The usual case of one wrong field."""
        return cls([(field, reason)])


class NotAllowed(Refusal):
    """The person or key may not do this (HTTP 403)."""


class NotFound(Refusal):
    """There is no such thing, or the person may not know of it (HTTP 404)."""


class Conflict(Refusal):
    """The input is well-formed, but the present state of things forbids it (HTTP 409)."""

"""How an action ended, recipient by recipient."""

from dataclasses import dataclass
from typing import Any, Literal

Ending = Literal["accepted", "retry", "refused"]


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt to reach one recipient.

    `answer` is what the other side said. `duration` is microseconds. `maybe` marks a failed try that may have
    reached the recipient all the same: the connection broke before the answer came. `exchange` is what went
    over the line to an endpoint.
    """

    address: str
    ending: Ending
    answer: str
    duration: int
    maybe: bool = False
    exchange: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All tries of one performance.

    Recipients that were not tried again (they have it already) are not listed.
    """

    tries: tuple[Try, ...]

    @property
    def to_retry(self) -> list[Try]:
        return [each for each in self.tries if each.ending == "retry"]

    @property
    def refused(self) -> list[Try]:
        return [each for each in self.tries if each.ending == "refused"]

"""What an action may know about the case and the clock behind a delivery."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.mail.backends.base import BaseEmailBackend

from entitlements.business_time.day_budget import DayDue
from escalations.selectors.targets import Recipient


class OpenTime(Protocol):
    """The clock's business time, as far as messages need it."""

    zone: str

    def elapsed(self, a: int, b: int) -> int: ...

    def due(self, start: int, micros: int) -> int: ...

    def due_days(self, start: int, days: int) -> DayDue: ...


@dataclass(frozen=True, slots=True)
class Situation:
    """Names, texts and numbers for one delivery, read when it is sent. Instants are µs since 1970."""

    case_id: int
    case_number: str
    case_subject: str
    case_priority: str
    case_status: str
    case_account: str
    case_owner: str
    case_queue: str
    case_link: str
    milestone: str
    milestone_type: str
    tier: str
    kind: str
    trigger: str
    severity: str
    repeat: int
    occurred_at: int
    target_at: int | None
    withdrawn_at: int | None
    open_time: OpenTime


class Postbox:
    """One mail connection for a batch, opened when first needed.

    Once the server could not be reached, the rest of the batch is told so at once instead of waiting again.
    """

    def __init__(self, connection: BaseEmailBackend) -> None:
        self.connection = connection
        self.unreachable: OSError | None = None

    def close(self) -> None:
        self.connection.close()


@dataclass(frozen=True, slots=True)
class Context:
    """Everything `perform` is given beside the delivery:

    the situation, who to reach, and the batch's connection.
    """

    situation: Situation
    recipients: tuple[Recipient, ...]
    postbox: Postbox
    content: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)

"""What an action may know about the case and the clock behind a delivery."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.mail.backends.base import BaseEmailBackend

from entitlements.business_time.day_budget import DayDue
from escalations.outbound.address import Address
from escalations.outbound.post import Limits
from escalations.selectors.targets import Recipient


class OpenTime(Protocol):
    """The clock's business time, as far as messages need it."""

    zone: str

    def elapsed(self, a: int, b: int) -> int: ...

    def due(self, start: int, micros: int) -> int: ...

    def due_days(self, start: int, days: int) -> DayDue: ...


@dataclass(frozen=True, slots=True)
class Situation:
    """Names, texts and numbers for one delivery, read when it is sent. Instants are µs since 1970.

    `cause` is what the ledger names as the fact's cause, read for messages to endpoints alone.
    """

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
    case_source: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint as it is now, ready to be sent to. The first of `secrets` is the present one.

    `trouble` says why nothing can be sent, whatever is tried; blank: it can.
    """

    id: int
    name: str
    kind: str
    address: Address | None
    secrets: tuple[str, ...]
    limits: Limits
    source: str = ""
    trouble: str = ""


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

    the situation, who to reach, and the batch's connection; where the target is an endpoint, its `receiver`.
    """

    situation: Situation
    recipients: tuple[Recipient, ...]
    postbox: Postbox
    content: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    receiver: Receiver | None = None

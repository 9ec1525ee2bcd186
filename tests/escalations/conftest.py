"""A mail server that really speaks SMTP, and the shortest way from a fact to a delivery."""

import asyncio
import email
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.contrib.auth.models import User
from django.db import transaction
from pytest_django import Settings

from entitlements.business_time.instants import HOUR, SECOND, parse_instant, to_datetime
from escalations.engine.planner import MatrixConsequences
from escalations.models import Delivery, MatrixVersion
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.clock.fact import VIOLATED, ClockId, Fact
from milestones.engine.consequences import LedgerLine, Withdrawal
from milestones.engine.cursor import raw_cursor
from milestones.models import Case
from tests.escalations.http_receiver import HttpReceiver, listening

MONDAY_10 = parse_instant("2026-06-01T10:00:00Z")


@dataclass
class MailServer:
    """What arrived, and what to answer.

    `answers` are used up one by one before messages are accepted; with `hold` no answer comes at all.
    """

    received: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    port: int = 0
    hold: bool = False
    held: bool = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks after the commands
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        while self.hold:
            self.held = True
            await asyncio.sleep(0.02)
        if self.answers:
            answer = self.answers.pop(0)
            if answer:
                return answer
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 accepted"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.received]

    @property
    def addresses(self) -> list[str]:
        return [str(message["To"]) for message in self.received]


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.PUBLIC_URL = "https://sla.example.org"
    yield server
    controller.stop()


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    """Another system that listens on this machine."""
    with listening() as found:
        yield found


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("ines", "ines@example.org", first_name="Ines", last_name="Carvalho")


@pytest.fixture
def case(owner: User) -> Case:
    return make_case(owner=owner)


def make_case(number: str = "CS-1042", **fields: Any) -> Case:
    moment = to_datetime(MONDAY_10)
    return Case.objects.create(
        source="desk",
        external_id=number,
        coverage_outcome="no_entitlement",
        opened_at=moment,
        recorded_at=moment,
        changed_at=moment,
        **{"subject": "Printer on fire", "priority": "P1", "status": "open", **fields},
    )


def active_matrix(*rows: DraftRow, name: str = "Standard") -> MatrixVersion:
    """A matrix version in use with these rows."""
    version = draft_version(create_matrix(name), rows)
    activate_matrix(version.pk, "sofie", MONDAY_10, reason="As agreed")
    version.refresh_from_db()
    return version


def telling(target: str = "owner", trigger: str = "100", **fields: Any) -> DraftRow:
    """One row for everything, with one e-mail in one cell."""
    return DraftRow(cells={trigger: [DraftEntry("email", target, **fields)]})


def calling(endpoint: int, action: str = "webhook", trigger: str = "100", **parameters: Any) -> DraftRow:
    """One row for everything, with one message to an endpoint in one cell."""
    entry = DraftEntry(action, "endpoint", endpoint=endpoint, parameters=parameters)
    return DraftRow(cells={trigger: [entry]})


def violation(
    seq: int = 7, repeat: int = 0, at: int = MONDAY_10, trigger: str = "100", kind: str = VIOLATED
) -> Fact:
    return Fact(
        kind=kind,
        occurred_at=at,
        cause="timer",
        clock=ClockId("first_response", 1, 1),
        type="first_response",
        trigger=trigger,
        repeat=repeat,
        severity="violation",
        data={"target": MONDAY_10, "level": HOUR},
    )


def line(
    case: Case, version: MatrixVersion, seq: int = 7, *, send: bool = True, fact: Fact | None = None
) -> LedgerLine:
    return LedgerLine(case.pk, seq, fact or violation(), version.pk, "enterprise", "P1", send)


def record(lines: list[LedgerLine], withdrawn: list[Withdrawal] = [], at: int = MONDAY_10 + SECOND) -> bool:  # noqa: B006 - never changed
    """What the engine does at the end of its transaction."""
    with transaction.atomic(), raw_cursor() as cursor:
        return MatrixConsequences().record(cursor, lines, withdrawn, at)


def only_delivery() -> Delivery:
    return Delivery.objects.get()

"""E-mail alerts, sent one by one to each recipient through Django's e-mail backend."""

import time
from collections.abc import Iterable
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives

from escalations.actions.context import Context, Postbox
from escalations.actions.message import compose
from escalations.actions.outcome import Ending, Outcome, Try
from escalations.actions.placeholders import problems
from escalations.models import Delivery
from escalations.selectors.targets import Reach

_CONTENT = {"subject", "text", "html"}
_LONGEST_ANSWER = 1000


class Email:
    """A message with text and HTML to everybody the target resolves to."""

    kind = "email"
    name = "e-mail"
    needs_target = True
    reach: Reach = "address"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for unknown in sorted(set(parameters) - {"content"}):
            yield (unknown, "An e-mail takes its texts from its template, nothing else.")
        content = parameters.get("content", {})
        if not isinstance(content, dict) or not set(content) <= _CONTENT:
            yield ("content", "The content of an e-mail is subject, text and html.")
            return
        for field, reason in problems(content):
            yield (f"content.{field}", reason)

    def describe(self, parameters: dict[str, Any]) -> str:
        subject = parameters.get("content", {}).get("subject")
        return f"e-mail “{subject}”" if subject else "e-mail"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        return Outcome(
            tuple(
                _send(context.postbox, compose(delivery, context, recipient, at), recipient.address)
                for recipient in context.recipients
            )
        )


def _send(postbox: Postbox, message: EmailMultiAlternatives, address: str) -> Try:
    began = time.monotonic()
    ending, answer, maybe = _hand_over(postbox, message)
    duration = int((time.monotonic() - began) * 1_000_000)
    return Try(address, ending, answer[:_LONGEST_ANSWER], duration, maybe)


def _hand_over(postbox: Postbox, message: EmailMultiAlternatives) -> tuple[Ending, str, bool]:
    """Ending, the server's answer, and whether it may have accepted the message though we heard nothing."""
    if postbox.unreachable is not None:
        return "retry", f"The mail server cannot be reached: {postbox.unreachable}", False
    try:
        postbox.connection.open()
    except SMTPAuthenticationError as error:
        postbox.unreachable = error
        return "retry", f"The mail server refuses the login: {_said(error)}", False
    except OSError as error:
        postbox.unreachable = error
        return "retry", f"The mail server cannot be reached: {error}", False
    try:
        postbox.connection.send_messages([message])
    except SMTPRecipientsRefused as error:
        postbox.close()
        code, reply = next(iter(error.recipients.values()))
        return _by_code(code), f"{code} {_text(reply)}", False
    except SMTPResponseException as error:
        postbox.close()
        return _by_code(error.smtp_code), _said(error), False
    except (SMTPException, OSError) as error:
        postbox.close()
        return "retry", f"The connection broke: {error}", True
    except ValueError as error:
        return "refused", f"The message cannot be written: {error}", False
    return "accepted", "accepted", False


def _by_code(code: int) -> Ending:
    return "refused" if code >= 500 else "retry"


def _said(error: SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(reply: bytes | str) -> str:
    said = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return said.replace("\0", "")


ACTION = Email()

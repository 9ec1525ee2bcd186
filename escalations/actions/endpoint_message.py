"""What webhook and chat do alike: send a body to the endpoint, keep what went over the line, and where the
endpoint is switched off, tell whoever it fell back to by e-mail.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from escalations.actions.context import Context, Receiver
from escalations.actions.email import ACTION as EMAIL
from escalations.actions.outcome import Ending, Outcome, Try
from escalations.actions.placeholders import View, fill_in, unknown_placeholders
from escalations.models import Delivery
from escalations.outbound.address import Address
from escalations.outbound.post import Posted, post
from escalations.selectors.targets import ENDPOINT, Recipient
from sla_admin import __version__

LONGEST_MESSAGE = 1000
USER_AGENT = f"SLA-Admin/{__version__}"
KEPT = 16_384
"""Characters of a body that the log keeps."""

GONE = 410
_HIDDEN = "(secret)"


def message_problems(parameters: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with the parameters of an entry that sends to an endpoint."""
    for unknown in sorted(set(parameters) - {"message"}):
        yield (unknown, "A message to an endpoint has a message, nothing else.")
    message = parameters.get("message", "")
    if not isinstance(message, str) or len(message) > LONGEST_MESSAGE:
        yield ("message", f"A text of at most {LONGEST_MESSAGE} characters.")
        return
    for name in unknown_placeholders(message):
        yield ("message", f"{name or '{{}}'} is no placeholder.")


def view_of(context: Context, at: int) -> View:
    """For whom texts are written: the endpoint, in the zone of the clock's hours."""
    recipient = Recipient("", "endpoint", "endpoint")
    return View(context.situation, recipient, context.situation.open_time.zone, at)


def message_of(context: Context, at: int, otherwise: str = "") -> str:
    """The entry's own text with its placeholders filled in."""
    return fill_in(context.parameters.get("message") or otherwise, view_of(context, at))


def send(
    delivery: Delivery, context: Context, at: int, body: Mapping[str, Any], headers: Mapping[str, str]
) -> Outcome:
    """Send to the endpoint; people it fell back to get an e-mail, an endpoint never does."""
    people = tuple(each for each in context.recipients if not each.address.startswith(ENDPOINT))
    tries: tuple[Try, ...] = ()
    if people:
        told = Context(context.situation, people, context.postbox)
        tries = EMAIL.perform(delivery, told, at).tries
    for each in context.recipients:
        if each.address.startswith(ENDPOINT):
            tries += (_send(context.receiver, each.address, encode(body), headers),)
    return Outcome(tries)


def encode(body: Mapping[str, Any]) -> str:
    """The body as it is signed and sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _send(receiver: Receiver | None, recipient: str, body: str, headers: Mapping[str, str]) -> Try:
    if receiver is None or receiver.address is None:
        trouble = receiver.trouble if receiver is not None else "The endpoint is not there any more."
        return Try(recipient, "retry", trouble, 0)
    posted, exchange = exchange_with(receiver, receiver.address, body, headers)
    ending: Ending = "accepted" if posted.is_accepted else "refused" if posted.status == GONE else "retry"
    return Try(recipient, ending, answer_in_words(posted), posted.duration, posted.maybe, exchange)


def exchange_with(
    receiver: Receiver, address: Address, body: str, headers: Mapping[str, str]
) -> tuple[Posted, dict[str, Any]]:
    """Send once; answers what came of it, and what may be kept of it."""
    all_headers = {"content-type": "application/json", "user-agent": USER_AGENT, **headers}
    posted = post(address, all_headers, body.encode(), receiver.limits)
    path = address.shown_path if receiver.kind == "standard" else f"/{_HIDDEN}"
    secrets = (*receiver.secrets, *_secret_parts(receiver, address))
    exchange: dict[str, Any] = {
        "request": {
            "line": f"POST {path} HTTP/1.1",
            "headers": [["host", address.authority], *([name, value] for name, value in all_headers.items())],
            "body": body[:KEPT],
            "is_cut": len(body) > KEPT,
        },
        "reached": posted.reached,
    }
    if posted.status is not None:
        exchange["response"] = {
            "status": posted.status,
            "headers": [[name, _without(value, secrets)] for name, value in posted.headers],
            "body": _without(posted.body[:KEPT], secrets),
            "is_cut": posted.is_cut or len(posted.body) > KEPT,
        }
    return posted, exchange


def answer_in_words(posted: Posted) -> str:
    """One line for the log: "200 ok", "302, and redirects are not followed", "no answer within 10 s"."""
    if posted.status is None:
        return posted.reason
    first = posted.body.strip().partition("\n")[0][:200]
    if 300 <= posted.status < 400:
        return f"{posted.status}, and redirects are not followed: give the endpoint its new address"
    if posted.status == GONE:
        return f"{GONE}: gone for good, says the receiver"
    return f"{posted.status} {first}".strip()


def _secret_parts(receiver: Receiver, address: Address) -> tuple[str, ...]:
    """The path of a chat room is what lets one write there; the query of any address may be."""
    path, _, query = address.path.partition("?")
    parts = [query] if query else []
    if receiver.kind != "standard" and path != "/":
        parts.append(path)
    return tuple(parts)


def _without(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text

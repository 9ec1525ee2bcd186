"""Messages to rooms of chat, in the shape that each product takes.

Texts of cases come from outside: they are put where no markup is read, or with what would be markup escaped,
so that nobody writes links or mentions into a room by opening a case.
"""

import re
from collections.abc import Iterable
from typing import Any

from escalations.actions.context import Context
from escalations.actions.endpoint_message import message_of, message_problems, send, view_of
from escalations.actions.outcome import Outcome
from escalations.actions.phrases import correction, headline, remaining
from escalations.models import Delivery
from escalations.models.webhook_endpoint import EndpointKind
from escalations.selectors.targets import Reach

_LONGEST_HEADLINE = 150
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


class Chat:
    """A message to a room."""

    kind = "chat"
    name = "chat message"
    needs_target = True
    reach: Reach = "address"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        return message_problems(parameters)

    def describe(self, parameters: dict[str, Any]) -> str:
        message = parameters.get("message")
        return f"chat message “{message}”" if message else "chat message"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        kind = context.receiver.kind if context.receiver is not None else EndpointKind.SLACK
        body = teams_body(context, at) if kind == EndpointKind.TEAMS else slack_body(context, at)
        return send(delivery, context, at, body, {})


def slack_body(context: Context, at: int) -> dict[str, Any]:
    """Blocks of plain text, with a button to the case; `text` is what a notification shows."""
    title, lines, facts = _said(context, at)
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(title[:_LONGEST_HEADLINE])}]
    blocks += [{"type": "section", "text": _plain(line)} for line in lines if line]
    blocks.append({"type": "context", "elements": [_plain(f"{name}: {value}") for name, value in facts][:10]})
    button = {"type": "button", "text": _plain("Open the case"), "url": context.situation.case_link}
    blocks.append({"type": "actions", "elements": [button]})
    return {"text": _slack_text(title), "blocks": blocks, "unfurl_links": False}


def teams_body(context: Context, at: int) -> dict[str, Any]:
    """An adaptive card, as the workflow “When a Teams webhook request is received” takes it."""
    title, lines, facts = _said(context, at)
    body: list[dict[str, Any]] = [_block(title, size="Medium", weight="Bolder")]
    body += [_block(line) for line in lines if line]
    body.append(
        {
            "type": "FactSet",
            "facts": [{"title": name, "value": _escaped(value)} for name, value in facts],
        }
    )
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": "Open the case", "url": context.situation.case_link}],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _said(context: Context, at: int) -> tuple[str, list[str], list[tuple[str, str]]]:
    """Headline, further lines, and facts by name."""
    situation, view = context.situation, view_of(context, at)
    taken_back = correction(situation, view.zone, at)
    lines = [situation.case_subject, taken_back or message_of(context, at)]
    facts = [
        ("Time", remaining(situation, at)),
        ("Priority", situation.case_priority),
        ("Account", situation.case_account),
        ("Owner", situation.case_owner or "nobody yet"),
        ("Queue", situation.case_queue),
        ("Tier", situation.tier),
    ]
    return headline(situation, view.zone, at), lines, [(name, value) for name, value in facts if value]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text[:3000], "emoji": False}


def _slack_text(text: str) -> str:
    """Slack reads links and mentions between < and >."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _block(text: str, **options: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": _escaped(text), "wrap": True, **options}


def _escaped(text: str) -> str:
    """A card reads a part of Markdown in its texts."""
    return _MARKUP.sub(r"\\\1", text)


ACTION = Chat()

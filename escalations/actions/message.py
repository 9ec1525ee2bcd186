"""An alert or a correction as an e-mail:

subject, text, HTML, and the headers that tie repetitions together.
"""

import hashlib
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from entitlements.business_time.instants import to_datetime
from escalations.actions.context import Context
from escalations.actions.placeholders import View, fill_in, names
from escalations.models import Delivery
from escalations.models.delivery import Purpose
from escalations.selectors.targets import Recipient

_LONGEST_SUBJECT = 200


def shipped_content(purpose: str) -> dict[str, str]:
    """The texts that come with the product, for entries without a template and for every correction."""
    return {
        "subject": "{{headline}}",
        "text": _shipped(f"{purpose}.txt"),
        "html": _shipped(f"{purpose}.html"),
    }


def compose(delivery: Delivery, context: Context, recipient: Recipient, at: int) -> EmailMultiAlternatives:
    """The message for one recipient. The same delivery and recipient always give the same Message-ID.

    Why the recipient gets it is always said, also where a template of one's own leaves it out.
    """
    is_alert = delivery.purpose == Purpose.ALERT
    content = context.content if is_alert and context.content else shipped_content(delivery.purpose)
    zone = recipient.zone or context.situation.open_time.zone
    view = View(context.situation, recipient, zone, at)
    text = _with_reason(content["text"], "\n\n-- \n{{because}}\n")
    html = content.get("html") or _from_text(content["text"])
    html = _with_reason(html, '<p style="color:#5F6878;font-size:12px">{{because}}</p>')
    subject = " ".join(fill_in(content["subject"], view).split())
    message = EmailMultiAlternatives(
        subject=subject[:_LONGEST_SUBJECT],
        body=fill_in(text, view),
        to=[recipient.address],
        headers=_headers(delivery, context, recipient, at),
    )
    message.attach_alternative(fill_in(html, view, html=True), "text/html")
    return message


def message_id(delivery: Delivery, occurred_at: int, address: str, purpose: str | None = None) -> str:
    """Stable for a delivery and a recipient; different for other facts and in other installations."""
    key = f"{delivery.case_id}-{delivery.ledger_seq}-{delivery.entry_id}-{delivery.repeat}"
    to = hashlib.sha256(address.casefold().encode()).hexdigest()[:16]
    return f"<{key}-{purpose or delivery.purpose}.{occurred_at}.{to}@{_host()}>"


def _headers(delivery: Delivery, context: Context, recipient: Recipient, at: int) -> dict[str, str]:
    occurred_at = context.situation.occurred_at
    headers = {
        "Message-ID": message_id(delivery, occurred_at, recipient.address),
        "Date": format_datetime(to_datetime(at)),
        "X-SLA-Delivery": delivery.idempotency_key,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "References": f"<case-{delivery.case_id}@{_host()}>",
    }
    if delivery.purpose == Purpose.CORRECTION:
        alert = message_id(delivery, occurred_at, recipient.address, Purpose.ALERT)
        headers["In-Reply-To"] = alert
        headers["References"] += f" {alert}"
    return headers


def _with_reason(text: str, reason: str) -> str:
    return text if names(text, "because") else text + reason


def _from_text(text: str) -> str:
    paragraphs = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))
    return f'<!doctype html><html lang="en"><body>{paragraphs}</body></html>'


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


@cache
def _shipped(name: str) -> str:
    return (Path(settings.BASE_DIR) / "templates" / "escalations" / "email" / name).read_text(
        encoding="utf-8"
    )

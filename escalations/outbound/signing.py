"""Signatures of Standard Webhooks: https://www.standardwebhooks.com."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A random secret in the form that the libraries of Standard Webhooks take."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


def signed_headers(identity: str, body: str, keys: Sequence[str], at: int) -> dict[str, str]:
    """The three headers. Each secret gives a signature, so that a receiver may still use the previous one.

    `identity` is the same for every try of one message; `at` (µs) is when it is sent.
    """
    moment = datetime.fromtimestamp(at // 1_000_000, UTC)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(at // 1_000_000),
        "webhook-signature": " ".join(Webhook(key).sign(identity, moment, body) for key in keys),
    }

"""Who presents a key."""

import hmac

from django.db.models import Q

from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.api_keys.key_text import parse_key_text
from sla_admin.shared.models.api_key import ApiKey

MINUTE = 60_000_000


class UnknownKey(Exception):
    """The text presented is no key that works now. `str()` says why, as far as the holder may know."""


def recognize_key(written: str, *, at: int) -> ApiKey:
    """The key behind a written form, if it works at `at` (microseconds since 1970, UTC).

    Notes its use at most once a minute, so that reading stays reading. Raises UnknownKey; that a key is
    revoked or expired is told only to who knows its secret.
    """
    text = parse_key_text(written)
    key = None if text is None else ApiKey.objects.filter(prefix=text.prefix).first()
    if text is None or key is None or not hmac.compare_digest(key.secret_hash, text.secret_hash):
        raise UnknownKey("There is no such API key.")
    now = as_datetime(at)
    if key.revoked_at is not None:
        raise UnknownKey("This API key has been revoked.")
    if key.expires_at is not None and key.expires_at <= now:
        raise UnknownKey("This API key has expired.")
    a_minute_ago = as_datetime(at - MINUTE)
    if key.last_used_at is None or key.last_used_at <= a_minute_ago:
        # The condition is repeated in the statement: of many requests at once, one writes.
        ApiKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=a_minute_ago), pk=key.pk).update(
            last_used_at=now
        )
    return key

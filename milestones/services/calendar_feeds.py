"""Making, revoking and recognising the secret addresses of people's calendars."""

import hashlib
import secrets

from milestones.models import CalendarFeed
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import NotFound

HOUR = 3_600_000_000
LONGEST = 100


def make_feed(user_id: int, *, at: int) -> str:
    """A new secret for that person's calendar, which cannot be had a second time; the former one is refused
    from now on.
    """
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user_id=user_id,
        defaults={"secret_hash": _hash(secret), "created_at": as_datetime(at), "last_read_at": None},
    )
    return secret


def revoke_feed(user_id: int) -> None:
    """From now on the address is refused. Raises NotFound where there is none."""
    if not CalendarFeed.objects.filter(user=user_id).delete()[0]:
        raise NotFound("You have no calendar address.")


def reader_of(secret: str, *, at: int) -> int:
    """Whose calendar the secret opens; notes that it was read, once an hour at most.

    Raises NotFound for a secret that opens none, or that of somebody whose account is switched off.
    """
    feed = None
    if 0 < len(secret) <= LONGEST:
        feed = CalendarFeed.objects.filter(secret_hash=_hash(secret), user__is_active=True).first()
    if feed is None:
        raise NotFound("This calendar address is not valid, or was revoked.")
    if feed.last_read_at is None or as_datetime(at - HOUR) > feed.last_read_at:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=as_datetime(at))
    return int(feed.pk)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Notices: written once for each cause and person, read, forgotten."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from entitlements.business_time.instants import to_datetime
from escalations.models import Delivery, Notice
from escalations.models.delivery import Purpose
from escalations.models.notice import NoticeChoices, NoticeKind
from sla_admin.shared.errors import InvalidInput, NotFound

KEPT_DAYS = 90
"""Read notices are kept so long."""

_AT_ONCE = 5_000


def tell_of_delivery(delivery: Delivery, told: Iterable[tuple[int, str, str]], at: int) -> None:
    """Tell people (user, meant, found as) of the fact behind a delivery. Again for the same delivery:
    nothing."""
    kind = NoticeKind.ALERT if delivery.purpose == Purpose.ALERT else NoticeKind.CORRECTION
    write_notices(
        Notice(
            recipient_id=user,
            kind=kind,
            cause=f"delivery:{delivery.idempotency_key}",
            case_id=delivery.case_id,
            content={**delivery.payload, "meant": meant, "found_as": found_as},
            created_at=to_datetime(at),
        )
        for user, meant, found_as in told
    )


def write_notices(notices: Iterable[Notice]) -> None:
    """Write what is not there yet, by recipient and cause."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def read_notice(notice_id: int, *, user: int | None, at: int) -> Notice:
    """Mark a notice as read; read before, it stays as it is. `user` None: whoever's it is.

    Raises NotFound, also for a notice of somebody else.
    """
    with transaction.atomic():
        rows: QuerySet[Notice] = Notice.objects.select_for_update(of=("self",))
        if user is not None:
            rows = rows.filter(recipient=user)
        notice = rows.filter(pk=notice_id).first()
        if notice is None:
            raise NotFound(f"There is no notice {notice_id}.")
        if notice.read_at is None:
            notice.read_at = max(to_datetime(at), notice.created_at)
            notice.save(update_fields=["read_at"])
    return notice


def read_all(user: int, *, at: int, up_to: int | None = None) -> int:
    """Mark everything unread as read, or what is not newer than the notice `up_to`; answers how many."""
    rows = Notice.objects.filter(recipient=user, read_at=None, created_at__lte=to_datetime(at))
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    return rows.update(read_at=to_datetime(at))


def forget_read(at: int) -> int:
    """Delete notices read more than `KEPT_DAYS` before `at` (µs), thousands at once; answers how many."""
    limit = to_datetime(at) - timedelta(days=KEPT_DAYS)
    old = Notice.objects.filter(read_at__lt=limit).order_by("read_at").values("pk")[:_AT_ONCE]
    deleted, _ = Notice.objects.filter(pk__in=old).delete()
    return deleted


def choose_in_browser(user: int, kinds: Sequence[str]) -> NoticeChoices:
    """Which kinds a person's browser shows. Raises InvalidInput for a kind there is not."""
    unknown: list[Any] = sorted(set(kinds) - set(NoticeKind.values))
    if unknown:
        raise InvalidInput.of("in_browser", f"There is no kind {unknown[0]!r}.")
    wanted = [kind for kind in NoticeKind.values if kind in kinds]
    choices, _ = NoticeChoices.objects.update_or_create(user_id=user, defaults={"in_browser": wanted})
    return choices

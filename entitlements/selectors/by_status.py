"""Entitlements of one derived status, without deriving it for all of them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from entitlements.coverage.refusals import day_of
from entitlements.models import Entitlement
from entitlements.selectors.promises import EntitlementStatus, entitlement_statuses

RELATED = (
    "account",
    "tier",
    "process",
    "contract",
    "line_item__contract",
    "asset",
    "product",
    "hours",
)
"""What lists of entitlements name beside them."""

_FIRST = ("first_day", "contract__first_day", "line_item__first_day", "asset__first_day")
_LAST = ("last_day", "contract__last_day", "line_item__last_day", "asset__last_day")


def with_status(rows: QuerySet[Entitlement], status: EntitlementStatus, at: int) -> QuerySet[Entitlement]:
    """Those of the rows that have that status at `at` (µs).

    Far from the edges of its days an entitlement has the same status in every zone, and SQL says which; the
    few that begin or end about today are looked at one by one, each in the zone of its hours.
    """
    today = day_of(at, settings.TIME_ZONE)
    about = (today - timedelta(days=1), today + timedelta(days=1))
    edge, over, ahead = Q(), Q(), Q()
    for day in (*_FIRST, *_LAST):
        edge |= Q(**{f"{day}__range": about})
    for day in _LAST:
        over |= Q(**{f"{day}__lt": about[0]})
    for day in _FIRST:
        ahead |= Q(**{f"{day}__gt": about[1]})
    off = Q(is_enabled=False) | Q(suspended_at__isnull=False)
    off |= Q(contract__is_enabled=False) | Q(contract__suspended_at__isnull=False)
    statuses = entitlement_statuses(rows.filter(edge).select_related(*RELATED), at)
    exact = [pk for pk, found in statuses.items() if found == status]
    far = rows.exclude(edge)
    if status == "expired":
        sure = far.filter(over)
    elif status == "inactive":
        sure = far.exclude(over).filter(ahead | off)
    else:
        sure = far.exclude(over).exclude(ahead | off)
    return rows.filter(Q(pk__in=exact) | Q(pk__in=sure.values("pk")))

"""The revisions of business hours that clocks count on, read for being told."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q

from entitlements.models import BusinessHoursRevision


class HoursRevisionNow(NamedTuple):
    """A published revision: zone, the week as it is written, how many holidays it names."""

    zone: str
    weekly: list[list[list[Any]]]
    holidays: int


def revisions_of(wanted: Iterable[tuple[int | None, int]]) -> dict[tuple[int, int], HoursRevisionNow]:
    """The newest revision of each timeline, by (hours, timeline), in one query; nothing for 24×7."""
    keys = {(hours, timeline) for hours, timeline in wanted if hours is not None}
    if not keys:
        return {}
    asked = Q()
    for hours, timeline in keys:
        asked |= Q(hours=hours, number=timeline)
    rows = BusinessHoursRevision.objects.filter(asked).annotate(how_many=Count("holidays"))
    return {(row.hours_id, row.number): HoursRevisionNow(row.zone, row.weekly, row.how_many) for row in rows}

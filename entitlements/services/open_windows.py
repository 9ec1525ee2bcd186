"""Compiled windows in the database: written at publication, extended as time goes on."""

from django.db import connection, transaction
from django.db.models import Max

from entitlements.business_time import horizon
from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import DAY, to_instant
from entitlements.models import BusinessHours, BusinessHoursRevision, OpenWindow
from entitlements.selectors.calendars import calendar_for

BEHIND = 5 * 366 * DAY
AHEAD = 10 * 366 * DAY
"""Windows are compiled from five years before to ten years after the moment they are written."""

LEAST_AHEAD = 5 * 366 * DAY
"""With less than this left, windows are extended."""

_WRITE = """
    INSERT INTO entitlements_openwindow (hours_id, timeline, begins, ends, opened_before)
    SELECT %s, %s, timestamptz 'epoch' + begins * interval '1 microsecond',
           timestamptz 'epoch' + ends * interval '1 microsecond', opened_before
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS compiled (begins, ends, opened_before)
"""


def write_windows(hours_id: int, timeline: int, calendar: Calendar, begin: int, end: int) -> int:
    """Replace the windows of one timeline by those of [begin, end] (µs since 1970). Returns how many.

    W is counted from a fixed instant, so that a longer copy gives every instant the same W as a shorter one.
    """
    begin, end = max(begin, horizon.FIRST), min(end, horizon.LAST)
    periods = calendar.periods(begin, end)
    rows: list[tuple[int, int | None, int]] = [(low, high, calendar.position(low)) for low, high in periods]
    if not periods or periods[0][0] > begin:
        rows.insert(0, (begin, begin, calendar.position(begin)))
    rows.append((end, None, calendar.position(end)))
    with transaction.atomic(), connection.cursor() as cursor:
        OpenWindow.objects.filter(hours_id=hours_id, timeline=timeline).delete()
        begins, ends, opened_before = (list(column) for column in zip(*rows, strict=True))
        cursor.execute(_WRITE, [hours_id, timeline, begins, ends, opened_before])
    return len(rows)


def ensure_windows(hours_id: int, timeline: int, begin: int, end: int) -> None:
    """Make sure that SQL can count within [begin, end] on a published timeline; extends its windows if need
    be.

    Raises LookupError where that timeline is not published.
    """
    with transaction.atomic():
        # Two extensions at once would each delete and write; the hours' row lets one after the other.
        BusinessHours.objects.select_for_update(no_key=True).filter(id=hours_id).first()
        first, last = _covered(hours_id, timeline)
        if first is not None and last is not None:
            if first <= begin and end <= last:
                return
            begin, end = min(begin, first), max(end, last)
        write_windows(hours_id, timeline, calendar_for(hours_id, timeline), begin, end)


def extend_windows(at: int) -> int:
    """Extend every published timeline whose windows end within five years of `at` (µs). Returns how many
    were."""
    extended = 0
    published = BusinessHoursRevision.objects.filter(published_at__isnull=False).order_by(
        "hours_id", "number"
    )
    for hours_id, number in published.values_list("hours_id", "number"):
        first, last = _covered(hours_id, number)
        if first is None or last is None or last < at + LEAST_AHEAD:
            ensure_windows(hours_id, number, first if first is not None else at - BEHIND, at + AHEAD)
            extended += 1
    return extended


def _covered(hours_id: int, timeline: int) -> tuple[int | None, int | None]:
    rows = OpenWindow.objects.filter(hours_id=hours_id, timeline=timeline)
    first = rows.order_by("begins").values_list("begins", flat=True).first()
    last = rows.filter(ends=None).aggregate(last=Max("begins"))["last"]
    return None if first is None else to_instant(first), None if last is None else to_instant(last)

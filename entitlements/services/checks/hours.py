"""Business hours that will not do what their name says."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from entitlements.business_time.errors import SearchFailed
from entitlements.business_time.instants import DAY, to_datetime
from entitlements.models import (
    BusinessHours,
    BusinessHoursRevision,
    Entitlement,
    MilestoneDefinition,
    ProcessVersion,
    VersionStatus,
)
from entitlements.selectors import calendar_for, current_timelines
from entitlements.services.checks.site import Found

YEAR = 365 * DAY
_ALWAYS = [[["00:00", "24:00"]]] * 7


def hours_in_use() -> list[BusinessHours]:
    """Hours that an active version, one of its milestones or an entitlement names."""
    active = {"version__status": VersionStatus.ACTIVE}
    named = (
        ProcessVersion.objects.filter(status=VersionStatus.ACTIVE, hours=OuterRef("pk")),
        MilestoneDefinition.objects.filter(**active, hours=OuterRef("pk")),
        Entitlement.objects.filter(is_enabled=True, hours=OuterRef("pk")),
    )
    wanted = Exists(named[0]) | Exists(named[1]) | Exists(named[2])
    return list(BusinessHours.objects.filter(wanted).order_by("name"))


def never_open(at: int) -> Iterator[Found]:
    """Hours that do not open within a year: every clock on them stands still."""
    hours = hours_in_use()
    timelines = current_timelines({each.pk for each in hours})
    for each in hours:
        if each.pk not in timelines:
            continue  # hours without a published revision are an error of the version that names them
        try:
            is_open = bool(calendar_for(each.pk, timelines[each.pk]).windows(at, 1))
        except SearchFailed:
            is_open = False
        if not is_open:
            yield (
                each.name,
                "business_hours",
                each.pk,
                "They do not open within the next year, so clocks that count on them never move.",
                "Publish a revision with open times.",
            )


def without_holiday(at: int) -> Iterator[Found]:
    """Business hours that have no holiday or date of their own within the next year."""
    for each in hours_in_use():
        revision = (
            BusinessHoursRevision.objects.filter(hours=each, published_at__isnull=False)
            .order_by("-number")
            .prefetch_related("holidays")
            .first()
        )
        if revision is None or revision.weekly == _ALWAYS:
            continue
        if not _closes_some_day(revision, at):
            yield (
                each.name,
                "business_hours",
                each.pk,
                "No holiday falls into the next twelve months, so clocks count on days when nobody works.",
                "Import next year's holidays and publish them.",
            )


def _closes_some_day(revision: BusinessHoursRevision, at: int) -> bool:
    first, last = to_datetime(at).date(), to_datetime(at + YEAR).date()
    if any(first <= each.date <= last for each in revision.holidays.all() if each.date is not None):
        return True
    if any(each.date is None for each in revision.holidays.all()):
        return True  # yearly, or an Nth weekday: one falls into every year
    return any(str(first) <= str(each.get("date", "")) <= str(last) for each in revision.date_hours)

"""Hours that follow from two others: open where both are. Made once, published again with either side."""

from django.db import transaction
from django.db.models import Q, QuerySet

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import to_datetime
from entitlements.business_time.intersection import Intersection, Side, opens_within_years
from entitlements.business_time.zones import zone_rules
from entitlements.coverage.refusals import day_of
from entitlements.models import AdoptionMode, BusinessHours, BusinessHoursRevision
from entitlements.selectors.calendars import calendar_for, current_timelines, intersection_of
from entitlements.services import hours_in_use
from entitlements.services.open_windows import AHEAD, BEHIND, write_windows
from entitlements.services.rows import store
from entitlements.services.validated import save_validated
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import InvalidInput

_CLOSED_WEEK: list[list[list[str]]] = [[], [], [], [], [], [], []]


@transaction.atomic
def create_intersection(
    *,
    name: str,
    first: int,
    second: int,
    at: int,
    actor: str,
    description: str = "",
    reason: str = "",
) -> BusinessHours:
    """Hours that are open where two published sets of hours both are, each in its own zone, with its own
    holidays. Dates and business days are those of `first`.

    Published at once, and again whenever a side is. Raises InvalidInput naming each wrong field, also where
    the two are never open together.
    """
    sides = BusinessHours.objects.select_for_update(no_key=True).order_by("pk").in_bulk({first, second})
    timelines = current_timelines({first, second})
    problems = [
        (field, "They are not published." if number in sides else f"There are no business hours {number}.")
        for field, number in (("first", first), ("second", second))
        if number not in timelines
    ]
    if first == second:
        problems.append(("second", "An intersection is of two different sets of hours."))
    if problems:
        raise InvalidInput(problems)
    hours = BusinessHours(
        name=name.strip(),
        zone=sides[first].zone,
        description=description,
        first_side=sides[first],
        second_side=sides[second],
    )
    with because(reason, actor=actor):
        store(hours)
        _publish(hours, timelines, at=at, actor=actor, mode=AdoptionMode.KEEP)
    return hours


def republish(side: int, *, at: int, actor: str, mode: AdoptionMode) -> int:
    """Publish every intersection of these hours again, because they were. The caller's transaction holds
    them.

    Answers how many running clocks that touches. Raises InvalidInput where one would never open any more.
    """
    touched = 0
    for hours in _held(side):
        timelines = current_timelines({hours.first_side_id or 0, hours.second_side_id or 0})
        touched += _publish(hours, timelines, at=at, actor=actor, mode=mode)
    return touched


def clocks_on_intersections(side: int) -> int:
    """How many running clocks count on intersections of these hours."""
    in_use = hours_in_use.installed()
    return sum(in_use.running_clocks(each.pk) + clocks_on_intersections(each.pk) for each in _of(side))


def foreseen(side: int, calendar: Calendar) -> list[tuple[int, int, Calendar]]:
    """What `republish` would publish if `calendar` were that side's: hours, the number of their next
    timeline, and what it would answer. Writes nothing."""
    found: list[tuple[int, int, Calendar]] = []
    for hours in _of(side):
        sides = []
        for each in (hours.first_side, hours.second_side):
            if each is None:  # pragma: no cover - a check constraint holds both
                raise AssertionError("An intersection has two sides.")
            known = (
                calendar if each.pk == side else calendar_for(each.pk, current_timelines({each.pk})[each.pk])
            )
            sides.append(Side(each.name, known))
        both = Intersection(*sides)
        found.append((hours.pk, hours.revisions.count() + 1, both))
        found += foreseen(hours.pk, both)
    return found


def _of(side: int) -> QuerySet[BusinessHours]:
    of = BusinessHours.objects.filter(Q(first_side=side) | Q(second_side=side)).order_by("pk")
    return of.select_related("first_side", "second_side")


def _held(side: int) -> list[BusinessHours]:
    """Those hours, so that nobody else publishes them meanwhile."""
    return list(_of(side).select_for_update(of=("self",), no_key=True))


def _publish(
    hours: BusinessHours, timelines: dict[int, int], *, at: int, actor: str, mode: AdoptionMode
) -> int:
    first, second = hours.first_side, hours.second_side
    if first is None or second is None:  # pragma: no cover - a check constraint holds both
        raise AssertionError("An intersection has two sides.")
    number = hours.revisions.count() + 1
    revision = BusinessHoursRevision(
        hours=hours,
        number=number,
        effective_date=None if number == 1 else day_of(at, first.zone),
        zone=first.zone,
        weekly=_CLOSED_WEEK,
        first_timeline=timelines[first.pk],
        second_timeline=timelines[second.pk],
        notes=f"Open where both {first.name} and {second.name} are.",
    )
    calendar = intersection_of(revision)
    if not opens_within_years(calendar, at):
        raise InvalidInput.of("", f"{first.name} and {second.name} are never open together ({hours.name}).")
    save_validated(revision)
    revision.zone_rules = zone_rules(first.zone)
    revision.mode = mode
    revision.published_at = to_datetime(at)
    revision.published_by = actor
    save_validated(revision)
    BusinessHours.objects.filter(pk=hours.pk).update(zone=first.zone)
    write_windows(hours.pk, number, calendar, at - BEHIND, at + AHEAD)
    in_use = hours_in_use.installed()
    touched = in_use.running_clocks(hours.pk)
    in_use.adopt(hours.pk, number, mode, actor=actor, at=at, reason=revision.notes)
    return touched + republish(hours.pk, at=at, actor=actor, mode=mode)

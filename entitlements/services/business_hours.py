"""Business hours: created, drafted, published. Every change of hours goes through here, whoever asks."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from entitlements.business_time.calendar import Calendar, compile_calendar
from entitlements.business_time.errors import InvalidHours
from entitlements.business_time.holidays import FixedDate, NthWeekday, Yearly
from entitlements.business_time.holidays import Holiday as HolidayValue
from entitlements.business_time.instants import DAY, SECOND, to_datetime
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.rules import check_revision, check_timeline
from entitlements.business_time.zones import zone_rules
from entitlements.models import AdoptionMode, BusinessHours, BusinessHoursRevision, Holiday, HolidayKind
from entitlements.selectors.calendars import revision_value, timeline_of
from entitlements.services import hours_in_use
from entitlements.services.intersections import clocks_on_intersections, foreseen, republish
from entitlements.services.open_windows import AHEAD, BEHIND, write_windows
from entitlements.services.required_reason import required_reason
from entitlements.services.validated import save_validated
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

_NO_OFFSET = "Give the local date and time without an offset; the zone of the hours holds."


class Publication(NamedTuple):
    """What publishing did: the revision, the timeline it completes, how many running clocks it touches, and
    the background run that lets cases learn of it (None where nothing runs on hours)."""

    revision: BusinessHoursRevision
    timeline: int
    touched: int
    run: int | None = None


@transaction.atomic
def create_business_hours(
    *,
    name: str,
    zone: str,
    weekly: Any,
    date_hours: Any = (),
    holidays: Sequence[HolidayValue] = (),
    description: str = "",
    notes: str = "",
) -> BusinessHoursRevision:
    """New hours with their first revision as a draft.

    Raises InvalidInput naming every wrong field, Conflict where another request took the name meanwhile.
    """
    hours = BusinessHours(name=name.strip(), zone=zone, description=description)
    revision = BusinessHoursRevision(
        number=1, zone=zone, weekly=weekly, date_hours=list(date_hours), notes=notes
    )
    _refuse_invalid(revision, holidays)
    try:
        with transaction.atomic():
            save_validated(hours)
    except IntegrityError as error:
        # The checks passed, so the only thing left is a race for the name.
        raise Conflict(f"Other hours were given the name {hours.name!r} just now.") from error
    revision.hours = hours
    save_validated(revision)
    add_holidays(revision, holidays)
    return revision


@transaction.atomic
def draft_revision(hours_id: int, *, effective: datetime, notes: str = "") -> BusinessHoursRevision:
    """A draft of the next revision, holding from a local date and time; a copy of the newest published one.

    Raises NotFound for unknown hours, Conflict where there is a draft already or nothing published to copy,
    InvalidInput for an effective date with an offset.
    """
    if effective.tzinfo is not None:
        raise InvalidInput.of("effective", _NO_OFFSET)
    hours = _locked(hours_id)
    if hours.is_intersection:
        raise Conflict(f"{hours} follow from two others; revise {hours.first_side} or {hours.second_side}.")
    newest = hours.revisions.order_by("-number").first()
    if newest is None or newest.is_draft:
        raise Conflict("There is a draft of these hours already; publish or discard it first.")
    revision = BusinessHoursRevision(
        hours=hours,
        number=newest.number + 1,
        effective_date=effective.date(),
        effective_time=effective.time(),
        zone=newest.zone,
        weekly=newest.weekly,
        date_hours=newest.date_hours,
        notes=notes,
    )
    save_validated(revision)
    Holiday.objects.bulk_create(_copy(holiday, revision) for holiday in newest.holidays.order_by("id"))
    return revision


@transaction.atomic
def change_draft(
    revision_id: int,
    *,
    zone: str | None = None,
    weekly: Any = None,
    date_hours: Any = None,
    effective: datetime | None = None,
    notes: str | None = None,
) -> BusinessHoursRevision:
    """Change what is given of a draft. Raises NotFound, Conflict (published), InvalidInput (each wrong
    field)."""
    revision = _locked_draft(revision_id)
    if zone is not None:
        revision.zone = zone
    if weekly is not None:
        revision.weekly = weekly
    if date_hours is not None:
        revision.date_hours = list(date_hours)
    if effective is not None:
        if effective.tzinfo is not None:
            raise InvalidInput.of("effective", _NO_OFFSET)
        revision.effective_date, revision.effective_time = effective.date(), effective.time()
    if notes is not None:
        revision.notes = notes
    _refuse_invalid(revision, None)
    save_validated(revision)
    return revision


@transaction.atomic
def discard_draft(revision_id: int) -> None:
    """Delete a draft and its holidays. Raises NotFound, Conflict (published)."""
    _locked_draft(revision_id).delete()


def add_holidays(revision: BusinessHoursRevision, holidays: Sequence[HolidayValue], source: str = "") -> int:
    """Add holidays to a draft, leaving out those it has already. Returns how many were added.

    Raises Conflict where the revision is published, InvalidInput where one names no date.
    """
    if not revision.is_draft:
        raise Conflict("A published revision never changes; draft a new one.")
    present = set(revision_value(revision).holidays)
    added = [holiday for holiday in dict.fromkeys(holidays) if holiday not in present]
    _refuse_invalid(revision, [*present, *added])
    Holiday.objects.bulk_create(_row(holiday, revision, source) for holiday in added)
    return len(added)


def clocks_touched(hours_id: int) -> int:
    """How many running clocks publishing a revision of these hours would touch: what to ask before it."""
    return hours_in_use.installed().running_clocks(hours_id) + clocks_on_intersections(hours_id)


@transaction.atomic
def publish_revision(
    revision_id: int, *, at: int, actor: str, mode: AdoptionMode = AdoptionMode.KEEP, reason: str = ""
) -> Publication:
    """Publish a draft: from now on it never changes, and the revisions up to it are a timeline.

    Pins the zone's present rules, compiles the windows that SQL counts on, hands the timeline to what runs
    on these hours (`keep` or `count`), and publishes every intersection of these hours again. `at` is the
    database's time in µs; `reason` is kept with the revision as its notes, which are the reason where none is
    given. Raises NotFound, Conflict (published already), InvalidInput without a reason, or naming each field
    that breaks a rule of hours.
    """
    revision = _locked_draft(revision_id)
    why = required_reason(reason.strip() or revision.notes)
    before = timeline_of(revision.hours_id, revision.number - 1).revisions if revision.number > 1 else ()
    timeline = _checked(revision, before)
    calendar = compile_calendar(timeline)
    revision.zone_rules = zone_rules(revision.zone)
    revision.notes = why
    revision.mode = AdoptionMode(mode)
    revision.published_at = to_datetime(at)
    revision.published_by = actor
    with because(why, actor=actor):
        save_validated(revision)
        BusinessHours.objects.filter(id=revision.hours_id).update(zone=calendar.zone)
        write_windows(revision.hours_id, revision.number, calendar, at - BEHIND, at + AHEAD)
        in_use = hours_in_use.installed()
        touched = in_use.running_clocks(revision.hours_id)
        run = in_use.adopt(
            revision.hours_id, revision.number, AdoptionMode(mode), actor=actor, at=at, reason=why
        )
        touched += republish(revision.hours_id, at=at, actor=actor, mode=AdoptionMode(mode))
    return Publication(revision, revision.number, touched, run)


class PlannedTimeline(NamedTuple):
    """A timeline that publishing a draft would complete, and what it would answer."""

    hours_id: int
    number: int
    calendar: Calendar


def planned_timelines(revision_id: int) -> list[PlannedTimeline]:
    """The timelines a draft would complete, that of its hours and those of their intersections: to foresee
    what publishing means.

    Raises NotFound, Conflict (published already), InvalidInput naming each field that breaks a rule of hours.
    """
    revision = BusinessHoursRevision.objects.select_related("hours").filter(id=revision_id).first()
    if revision is None:
        raise NotFound(f"There is no revision {revision_id} of business hours.")
    if not revision.is_draft:
        raise Conflict(f"Revision {revision.number} of {revision.hours} is published and never changes.")
    before = timeline_of(revision.hours_id, revision.number - 1).revisions if revision.number > 1 else ()
    calendar = compile_calendar(_checked(revision, before))
    own = PlannedTimeline(revision.hours_id, revision.number, calendar)
    return [own, *(PlannedTimeline(*each) for each in foreseen(revision.hours_id, calendar))]


def preview_publication(
    revision_id: int, *, mode: AdoptionMode, at: int, most: int | None = None
) -> hours_in_use.AdoptionPreview:
    """What publishing this draft would do to running clocks at `at` (µs). Writes nothing. Raises as
    `planned_timelines`."""
    return hours_in_use.installed().preview(revision_id, mode, at=at, most=most)


def _locked(hours_id: int) -> BusinessHours:
    hours = BusinessHours.objects.select_for_update().filter(id=hours_id).first()
    if hours is None:
        raise NotFound(f"There are no business hours {hours_id}.")
    return hours


def _locked_draft(revision_id: int) -> BusinessHoursRevision:
    """The hours are locked before the revision, so that two publications wait for each other."""
    hours_id = BusinessHoursRevision.objects.filter(id=revision_id).values_list("hours_id", flat=True).first()
    if hours_id is None:
        raise NotFound(f"There is no revision {revision_id} of business hours.")
    _locked(hours_id)
    revision = BusinessHoursRevision.objects.select_for_update().select_related("hours").get(id=revision_id)
    if not revision.is_draft:
        raise Conflict(f"Revision {revision.number} of {revision.hours} is published and never changes.")
    return revision


def _checked(revision: BusinessHoursRevision, before: Sequence[HoursRevision]) -> Timeline:
    try:
        value = revision_value(revision)
        check_timeline(Timeline((*before, value)))
        pinned = HoursRevision(
            zone=value.zone,
            week=value.week,
            effective=value.effective,
            dates=value.dates,
            holidays=value.holidays,
            rules=zone_rules(value.zone),
        )
    except InvalidHours as refusal:
        raise _invalid_input(refusal) from refusal
    return Timeline((*before, pinned))


def _refuse_invalid(revision: BusinessHoursRevision, holidays: Sequence[HolidayValue] | None) -> None:
    """Raises InvalidInput where a draft breaks a rule of hours; `holidays` None: those it has."""
    try:
        value = revision_value(revision)
        wanted = value.holidays if holidays is None else tuple(holidays)
        check_revision(HoursRevision(value.zone, value.week, value.effective, value.dates, wanted))
    except InvalidHours as refusal:
        raise _invalid_input(refusal) from refusal


def _invalid_input(refusal: InvalidHours) -> InvalidInput:
    return InvalidInput((problem.field, problem.reason) for problem in refusal.problems)


def _copy(holiday: Holiday, revision: BusinessHoursRevision) -> Holiday:
    holiday.pk = None
    holiday.revision = revision
    return holiday


def _row(holiday: HolidayValue, revision: BusinessHoursRevision, source: str) -> Holiday:
    row = Holiday(
        revision=revision,
        name=holiday.name,
        begins=_time_of_day(holiday.begins) if holiday.begins else None,
        ends=_time_of_day(holiday.ends) if holiday.ends < DAY else None,
        source=source,
    )
    match holiday.rule:
        case FixedDate(on):
            row.kind, row.date = HolidayKind.DATE, on
        case Yearly(month, day):
            row.kind, row.month, row.day = HolidayKind.YEARLY, month, day
        case NthWeekday(month, weekday, nth):
            row.kind, row.month, row.weekday, row.nth = HolidayKind.WEEKDAY, month, weekday, nth
    return row


def _time_of_day(micros: int) -> time:
    seconds, fraction = divmod(micros, SECOND)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, fraction)

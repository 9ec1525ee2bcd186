"""On which hours everything counts, and what those hours are."""

from collections.abc import Iterator

from entitlements.business_time.holidays import LAST, FixedDate, Holiday, NthWeekday
from entitlements.business_time.revisions import HoursRevision
from entitlements.business_time.weekly_hours import OPEN_WEEK, WEEKDAYS, Shifts, Week, format_time
from escalations.design.configuration import Hours, Version
from escalations.design.table import Table
from escalations.services.design.names import Names

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_RULES = "No escalation rules are set up, so no rule entry counts on any hours."


def hours_tables(names: Names) -> list[Table]:
    """The mapping of hours, the hours themselves, and every holiday of their newest revision."""
    hours = names.configuration.hours
    return [
        Table(
            "hours-mapping",
            "Business-hours mapping",
            ("What", "Of process", "Which", "Hours", "Zone", "Where it got them"),
            tuple(row for each in names.configuration.versions for row in _mapping(names, each)),
            keys=3,
            absent="Nothing in force counts time.",
            note=NO_RULES,
        ),
        Table(
            "business-hours",
            "Business hours",
            ("Hours", "Revision", "Holds from", "Zone", "Open", "Days of their own"),
            tuple(row for each in hours for row in _revisions(names, each)),
            keys=2,
            absent="No business hours are named: every clock counts day and night.",
        ),
        Table(
            "holidays",
            "Holidays",
            ("Hours", "Date", "Holiday", "Closed"),
            tuple(
                (each.name, date_words(holiday), holiday.name, closed_words(holiday))
                for each in hours
                if each.revisions
                for holiday in each.revisions[-1].holidays
            ),
            keys=3,
            absent="No holiday is set up.",
        ),
    ]


def _mapping(names: Names, version: Version) -> Iterator[tuple[str, ...]]:
    process = version.process
    usual = (names.hours_name(process.hours), names.zone(process.hours))
    reason = "the process's own" if process.hours is not None else "none named: around the clock"
    yield ("process", process.name, f"version {version.number}", *usual, reason)
    for milestone in process.milestones:
        own = milestone.hours
        if own is not None:
            reason = "the milestone's own"
            counted = (names.hours_name(own), names.zone(own))
        else:
            reason = "the entitlement's, else the process's"
            counted = usual
        yield ("milestone", process.name, milestone.name, *counted, reason)
    for each in names.promises_of(version):
        what = "entitlements" if each.by == "entitlement" else "template"
        named = each.hours if each.hours is not None else process.hours
        reason = f"the {each.by}'s own" if each.hours is not None else "the process's"
        tier = names.tier(each.tier)
        which = tier if each.hours is None else f"{tier}, on {names.hours_name(named)}"
        yield (what, process.name, which, names.hours_name(named), names.zone(named), reason)


def _revisions(names: Names, hours: Hours) -> Iterator[tuple[str, ...]]:
    if hours.sides:
        both = " and ".join(names.hours_name(each) for each in hours.sides)
        yield (hours.name, "", "", hours.zone, f"where both are: {both}", "")
    elif not hours.revisions:
        yield (hours.name, "", "", hours.zone, "not published yet", "")
    for number, each in enumerate(hours.revisions, 1):
        yield (hours.name, str(number), _from(each), each.zone, week_words(each.week), _own_days(each))


def _from(revision: HoursRevision) -> str:
    if revision.effective is None:
        return "the beginning"
    return revision.effective.isoformat(" ", "minutes")


def _own_days(revision: HoursRevision) -> str:
    holidays = len(revision.holidays)
    told = [f"{holidays} holiday{'' if holidays == 1 else 's'}" if holidays else "no holiday"]
    told += [f"{each.on.isoformat()} {_shifts(each.shifts)}" for each in revision.dates]
    return "; ".join(told)


def week_words(week: Week) -> str:
    """`Mon–Fri 09:00–17:00; Sat 10:00–14:00`; `around the clock`."""
    if week == OPEN_WEEK:
        return "around the clock"
    runs: list[tuple[int, int, Shifts]] = []
    for day, shifts in enumerate(week):
        if runs and runs[-1][2] == shifts:
            runs[-1] = (runs[-1][0], day, shifts)
        else:
            runs.append((day, day, shifts))
    words = []
    for first, last, shifts in runs:
        if shifts:
            days = WEEKDAYS[first].title() if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}".title()
            words.append(f"{days} {_shifts(shifts)}")
    return "; ".join(words) or "never open"


def _shifts(shifts: Shifts) -> str:
    return ", ".join(f"{format_time(each.opens)}–{format_time(each.closes)}" for each in shifts) or "closed"


def date_words(holiday: Holiday) -> str:
    """`2026-12-25`, `every 1 January`, `the fourth Thursday of November`."""
    rule = holiday.rule
    if isinstance(rule, FixedDate):
        return rule.on.isoformat()
    if isinstance(rule, NthWeekday):
        return f"the {_PLACES[rule.nth]} {_DAYS[rule.weekday]} of {MONTHS[rule.month - 1]}"
    return f"every {rule.day} {MONTHS[rule.month - 1]}"


def closed_words(holiday: Holiday) -> str:
    """`all day`, or the stretch of the day that is closed."""
    if holiday.is_whole_day:
        return "all day"
    return f"{format_time(holiday.begins)}–{format_time(holiday.ends)}"

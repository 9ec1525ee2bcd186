"""How a queue is divided: past target, before today's close, next open day, later, standing still, none."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from milestones.selectors.open_days import Days
from milestones.selectors.urgency import COUNTING, NO_CLOCK, PAST, PAUSED, STILL, Place, Ranked, Tally
from sla_admin.shared.display import moments
from sla_admin.shared.viewing.page import Page

GROUPS = ("past", "today", "next", "later", "still", "none")


def bounds(days: Days) -> list[int]:
    """The instants that divide running clocks, ascending."""
    return [each for each in (days.ends_at, days.next_ends_at) if each is not None]


def group_of(place: Place, days: Days) -> str:
    """The group a case belongs to."""
    return _group(place.rank, [edge < place.moment for edge in bounds(days)], days)


def sizes(found: Iterable[Ranked], days: Days) -> dict[str, int]:
    """How many cases each group has."""
    counted = dict.fromkeys(GROUPS, 0)
    for each in found:
        counted[group_of(each.place, days)] += 1
    return counted


def sizes_of(tallies: Sequence[Tally], days: Days) -> dict[str, int]:
    """The same from tallies made with `bounds`."""
    counted = dict.fromkeys(GROUPS, 0)
    for each in tallies:
        passed = [number < each.due for number in range(len(bounds(days)))]
        counted[_group(each.rank, passed, days)] += each.cases
    return counted


def title_of(group: str, days: Days, page: Page) -> str:
    """`Before today’s close, 18:00`; `Next open day, Mon 23 Nov`."""
    viewer = page.viewer
    if group == "today":
        if days.today_ends_at is None and days.changes_at is not None:
            opens = moments.moment(days.changes_at, page.at, viewer.zone, viewer.cycle, viewer.words)
            return _("Before your hours open, %(time)s") % {"time": opens}
        if not days.has_hours or days.today_ends_at is None:
            return _("Today")
        closes = moments.moment(days.today_ends_at, page.at, viewer.zone, viewer.cycle, viewer.words)
        return _("Before today’s close, %(time)s") % {"time": closes}
    if group == "next":
        if days.next_day is None:
            return _("Next open day")
        date, words = days.next_day, viewer.words
        day = f"{words.weekdays[date.weekday()]} {date.day} {words.months[date.month - 1]}"
        if days.has_hours and days.today_ends_at is None:
            # Today the team is closed: clocks that run all the same stand here too, due today perhaps.
            return _("Before the close of %(day)s") % {"day": day}
        return (_("Next open day, %(day)s") if days.has_hours else _("Tomorrow, %(day)s")) % {"day": day}
    return {
        "past": _("Past target"),
        "later": _("Later"),
        "still": _("Standing still"),
        "none": _("No clock"),
    }[group]


def close_text(days: Days, page: Page) -> str:
    """What targets fall before: `the 18:00 close`, `Mon 18:00`; empty where nothing closes in sight."""
    viewer = page.viewer
    if days.today_ends_at is not None:
        if not days.has_hours:
            return _("midnight")
        at = moments.local(days.today_ends_at, viewer.zone)
        same_day = at.date() == moments.local(page.at, viewer.zone).date()
        if same_day:
            return _("the %(time)s close") % {"time": moments.time_of_day(at, viewer.cycle, viewer.words)}
    ends = days.closes_at
    if not ends:
        return ""
    return moments.moment(ends, page.at, viewer.zone, viewer.cycle, viewer.words)


def _group(rank: int, passed: Sequence[bool], days: Days) -> str:
    if rank == PAST:
        return "past"
    if rank in (STILL, PAUSED):
        return "still"
    if rank == NO_CLOCK:
        return "none"
    if rank != COUNTING:
        raise ValueError(f"There is no rank {rank}.")
    names = [
        name for name, edge in (("today", days.ends_at), ("next", days.next_ends_at)) if edge is not None
    ]
    return next((name for name, beyond in zip(names, passed, strict=True) if not beyond), "later")

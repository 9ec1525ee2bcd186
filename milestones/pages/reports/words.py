"""What pages and files of reports call things."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from milestones.reporting.outcome import CaseOutcome, ClockOutcome
from milestones.reporting.periods import Bucket, Interval, Period
from milestones.selectors.reports.dimensions import NONE, DimensionName, Value
from milestones.selectors.reports.question import Basis
from sla_admin.shared.display.words import ENGLISH

DIMENSION_WORDS: dict[DimensionName, str | Promise] = {
    "type": _("Milestone"),
    "tier": _("Tier"),
    "priority": _("Priority"),
    "queue": _("Queue"),
    "team": _("Team"),
    "owner": _("Owner"),
    "account": _("Account"),
    "channel": _("Channel"),
    "record_type": _("Record type"),
}

BASIS_WORDS: dict[Basis, str | Promise] = {
    "decided": _("decision"),
    "target": _("target"),
    "completed": _("completion"),
    "opened": _("opening"),
    "closed": _("last closing"),
}

INTERVAL_WORDS: dict[Interval, str | Promise] = {"month": _("Month"), "week": _("Week"), "day": _("Day")}

OUTCOME_WORDS: dict[ClockOutcome, str | Promise] = {
    "on_time": _("on time"),
    "late": _("completed late"),
    "open_past_target": _("open past target"),
}

CASE_OUTCOME_WORDS: dict[CaseOutcome, str | Promise] = {
    "all_met": _("all targets met"),
    "some_missed": _("some missed"),
    "all_missed": _("all missed"),
}

_NONE_WORDS: dict[DimensionName, str | Promise] = {
    "tier": _("No tier"),
    "priority": _("No priority"),
    "queue": _("No queue"),
    "team": _("No team"),
    "owner": _("No owner"),
    "account": _("No account"),
    "channel": _("No channel"),
}


def value_word(dimension: DimensionName, value: Value) -> str:
    """What people read for a value."""
    return none_word(dimension) if value.written == NONE else value.word.replace("_", " ")


def none_word(dimension: DimensionName) -> str:
    """What people read where there is none."""
    return str(_NONE_WORDS.get(dimension, "–"))


def day_word(day: date, *, year: bool = False) -> str:
    """`20 Nov`, with the year where asked for."""
    month = str(ENGLISH.months[day.month - 1])
    return f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"


def period_word(period: Period) -> str:
    """`1 – 20 Nov 2026`, `28 Oct – 3 Nov 2026`, `November 2026`."""
    first, last = period.first, period.last
    if first == last:
        return day_word(first, year=True)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day_word(last, year=True)}"
    return f"{day_word(first, year=first.year != last.year)} – {day_word(last, year=True)}"


def bucket_word(bucket: Bucket, interval: Interval) -> str:
    """The tick of a trend: `Nov`, `Nov 23`, `20 Nov`."""
    if interval == "month":
        return str(ENGLISH.months[bucket.first.month - 1])
    return day_word(bucket.first)


def bucket_name(bucket: Bucket, interval: Interval) -> str:
    """The same in full, for tables: `Nov 2026`, `week of 16 Nov 2026`, `20 Nov 2026`."""
    if interval == "month":
        return f"{ENGLISH.months[bucket.first.month - 1]} {bucket.first.year}"
    name = day_word(bucket.first, year=True)
    return gettext("week of %(day)s") % {"day": name} if interval == "week" else name

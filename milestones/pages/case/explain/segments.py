"""Each stretch that counted and each that did not, as rows of a table and parts of a strip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import DAY, MINUTE, SECOND
from milestones.clock.explanation import Explanation, Stretch
from milestones.pages.case.telling import Telling
from sla_admin.shared.display import moments

HOLIDAY = "holiday: "
CLOSED_SIDE = "closed: "
"""Of hours that are open where two others are: which of the two was closed."""
DATE_HOURS = "date hours"
CLOCK_CHANGE = "clock change"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A row as `components/segments.html` draws it. `kind`: open, closed, holiday, paused, future, target."""

    day: str
    span: str
    what: str
    kind: str
    counted: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True)
class StripPart:
    """A part of the strip above the table, in per mille of its width."""

    x: float
    width: float
    kind: str
    label: str


def if_resumed(found: Explanation, calendar: Calendar) -> tuple[Stretch, ...]:
    """What a paused clock would count up to its target, were it resumed at the explanation's instant."""
    if found.status != "paused" or found.left <= 0:
        return ()
    target = calendar.due(found.at, found.left, found.ends_on_opening)
    total, ahead = found.consumed, []
    for each in calendar.explain(found.at, target):
        counted = each.end - each.begin if each.is_open else 0
        total += counted
        kind = "counted" if each.is_open else "closed"
        ahead.append(
            Stretch(each.begin, each.end, kind, each.reason, counted, total, is_ahead=True)  # type: ignore[arg-type]  # two of the kinds
        )
    return tuple(ahead)


def to_the_second(found: Explanation) -> bool:
    """Whether minutes alone would not add up: somewhere a clock began or stood still within a minute."""
    return any(each.counted % MINUTE or each.total % MINUTE for each in found.stretches)


def rows_of(
    found: Explanation, more: Sequence[Stretch], telling: Telling, zone: ZoneInfo
) -> list[SegmentRow]:
    """The table's rows: what was, then what comes if nothing changes. `zone` is that of the hours.

    Amounts are whole seconds that add up: totals are rounded up, a row adds what those around it differ by.
    """
    rows = []
    before = 0
    previous: int | None = None
    every = [*found.stretches, *more]
    seconds = to_the_second(found)
    for place, stretch in enumerate(every):
        is_new_day = previous is None or not telling.same_day(previous, stretch.begin)
        day = telling.day(stretch.begin) if is_new_day else ""
        if more and place == len(found.stretches):
            day = _("If resumed now")
        previous = stretch.begin
        row = _row(stretch, found, day, telling, zone)
        if stretch.kind == "counted":
            total = -(-stretch.total // SECOND) * SECOND
            row = replace(
                row,
                counted=telling.exact(total - before, seconds=seconds),
                used=telling.exact(total, seconds=seconds),
                kind="target" if place == len(every) - 1 and found.closed_at is None else row.kind,
            )
            before = total
        rows.append(row)
    return rows


def _row(stretch: Stretch, found: Explanation, day: str, telling: Telling, zone: ZoneInfo) -> SegmentRow:
    kind, what = _what(stretch, found, telling, zone)
    return SegmentRow(day=day, span=_span(stretch, found, telling), what=what, kind=kind)


def _span(stretch: Stretch, found: Explanation, telling: Telling) -> str:
    begin = telling.time(stretch.begin, seconds=_within_a_minute(stretch.begin))
    if stretch.end == found.at and found.closed_at is None:
        return _("%(begin)s – now") % {"begin": begin}
    seconds = _within_a_minute(stretch.end)
    same = telling.same_day(stretch.begin, stretch.end)
    end = telling.time(stretch.end, seconds=seconds)
    if not same:
        end = telling.weekday_time(stretch.end, seconds=seconds)
    if stretch.end - stretch.begin > 6 * DAY:
        end = f"{telling.day(stretch.end)}, {telling.time(stretch.end, seconds=seconds)}"
    return f"{begin} – {end}"


def _within_a_minute(instant: int) -> bool:
    return instant % MINUTE >= SECOND


def _what(stretch: Stretch, found: Explanation, telling: Telling, zone: ZoneInfo) -> tuple[str, str]:
    if stretch.kind == "counted":
        kind = "future" if stretch.is_ahead else "open"
        said = _("Open")
        if stretch.begin >= found.target_at and not stretch.is_ahead:
            said = _("Open, past the target")
        if stretch.reason == CLOCK_CHANGE:
            said += _("; the clocks change within it")
        return kind, said
    if stretch.kind == "paused":
        return "paused", pause_words(stretch, found, telling)
    if stretch.reason.startswith(HOLIDAY):
        return "holiday", _("%(holiday)s, holiday") % {"holiday": stretch.reason.removeprefix(HOLIDAY)}
    if stretch.reason.startswith(DATE_HOURS):
        name = stretch.reason.removeprefix(DATE_HOURS).removeprefix(": ")
        return "holiday", _("%(name)s, hours of its own: closed") % {"name": name or _("A date")}
    words = closed_words(stretch.begin, stretch.end, zone)
    if stretch.reason.startswith(CLOSED_SIDE):
        return "closed", f"{words} ({stretch.reason.removeprefix(CLOSED_SIDE)})"
    return "closed", words


def pause_words(stretch: Stretch, found: Explanation, telling: Telling) -> str:
    """`Paused 1 h 30 m: waiting on customer`."""
    if stretch.pause == "closed":
        return _("The case was closed")
    length = telling.amount(stretch.end - stretch.begin)
    so_far = found.status == "paused" and stretch.end == found.at
    said = _("Paused %(time)s so far") if so_far else _("Paused %(time)s")
    reason = stretch.reason or _("its pause criteria held")
    return f"{said % {'time': length}}: {reason}"


def closed_words(begin: int, end: int, zone: ZoneInfo) -> str:
    """Night, weekend, or a break within the day, by the wall clock of the hours."""
    first, last = moments.local(begin, zone), moments.local(end, zone)
    if first.date() == last.date():
        return _("Closed")
    days = {(first.weekday() + step) % 7 for step in range((last.date() - first.date()).days + 1)}
    return _("Night and weekend, closed") if days & {5, 6} and end - begin > DAY else _("Night, closed")


STRIP = 1000
LEAST = 7
"""A part of the strip is drawn at least so wide, so that nothing that happened is invisible."""


def strip_of(found: Explanation, more: Sequence[Stretch], telling: Telling) -> list[StripPart]:
    """The strip: widths follow time for what counted and for pauses; closed time is squeezed."""
    every = list(_joined([*found.stretches, *more]))
    if not every:
        return []
    counted = [each for each in every if each.kind != "closed"]
    closed = len(every) - len(counted)
    whole = sum(each.end - each.begin for each in counted) or 1
    gutter = min(18.0, STRIP * 0.3 / closed) if closed else 0.0
    room = STRIP - gutter * closed
    widths = [
        gutter if each.kind == "closed" else max(LEAST, room * (each.end - each.begin) / whole)
        for each in every
    ]
    scale = STRIP / sum(widths)
    parts, x = [], 0.0
    for each, width in zip(every, widths, strict=True):
        wide = width * scale
        label = telling.amount(each.counted or each.end - each.begin) if each.kind != "closed" else ""
        shown = label if wide > 9 * len(label) else ""
        parts.append(StripPart(round(x, 1), round(wide, 1), _strip_kind(each, found), shown))
        x += wide
    return parts


def _strip_kind(stretch: Stretch, found: Explanation) -> str:
    if stretch.kind == "closed":
        return "holiday" if stretch.reason.startswith(HOLIDAY) else "closed"
    if stretch.kind == "paused":
        return "paused"
    if stretch.is_ahead:
        return "ahead"
    return "past" if stretch.begin >= found.target_at else "counted"


def _joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Closed stretches beside one another are one gutter, unless one of them is a holiday."""
    last: Stretch | None = None
    for each in stretches:
        if last is not None and last.kind == each.kind == "closed" and last.reason == each.reason:
            last = Stretch(last.begin, each.end, "closed", each.reason, 0, each.total, is_ahead=each.is_ahead)
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last

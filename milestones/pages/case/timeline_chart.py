"""The timeline drawn: a bar for each milestone over one axis in which closed time is squeezed."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from entitlements.business_time.calendar import AroundTheClock, Calendar
from entitlements.business_time.instants import DAY, HOUR
from milestones.clock.explanation import Explanation, Stretch
from milestones.clock.fact import TRIGGER_REACHED, ClockId
from milestones.pages.case.case_file import CaseFile, Standing
from milestones.pages.case.telling import Telling
from milestones.pages.case.timeline_table import main_clock
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.timeline import Bar, BarKind, Drawing, Gap, Pin, Row, lay_out

SHORTEST_GAP = 3 * HOUR
LONGEST = 60 * DAY
"""A timeline shows at most so much time before its end; what lies before is in the table."""
HOLIDAY = "holiday: "


def drawing_of(file: CaseFile, telling: Telling) -> Drawing | None:
    """The chart of a case's clocks; None without a clock, or for a case set aside."""
    if file.aside or not file.clocks:
        return None
    begin, end = _range(file)
    warnings = _warnings(file)
    rows = []
    by_definition = sorted(
        file.clocks,
        key=lambda each: (
            _place(each, file),
            each.row.definition,
            each.row.began_at,
            each.row.pk,
        ),
    )
    for _name, group in groupby(by_definition, key=lambda each: each.row.definition):
        clocks = list(group)
        rows.append(
            Row(
                clocks[0].now.name,
                tuple(
                    bar for each in clocks for bar in _bars(each, file, warnings, numbered=len(clocks) > 1)
                ),
                tuple(_pin(each, telling) for each in clocks if each.is_open or each is clocks[-1]),
            )
        )
    return lay_out(
        rows,
        _gaps(file, begin, end, telling),
        begin=begin,
        end=end,
        now=file.at,
        zone=telling.zone,
        cycle=telling.cycle,
        words=telling.words,
        now_word=_("now"),
    )


def _place(standing: Standing, file: CaseFile) -> int:
    first = min(each.row.began_at for each in file.clocks if each.row.definition == standing.row.definition)
    return as_instant(first)


def _range(file: CaseFile) -> tuple[int, int]:
    last = [each.clock.closed_at or max(each.clock.target_at, file.at) for each in file.clocks]
    if file.is_closed:
        last.append(as_instant(file.case.closed_at or file.case.opened_at))
    else:
        last.append(file.at)
    end = max(last)
    begin = min(each.clock.started_at for each in file.clocks)
    begin = max(begin, end - LONGEST)
    end += max((end - begin) // 40, HOUR // 4)
    return begin, end


def _warnings(file: CaseFile) -> dict[ClockId, int]:
    """Where each clock passed its first warning that holds."""
    found: dict[ClockId, int] = {}
    for each in file.facts:
        fact = each.fact
        if fact.kind == TRIGGER_REACHED and fact.severity == "warning" and fact.clock is not None:
            found.setdefault(fact.clock, fact.occurred_at)
    return found


def _bars(
    standing: Standing, file: CaseFile, warnings: dict[ClockId, int], *, numbered: bool
) -> Iterator[Bar]:
    found = file.explained(standing)
    clock = standing.clock
    label = str(clock.occurrence) if numbered else ""
    warned = warnings.get(clock.id)
    for kind, begin, end in _joined(_pieces(found, warned)):
        yield Bar(begin, end, kind, label)
        if kind != "paused":
            label = ""


def _pieces(found: Explanation, warned: int | None) -> Iterator[tuple[BarKind, int, int]]:
    for stretch in found.stretches:
        if stretch.kind == "closed":
            continue
        if stretch.kind == "paused":
            yield "paused", stretch.begin, stretch.end
        elif stretch.is_ahead:
            yield "expected", stretch.begin, stretch.end
        else:
            yield from _counted(stretch, found, warned)


def _counted(stretch: Stretch, found: Explanation, warned: int | None) -> Iterator[tuple[BarKind, int, int]]:
    """A stretch that counted: past its target apart, past a warning apart, history in its quiet colours."""
    is_history = found.closed_at is not None and found.status == "completed"
    cuts = [stretch.begin, stretch.end]
    cuts += [
        cut for cut in (warned, found.target_at) if cut is not None and stretch.begin < cut < stretch.end
    ]
    cuts.sort()
    for begin, end in pairwise(cuts):
        kind: BarKind
        if begin >= found.target_at:
            kind = "late" if is_history else "past"
        elif is_history:
            kind = "met"
        else:
            kind = "warned" if warned is not None and begin >= warned else "counted"
        yield kind, begin, end


def _joined(pieces: Iterator[tuple[BarKind, int, int]]) -> list[tuple[BarKind, int, int]]:
    """Neighbours of one kind are one bar where nothing lies between them."""
    joined: list[tuple[BarKind, int, int]] = []
    for kind, begin, end in pieces:
        if joined and joined[-1][0] == kind and joined[-1][2] == begin:
            joined[-1] = (kind, joined[-1][1], end)
        else:
            joined.append((kind, begin, end))
    return joined


def _pin(standing: Standing, telling: Telling) -> Pin:
    target = standing.clock.target_at
    return Pin(target, telling.moment(target) if standing.is_open else "")


def _gaps(file: CaseFile, begin: int, end: int, telling: Telling) -> list[Gap]:
    """Closed time of the main clock's hours that is worth squeezing; named for a holiday or weekend."""
    main = main_clock(file)
    if main is None:
        return []
    calendar = file.plan.calendar(main.clock.hours, main.clock.timeline)
    if isinstance(calendar, AroundTheClock):
        calendar = _others(file) or calendar
    if isinstance(calendar, AroundTheClock):
        return []
    found = []
    for is_open, group in groupby(calendar.explain(begin, end), key=lambda each: each.is_open):
        stretches = list(group)
        first, last = stretches[0].begin, stretches[-1].end
        if is_open or last - first < SHORTEST_GAP:
            continue
        found.append(Gap(first, last, _gap_name([each.reason for each in stretches], last - first)))
    return found


def _others(file: CaseFile) -> Calendar | None:
    """The first hours that do close, where the main clock runs around the clock."""
    for each in file.clocks:
        calendar = file.plan.calendar(each.clock.hours, each.clock.timeline)
        if not isinstance(calendar, AroundTheClock):
            return calendar
    return None


def _gap_name(reasons: Sequence[str], length: int) -> str:
    holiday = next((each.removeprefix(HOLIDAY) for each in reasons if each.startswith(HOLIDAY)), "")
    if holiday:
        return holiday
    return _("weekend") if 2 * DAY <= length <= 4 * DAY else ""

"""Lays out a case's timeline: a row per milestone over one time axis in which closed time is squeezed.

Pure geometry in the units of the drawing (one unit is a pixel at full width); the template draws it as SVG.
Labels give way by hiding, never by overlapping, and everything a hidden label says is in the table beside the
chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from sla_admin.shared.display.durations import HOUR
from sla_admin.shared.display.moments import HourCycle, local, time_of_day
from sla_admin.shared.display.words import ENGLISH, Words

BarKind = Literal["counted", "warned", "past", "paused", "expected", "met", "late"]

WIDTH = 800
NAMES = 120
"""The column on the left with the milestones' names."""
HEAD = 46
ROW = 36
BAR = 12
FOOT = 26
NIGHT = 25
NAMED_GAP = 54
OVERHANG = 10
"""A gutter's name may be so much wider than the gutter."""
MOST_GAPS = 0.45
"""Gutters never take more of the width than this."""
DAY_LETTER = 6.4
SMALL_LETTER = 5.9
"""Generous widths of a letter at 11 and 10 px, for deciding what would overlap."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one clock; `label` is the number of an occurrence, drawn inside where it fits."""

    begin: int
    end: int
    kind: BarKind
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A target."""

    at: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    bars: Sequence[Bar] = ()
    pins: Sequence[Pin] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Closed time, squeezed to a gutter; named for a holiday or a weekend."""

    begin: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class DrawnText:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    x: float
    y: float
    width: float
    kind: BarKind
    label: str


@dataclass(frozen=True, slots=True)
class DrawnPin:
    x: float
    y: float
    label: str
    beak: str


@dataclass(frozen=True, slots=True)
class DrawnRow:
    name: str
    text_y: float
    line_y: float
    bars: list[DrawnBar]
    pins: list[DrawnPin]


@dataclass(frozen=True, slots=True)
class DrawnGap:
    x: float
    width: float
    label: str


@dataclass(slots=True)
class Drawing:
    width: float
    height: float
    plot_top: float
    plot_height: float
    names: float
    gaps: list[DrawnGap] = field(default_factory=list)
    lines: list[float] = field(default_factory=list)
    days: list[DrawnText] = field(default_factory=list)
    times: list[DrawnText] = field(default_factory=list)
    gap_names: list[DrawnText] = field(default_factory=list)
    rows: list[DrawnRow] = field(default_factory=list)
    now_x: float | None = None
    now_label_x: float = 0
    now_text: str = ""

    @property
    def foot_y(self) -> float:
        return self.plot_top + self.plot_height


@dataclass(frozen=True, slots=True)
class Axis:
    """Where instants lie: straight inside each open stretch, steep across each gutter."""

    knots: tuple[tuple[int, float], ...]

    def x(self, at: int) -> float:
        if at <= self.knots[0][0]:
            return self.knots[0][1]
        for (first, left), (last, right) in pairwise(self.knots):
            if at <= last:
                return left + (right - left) * (at - first) / (last - first)
        return self.knots[-1][1]


def axis(gaps: Sequence[Gap], begin: int, end: int) -> Axis:
    """The axis from `begin` to `end` with the gaps squeezed. Raises ValueError when the end does not come
    later."""
    if end <= begin:
        raise ValueError("A timeline's end comes after its beginning.")
    inside = _clipped(gaps, begin, end)
    wanted = [NAMED_GAP if gap.label else NIGHT for gap in inside]
    room = WIDTH - NAMES
    shrink = min(1.0, room * MOST_GAPS / sum(wanted)) if wanted else 1.0
    squeezed = [width * shrink for width in wanted]
    open_time = (end - begin) - sum(gap.end - gap.begin for gap in inside)
    scale = (room - sum(squeezed)) / open_time if open_time else 0.0
    knots: list[tuple[int, float]] = [(begin, float(NAMES))]
    for gap, width in zip(inside, squeezed, strict=True):
        at, x = knots[-1]
        if gap.begin > at:
            knots.append((gap.begin, x + (gap.begin - at) * scale))
        knots.append((gap.end, knots[-1][1] + width))
    if end > knots[-1][0]:
        knots.append((end, float(WIDTH)))
    return Axis(tuple(knots))


def lay_out(
    rows: Sequence[Row],
    gaps: Sequence[Gap],
    *,
    begin: int,
    end: int,
    now: int,
    zone: ZoneInfo,
    cycle: HourCycle = "24",
    words: Words = ENGLISH,
    now_word: str = "now",
) -> Drawing:
    """The drawing of these rows between two instants, with `now` marked where it lies inside."""
    scale = axis(gaps, begin, end)
    inside = _clipped(gaps, begin, end)
    height = len(rows) * ROW
    drawing = Drawing(WIDTH, HEAD + height + FOOT, HEAD, height, NAMES)
    drawing.gaps = [
        DrawnGap(_short(scale.x(gap.begin)), _short(scale.x(gap.end) - scale.x(gap.begin)), gap.label)
        for gap in inside
    ]
    _label_axis(drawing, scale, inside, begin=begin, end=end, zone=zone, cycle=cycle, words=words)
    drawing.rows = [_row(row, number, scale) for number, row in enumerate(rows)]
    if begin <= now <= end:
        drawing.now_x = _short(scale.x(now))
        drawing.now_text = f"{now_word} {time_of_day(local(now, zone), cycle, words)}"
        half = (len(drawing.now_text) * SMALL_LETTER + 18) / 2
        drawing.now_label_x = _short(min(max(drawing.now_x, NAMES + half), WIDTH - half))
    return drawing


def _clipped(gaps: Sequence[Gap], begin: int, end: int) -> list[Gap]:
    cut = [Gap(max(gap.begin, begin), min(gap.end, end), gap.label) for gap in gaps]
    return sorted((gap for gap in cut if gap.end > gap.begin), key=lambda gap: gap.begin)


def _label_axis(
    drawing: Drawing,
    scale: Axis,
    gaps: Sequence[Gap],
    *,
    begin: int,
    end: int,
    zone: ZoneInfo,
    cycle: HourCycle,
    words: Words,
) -> None:
    taken: list[tuple[float, float]] = []
    day_taken: list[tuple[float, float]] = []
    for gap in gaps:
        if not gap.label:
            continue
        middle = (scale.x(gap.begin) + scale.x(gap.end)) / 2
        lines = _in_two(gap.label)
        wide = max(len(line) for line in lines) * SMALL_LETTER
        if wide > scale.x(gap.end) - scale.x(gap.begin) + OVERHANG:
            continue
        for number, line in enumerate(reversed(lines)):
            drawing.gap_names.append(DrawnText(_short(middle), HEAD - 8 - 11 * number, line))
        taken.append((middle - wide / 2, middle + wide / 2))
    seen: set[object] = set()
    for at in _hours(gaps, begin, end, zone):
        moment = local(at, zone)
        x = scale.x(at)
        text = time_of_day(moment, cycle, words)
        wide = len(text) * SMALL_LETTER
        if moment.date() not in seen:
            seen.add(moment.date())
            day = f"{words.weekdays[moment.weekday()]} {moment.day} {words.months[moment.month - 1]}"
            if _free(day_taken, x, x + len(day) * DAY_LETTER, WIDTH):
                drawing.days.append(DrawnText(_short(x), 16, day))
        drawing.lines.append(_short(x))
        if _free(taken, x, x + wide, WIDTH):
            drawing.times.append(DrawnText(_short(x), HEAD - 8, text))


def _in_two(label: str) -> list[str]:
    """The label on one line, or broken at the space that leaves the shorter longest line."""
    breaks = [place for place, letter in enumerate(label) if letter == " "]
    if not breaks or len(label) <= 9:
        return [label]
    best = min(breaks, key=lambda place: max(place, len(label) - place - 1))
    return [label[:best], label[best + 1 :]]


def _hours(gaps: Sequence[Gap], begin: int, end: int, zone: ZoneInfo) -> list[int]:
    """Where the axis is labelled: its beginning, each opening after a gap, and every third full hour while
    open."""
    closed = [(gap.begin, gap.end) for gap in gaps]
    marks = {begin} | {gap_end for _, gap_end in closed if gap_end < end}
    first: datetime = local(begin, zone).replace(minute=0, second=0, microsecond=0)
    step = timedelta(hours=3 if end - begin <= 14 * 24 * HOUR else 12)
    tick = first - timedelta(hours=first.hour % 3)
    limit = local(end, zone)
    while tick < limit:
        at = begin + (tick - local(begin, zone)) // timedelta(microseconds=1)
        if at > begin and not any(start <= at < stop for start, stop in closed):
            marks.add(at)
        tick += step
    return sorted(marks)


def _row(row: Row, number: int, scale: Axis) -> DrawnRow:
    top = HEAD + number * ROW
    middle = top + ROW / 2
    bars = []
    for bar in row.bars:
        left, right = scale.x(bar.begin), scale.x(bar.end)
        wide = max(1.5, right - left)
        label = bar.label if wide >= len(bar.label) * SMALL_LETTER + 8 else ""
        bars.append(DrawnBar(_short(left), middle - BAR / 2, _short(wide), bar.kind, label))
    pins = []
    for pin in row.pins:
        x = scale.x(pin.at)
        wide = len(pin.label) * SMALL_LETTER + 8
        covered = any(bar.x < x + wide and bar.x + bar.width > x + 1 for bar in bars)
        label = pin.label if x + wide <= WIDTH and not covered else ""
        beak = f"M{_short(x - 3.5)} {middle - 13}h7l-3.5 5z"
        pins.append(DrawnPin(_short(x), middle, label, beak))
    return DrawnRow(row.name, middle + 4, top + ROW, bars, pins)


def _free(taken: list[tuple[float, float]], left: float, right: float, limit: float) -> bool:
    """Take the place when it is free, with a little air, and inside the drawing."""
    if right > limit or any(left < end + 5 and right + 5 > begin for begin, end in taken):
        return False
    taken.append((left, right))
    return True


def _short(number: float) -> float:
    return round(number, 1)

"""Drawings of reports: where lines, ticks and bars lie. Templates only write them out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 264
WIDE = 1120
"""The width of a chart that stands alone."""
LEFT, RIGHT, TOP, BOTTOM = 44, 116, 14, 28
LABEL_APART = 15
"""Labels at the ends of lines stand at least so far apart."""


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`style` is 1, 2 or 3: solid, dashed, dotted. `path` breaks where nothing is known."""

    name: str
    style: int
    path: str
    points: Sequence[Point]
    label_y: float
    end_x: float


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    summary: str
    lines: Sequence[Line]
    rows: Sequence[Tick]
    columns: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    plot_left: int = LEFT
    plot_bottom: int = HEIGHT - BOTTOM

    @property
    def plot_right(self) -> int:
        return self.width - RIGHT

    @property
    def label_x(self) -> int:
        return self.plot_right + 10


@dataclass(frozen=True, slots=True)
class Plotted:
    """A line before it is laid out: a value or None for each column, with its words and address."""

    name: str
    values: Sequence[float | None]
    labels: Sequence[str]
    urls: Sequence[str]


def line_chart(
    title: str,
    summary: str,
    columns: Sequence[str],
    lines: Sequence[Plotted],
    *,
    scale: "Scale",
    width: int = WIDTH,
) -> Chart:
    """Lay out at most three lines over the columns; labels stand at the ends, directly."""
    step = (width - LEFT - RIGHT) / max(1, len(columns) - 1)
    plot = HEIGHT - TOP - BOTTOM

    def y_of(value: float) -> float:
        return round(TOP + plot * (scale.high - value) / (scale.high - scale.low), 1)

    drawn = []
    for style, line in enumerate(lines, start=1):
        points: list[Point] = []
        path = ""
        is_down = False
        for place, value in enumerate(line.values):
            if value is None:
                is_down = False
                continue
            x, y = round(LEFT + place * step, 1), y_of(value)
            path += f"{'L' if is_down else 'M'}{x} {y}"
            is_down = True
            points.append(Point(x, y, line.labels[place], line.urls[place]))
        if points:
            drawn.append(Line(line.name, style, path, points, points[-1].y, points[-1].x))
    every = -(-len(columns) // 13)
    return Chart(
        title,
        summary,
        _apart(drawn),
        [Tick(y_of(value), text) for value, text in scale.ticks],
        [
            Tick(round(LEFT + place * step, 1), word)
            for place, word in enumerate(columns)
            if (len(columns) - 1 - place) % every == 0
        ],
        width,
    )


def _apart(lines: list[Line]) -> list[Line]:
    """Move labels off each other, keeping their order; lines that end at one place share no pixel."""
    placed: list[Line] = []
    floor = 0.0
    for line in sorted(lines, key=lambda each: each.label_y):
        y = max(line.label_y, floor)
        floor = y + LABEL_APART
        placed.append(Line(line.name, line.style, line.path, line.points, round(y, 1), line.end_x))
    return sorted(placed, key=lambda each: each.style)


@dataclass(frozen=True, slots=True)
class Scale:
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


def percent_scale(values: Sequence[float]) -> Scale:
    """From a round percentage below the least value to 100 %, with four to six lines."""
    least = min(values, default=1.0) * 100
    step = next(each for each in (1, 2, 5, 10, 20) if (100 - least) / each <= 5)
    low = max(0, int(least // step) * step)
    if low >= 100:
        low = 100 - step
    ticks = [(value / 100, f"{value} %") for value in range(100, low - 1, -step)]
    return Scale(low / 100, 1.0, ticks)


def hours_scale(values: Sequence[float]) -> Scale:
    """From zero to a round number of hours above the largest value (hours)."""
    most = max(values, default=1.0)
    steps = (0.25, 0.5, 1, 2, 4, 6, 8, 12, 24, 48, 72, 120, 240, 480, 960, 2400, 9600)
    step = next((each for each in steps if most / each <= 5), 24000.0)
    top = step
    while top < most:
        top += step
    ticks = []
    value = top
    while value >= 0:
        text = f"{value:g} h" if step >= 1 or value == 0 else f"{value * 60:g} m"
        ticks.append((value, text))
        value = round(value - step, 4)
    return Scale(0, top, ticks)


@dataclass(frozen=True, slots=True)
class Bar:
    """One value's clocks: where the three parts begin and how wide they are, percent of the bar. Of a tier,
    `swatch` is the rank and `color` what an administrator chose.
    """

    name: str
    percent: str
    fact: str
    swatch: int
    on_time: float
    late: float
    past: float
    url: str = ""
    color: str = ""

    @property
    def late_x(self) -> float:
        return self.on_time

    @property
    def past_x(self) -> float:
        return round(self.on_time + self.late, 2)

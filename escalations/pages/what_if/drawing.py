"""The drawings of a what-if: before as a wide bar in the ground's colour, after as a narrow one before it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 560, 200
LEFT, TOP, BOTTOM = 44, 10, 24
_SLOT = (WIDTH - LEFT) / 24


@dataclass(frozen=True, slots=True)
class Bars:
    """One hour of the day. Heights and places in units of the drawing."""

    hour: int
    before: int
    after: int
    x: float
    before_y: float
    before_height: float
    after_y: float
    after_height: float

    @property
    def after_x(self) -> float:
        return round(self.x + _SLOT * 0.24, 1)

    @property
    def middle(self) -> float:
        return round(self.x + _SLOT * 0.4, 1)

    @property
    def is_ticked(self) -> bool:
        return self.hour % 3 == 0

    @property
    def word(self) -> str:
        return f"{self.hour:02d}"


@dataclass(frozen=True, slots=True)
class DayChart:
    """Alerts by hour of the day."""

    bars: Sequence[Bars]
    rows: Sequence[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - BOTTOM
    wide: float = round(_SLOT * 0.8, 1)
    narrow: float = round(_SLOT * 0.32, 1)


def day_chart(before: Sequence[int], after: Sequence[int]) -> DayChart:
    """Lay out both series of twenty-four numbers on one scale from zero."""
    top = _round_above(max(*before, *after, 1))
    plot = HEIGHT - TOP - BOTTOM

    def height_of(number: int) -> float:
        return round(plot * number / top, 1)

    bars = []
    for hour, (was, would) in enumerate(zip(before, after, strict=True)):
        low, high = height_of(was), height_of(would)
        ground = HEIGHT - BOTTOM
        x = round(LEFT + hour * _SLOT + _SLOT * 0.1, 1)
        bars.append(Bars(hour, was, would, x, round(ground - low, 1), low, round(ground - high, 1), high))
    rows = [(round(TOP + plot * (1 - share), 1), int(top * share)) for share in (1, 0.5, 0)]
    return DayChart(bars, rows)


def _round_above(most: int) -> int:
    """The least round and even number that is not below: 8 for 7, 22 for 21, 120 for 119, 2,000 for 1,850."""
    unit = max(2, int("1".ljust(len(str(most)), "0")) // 5)
    return -(-most // unit) * unit


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band of the distribution of shifts; widths in percent of the largest."""

    words: str
    calendar: int
    business: int
    calendar_width: str
    business_width: str
    calendar_url: str
    business_url: str

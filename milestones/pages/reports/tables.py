"""A table of a report, once: drawn as a page's table and written as CSV from the same cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from milestones.reporting.outcome import Tally
from sla_admin.shared.api.instants import SECOND, as_datetime
from sla_admin.shared.display import durations


@dataclass(frozen=True, slots=True)
class Misses:
    """A bar of misses: shares of the scale in percent, late first, then open past target."""

    late: float
    past: float
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what people read, `raw` what a file says (None: the text); `url` leads to what it counts."""

    text: str
    raw: object = None
    url: str = ""
    head: bool = False
    end: bool = False
    misses: Misses | None = None
    swatch: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the column's name in files."""

    word: str
    name: str
    end: bool = True
    in_file: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    fact: str = ""
    id: str = "table"
    notes: Sequence[str] = field(default_factory=tuple)

    def lines(self) -> Iterator[list[str]]:
        """As lines of a file, the sum last."""
        kept = [place for place, column in enumerate(self.columns) if column.in_file]
        yield [self.columns[place].name for place in kept]
        for row in (*self.rows, *([self.foot] if self.foot else [])):
            yield [written(row[place]) for place in kept]


def written(cell: Cell) -> str:
    return cell.text if cell.raw is None else "" if cell.raw == "" else str(cell.raw)


def number(count: int, url: str = "", *, strong: bool = False) -> Cell:
    """A count, linked to what it counts; nothing is behind a zero."""
    return Cell(durations.count(count), count, url if count else "", end=True, strong=strong)


def span(micros: int | None, *, strong: bool = False, url: str = "") -> Cell:
    """A duration: `4 h 05 m`, and its seconds in files."""
    if micros is None:
        return Cell(durations.NOTHING, "", end=True)
    return Cell(durations.open_time(max(0, micros)), seconds(micros), url, end=True, strong=strong)


def share(value: float | None, *, strong: bool = False) -> Cell:
    """A percentage with one decimal, without its sign, as the head says it."""
    if value is None:
        return Cell(durations.NOTHING, "", end=True)
    return Cell(f"{value * 100:.1f}", f"{value * 100:.4f}", end=True, strong=strong)


def seconds(micros: int) -> str:
    """Seconds as files write them, exact, without needless zeros."""
    whole, rest = divmod(abs(micros), SECOND)
    text = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if micros < 0 else text


def iso(instant: int | None) -> str:
    """An instant as files write it, UTC."""
    return "" if instant is None else as_datetime(instant).isoformat().replace("+00:00", "Z")


def misses_scale(tallies: Iterable[Tally]) -> int:
    """Up to which share of misses (percent) the bars go: the least of 5, 10, 20, 50, 100 that holds all."""
    most = max((tally.missed / tally.counted for tally in tallies if tally.counted), default=0) * 100
    return next(step for step in (5, 10, 20, 50, 100) if most <= step)


def misses(tally: Tally, scale: int, label: str) -> Cell:
    """The bar of a row's misses."""
    if not tally.counted:
        return Cell(durations.NOTHING)
    late = 100 * tally.late / tally.counted * 100 / scale
    past = 100 * tally.open_past_target / tally.counted * 100 / scale
    return Cell("", misses=Misses(round(late, 2), round(past, 2), label))

"""One clock as a page shows it: plain values, and the sentences that follow from them.

Whoever draws a clock fills a `ClockFace` from its own models; ring, row, card and the ticking element all
read this.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sla_admin.shared.display import durations, moments, open_windows
from sla_admin.shared.display.moments import HourCycle
from sla_admin.shared.display.open_windows import Windows
from sla_admin.shared.display.status import Status, StatusKey, status_of
from sla_admin.shared.display.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What is known of a clock at the page's instant.

    Durations are open time in microseconds, instants microseconds since 1970. `consumed` is measured at the
    page's instant (for closed clocks at their end, for paused ones at the pause) and may exceed `budget`.
    `target_at` of a paused clock is its target if it were resumed now. `windows` are the coming open windows
    of the clock's hours (None: they never close), known up to `horizon_at`. `hours_name` is short and stands
    before the word "hours". `budget_days` and `budget_at` (µs after midnight) say how a budget by business
    days was written; `budget` is then its open time. `is_held` says that its number stands though its word is
    one of those that tick: past its target and paused, or of a case that is set aside.
    """

    status: StatusKey
    milestone: str = ""
    budget: int = 0
    consumed: int = 0
    target_at: int | None = None
    windows: Windows = None
    horizon_at: int | None = None
    budget_days: int | None = None
    budget_at: int | None = None
    occurrence: int | None = None
    hours_name: str = ""
    hours_zone: str = ""
    paused_at: int | None = None
    closed_at: int | None = None
    remark: str = ""
    is_held: bool = False

    @property
    def shown(self) -> Status:
        return status_of(self.status)

    @property
    def ticks(self) -> bool:
        """Whether its number changes by itself."""
        return self.status in {"on_track", "at_risk", "violated"} and not self.is_held

    @property
    def percent(self) -> int:
        """The consumed share, whole and rounded down, at most 100."""
        return min(100, durations.percent_of(self.consumed, self.budget))

    @property
    def budget_text(self) -> str:
        return promise(self)

    def stands_still(self, at: int) -> bool:
        """Running, but outside its hours: the moon."""
        return self.ticks and not open_windows.is_open(self.windows, at)


def number(
    face: ClockFace, at: int, words: Words = ENGLISH, *, seconds: bool = False, bare: bool = False
) -> str:
    """The clock's number: `2 h 15 m left`, `3 h 37 m past`, `1 h 45 m of 8 h`; nothing without a clock.

    At zero it is `due now`: only the server makes it violated. Where a day budget ends on an opening, nothing
    may be left while the target still lies ahead; that is `under 1 m left`, not due. `bare` leaves the word
    "left" to the column's head.
    """
    if face.status == "violated":
        return durations.past(face.consumed - face.budget, words)
    if face.status in {"met", "met_late"}:
        return of_budget(face, words)
    if face.status not in {"on_track", "at_risk", "paused"}:
        return ""
    remaining = face.budget - face.consumed
    pattern = "{time}" if bare else words.left
    if remaining > 0:
        measure = durations.open_time_with_seconds if seconds else durations.open_time
        return pattern.format(time=measure(remaining, words))
    if face.status != "paused" and face.target_at is not None and at >= face.target_at:
        return words.due_now
    return pattern.format(time=words.under_a_minute)


def promise(face: ClockFace, words: Words = ENGLISH) -> str:
    """The budget as it was promised: `8 h`, `3 d`, `1 d, 16:00`."""
    return durations.budget(face.budget, face.budget_days, words, time_of_day=face.budget_at)


def of_budget(face: ClockFace, words: Words = ENGLISH) -> str:
    """`1 h 45 m of 8 h`."""
    return words.of_budget.format(time=durations.open_time(face.consumed, words), budget=promise(face, words))


def used(face: ClockFace, words: Words = ENGLISH) -> str:
    """The line below the number: `4 h 54 m of 6 h used`, `at 16 h 20 m of 24 h`, `12 h was the promise`."""
    pattern = {"violated": words.was_the_promise, "paused": words.at_of_budget}.get(
        face.status, words.of_budget_used
    )
    return pattern.format(time=durations.open_time(max(0, face.consumed), words), budget=promise(face, words))


def due(
    face: ClockFace,
    at: int,
    zone: ZoneInfo,
    cycle: HourCycle = "24",
    words: Words = ENGLISH,
    *,
    say_today: bool,
) -> str:
    """`due today 17:48`, `was due 13:05`, `due Mon 15:22`; nothing where there is no target."""
    if face.target_at is None:
        return ""
    return moments.due(face.target_at, at, zone, cycle, words, say_today=say_today)


def hours(face: ClockFace, at: int, zone: ZoneInfo, cycle: HourCycle = "24", words: Words = ENGLISH) -> str:
    """What the clock's hours do now: `Dresden hours, close 18:00`, `opens in 18 m, Fri 17:00 CET`, `24×7`."""
    named = words.hours.format(hours=face.hours_name) if face.hours_name else ""
    if face.status == "paused":
        return ", ".join(part for part in (words.if_resumed_now, named or words.always) if part)
    if face.windows is None:
        return face.hours_name or words.always
    opens = open_windows.opens_at(face.windows, at)
    if face.ticks and opens is not None:
        return moments.opening(opens, at, zone, cycle, words)
    closes = open_windows.closes_at(face.windows, at)
    if not named or closes is None:
        return named
    if face.status == "violated":
        return words.hours_counting.format(hours=face.hours_name)
    return words.hours_close.format(
        hours=face.hours_name, time=moments.moment(closes, at, zone, cycle, words)
    )

"""Instants and durations in the words of one viewer, for sentences that are put together in Python."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from entitlements.business_time.budget import Budget
from sla_admin.shared.display import durations, moments
from sla_admin.shared.display.moments import HourCycle
from sla_admin.shared.display.words import ENGLISH, Words
from sla_admin.shared.viewing.page import Page


@dataclass(frozen=True, slots=True)
class Telling:
    """How this page writes time. `at` is the page's instant (µs)."""

    at: int
    zone: ZoneInfo
    cycle: HourCycle = "24"
    words: Words = ENGLISH

    @classmethod
    def of(cls, page: Page) -> "Telling":
        viewer = page.viewer
        return cls(page.at, viewer.zone, viewer.cycle, viewer.words)

    def moment(self, instant: int) -> str:
        """`16:18`, `Mon 09:50`, `27 Nov 09:00`."""
        return moments.moment(instant, self.at, self.zone, self.cycle, self.words)

    def today(self, instant: int) -> str:
        """`today 16:18`, `Mon 09:50`: for sentences in which a bare time would hang in the air."""
        return moments.moment(instant, self.at, self.zone, self.cycle, self.words, say_today=True)

    def full(self, instant: int, *, seconds: bool = False) -> str:
        """`Mon 23 Nov, 15:22 CET`."""
        return moments.full_moment(instant, self.at, self.zone, self.cycle, self.words, seconds=seconds)

    def time(self, instant: int, *, seconds: bool = False) -> str:
        """The time of day alone."""
        return moments.time_of_day(moments.local(instant, self.zone), self.cycle, self.words, seconds=seconds)

    def day(self, instant: int) -> str:
        """`Tue 17 Nov`, with the year when it is another."""
        there, here = moments.local(instant, self.zone), moments.local(self.at, self.zone)
        words = self.words
        day = f"{words.weekdays[there.weekday()]} {there.day} {words.months[there.month - 1]}"
        return day if there.year == here.year else f"{day} {there.year}"

    def same_day(self, one: int, other: int) -> bool:
        """Whether both instants lie on one day of the viewer's."""
        return moments.local(one, self.zone).date() == moments.local(other, self.zone).date()

    def weekday_time(self, instant: int, *, seconds: bool = False) -> str:
        """`Wed 09:00`."""
        there = moments.local(instant, self.zone)
        return f"{self.words.weekdays[there.weekday()]} {self.time(instant, seconds=seconds)}"

    def amount(self, micros: int) -> str:
        """`2 h 15 m`."""
        return durations.open_time(micros, self.words)

    def exact(self, micros: int, *, seconds: bool) -> str:
        """`4 h 07 m`, or `4 h 07 m 12 s` where a sum is shown to the second."""
        if not seconds:
            return self.amount(micros)
        whole, rest = divmod(micros // durations.SECOND, 60)
        hours, minutes = divmod(whole, 60)
        words = self.words
        said = f"{minutes:02d} {words.minute} {rest:02d} {words.second}"
        return f"{hours} {words.hour} {said}" if hours else said

    def budget(self, micros: int, days: int | None = None, at: int | None = None) -> str:
        """`8 h`, `3 d`, `1 d, 16:00` where it ends at a time of a business day (`at`, µs after midnight)."""
        return durations.budget(micros, days, self.words, time_of_day=at)

    def promise(self, budget: Budget) -> str:
        """A budget as it was written."""
        return self.budget(budget.micros, budget.days or None, budget.at)

    @property
    def zone_name(self) -> str:
        return moments.zone_name(self.at, self.zone)

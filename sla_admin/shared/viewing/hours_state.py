"""What the hours of one's team do now: the words beside the local clock."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sla_admin.shared.display.moments import HourCycle, closing, opening
from sla_admin.shared.display.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class HoursState:
    """`changes_at` is the next closing or opening; None where the hours never change."""

    name: str
    is_open: bool
    changes_at: int | None

    def text(self, at: int, zone: ZoneInfo, cycle: HourCycle = "24", words: Words = ENGLISH) -> str:
        """`Dresden hours, close in …` in words: `Dresden, closes in 1 h 18 m`; `Pacific, opens in 18 m, Fri
        17:00 CET`; `24×7`."""
        if self.changes_at is None:
            return self.name or words.always
        tell = closing if self.is_open else opening
        return f"{self.name}, {tell(self.changes_at, at, zone, cycle, words)}"

"""For whom a board is written: all that two viewers must share to see the same page."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from sla_admin.shared.display.moments import HourCycle
from sla_admin.shared.display.words import Words
from sla_admin.shared.viewing.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Look:
    """`is_wall`: large, for a screen on the wall."""

    zone: ZoneInfo
    cycle: HourCycle
    language: str
    words: Words
    is_wall: bool = False

    @classmethod
    def of(cls, viewer: Viewer, *, is_wall: bool = False) -> "Look":
        return cls(viewer.zone, viewer.cycle, get_language() or "", viewer.words, is_wall)

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return self.zone.key, self.cycle, self.language, self.is_wall

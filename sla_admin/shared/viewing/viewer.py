"""The person a page is drawn for."""

from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from sla_admin.shared.display.initials import initials
from sla_admin.shared.display.moments import HourCycle
from sla_admin.shared.display.words import ENGLISH, Words
from sla_admin.shared.viewing.roles import Role

Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """`zone` is the zone all times of the page are written in; `user_id` is None for nobody signed in."""

    zone: ZoneInfo
    user_id: int | None = None
    name: str = ""
    title: str = ""
    cycle: HourCycle = "24"
    theme: Theme = "system"
    single_keys: bool = True
    roles: frozenset[Role] = field(default_factory=frozenset)
    words: Words = ENGLISH

    @property
    def initials(self) -> str:
        return initials(self.name)

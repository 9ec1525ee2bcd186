"""What every template gets as `page`: the viewer and the one instant the page speaks of."""

from dataclasses import dataclass
from datetime import datetime

from sla_admin.shared.display.moments import local
from sla_admin.shared.viewing.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Page:
    """`at` is the request's instant, microseconds since 1970, UTC: every number on the page is measured
    there."""

    viewer: Viewer
    at: int

    @property
    def now(self) -> datetime:
        return local(self.at, self.viewer.zone)

    @property
    def at_ms(self) -> int:
        """For the browser, which counts in milliseconds."""
        return self.at // 1000

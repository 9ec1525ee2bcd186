"""Hours as a board's clocks and lanes need them: the open windows to come."""

from collections.abc import Collection
from typing import NamedTuple

from entitlements.business_time.instants import DAY
from entitlements.models import BusinessHours
from entitlements.selectors.calendars import calendar_for
from milestones.selectors.board.picture import Hours

WINDOWS = 30
"""Open windows a page knows of: some weeks."""


class Key(NamedTuple):
    """A set of hours at a timeline; None: 24×7."""

    hours: int | None
    timeline: int

    @property
    def text(self) -> str:
        return "always" if self.hours is None else f"{self.hours}-{self.timeline}"


def hours_of(keys: Collection[Key], at: int) -> list[Hours]:
    """These hours with their windows from `at` on; those that never close have none."""
    named = {
        pk: (name, zone)
        for pk, name, zone in BusinessHours.objects.filter(
            pk__in=[key.hours for key in keys if key.hours is not None]
        ).values_list("pk", "name", "zone")
    }
    found = []
    for key in sorted(keys, key=lambda each: each.text):
        calendar = calendar_for(key.hours, key.timeline)
        windows: list[tuple[int, int]] | None
        until: int | None
        spans = calendar.windows(at, WINDOWS)
        if len(spans) == 1 and spans[0][0] <= at and spans[0][1] - at > 30 * DAY:
            windows, until = None, None
        else:
            windows = [(opens, closes) for opens, closes in spans]
            until = windows[-1][1] if windows else at + DAY
        name, zone = (
            named.get(key.hours, ("", calendar.zone)) if key.hours is not None else ("", calendar.zone)
        )
        found.append(Hours(key.text, name, zone, windows, until))
    return found

"""Hours as they were published: revisions, and the timeline they form."""

import hashlib
from datetime import date, datetime

import msgspec

from entitlements.business_time.holidays import Holiday
from entitlements.business_time.weekly_hours import Shifts, Week


class DateHours(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date with hours of its own, which replace those of its weekday. No shifts: closed on that date."""

    on: date
    shifts: Shifts
    name: str = ""


class HoursRevision(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hours in force from a local date and time on.

    `effective` is naive, on the wall clock of this revision's own zone; None: from the beginning of time.
    `rules` are the zone's rules (TZif) pinned at publication; None: the installed ones.
    """

    zone: str
    week: Week
    effective: datetime | None = None
    dates: tuple[DateHours, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    rules: bytes | None = None


class Timeline(msgspec.Struct, frozen=True):
    """All revisions of one set of hours, in the order of their publication.

    At any instant the revision with the latest `effective` not after it holds; of two with the same, the one
    published later. The first is effective from the beginning of time.
    """

    revisions: tuple[HoursRevision, ...]

    @property
    def key(self) -> str:
        """A stable hash of everything that decides open time."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:32]

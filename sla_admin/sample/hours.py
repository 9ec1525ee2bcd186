"""The business hours of the sample's regions, with their public holidays."""

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.holidays import Holiday, Yearly
from entitlements.business_time.instants import HOUR, to_datetime
from entitlements.models import BusinessHours
from entitlements.selectors.calendars import calendar_for
from entitlements.services.business_hours import add_holidays, create_business_hours, publish_revision
from entitlements.services.holiday_import import public_holidays
from entitlements.services.intersections import create_intersection
from sla_admin.sample.items import Brought

ALWAYS = "Around the clock"
DRESDEN, PARIS, PACIFIC, KOLKATA = "EMEA Dresden", "EMEA Paris", "Americas Pacific", "APAC Kolkata"
BOTH = "Paris and Dresden, both open"
INQUIRIES_DRESDEN, INQUIRIES_PACIFIC = "Inquiries Dresden, 9 to 5", "Inquiries Pacific, 9 to 5"

_WORKING_DAYS = range(5)
_HOURS: dict[str, tuple[str, str, str, str, str]] = {
    # zone, opens, closes, country and region of the holidays
    DRESDEN: ("Europe/Berlin", "09:00", "18:00", "DE", "SN"),
    PARIS: ("Europe/Paris", "09:00", "18:00", "FR", ""),
    PACIFIC: ("America/Los_Angeles", "08:00", "18:00", "US", "CA"),
    KOLKATA: ("Asia/Kolkata", "09:30", "18:30", "IN", "WB"),
    INQUIRIES_DRESDEN: ("Europe/Berlin", "09:00", "17:00", "DE", "SN"),
    INQUIRIES_PACIFIC: ("America/Los_Angeles", "09:00", "17:00", "US", "CA"),
    ALWAYS: ("Europe/Berlin", "00:00", "24:00", "", ""),
}
_CHRISTMAS_EVE = Holiday("Christmas Eve, from 13:00", Yearly(12, 24), begins=13 * HOUR)

Hours = dict[str, BusinessHours]


def load_hours(brought: Brought, at: int, actor: str) -> Hours:
    """Seven sets of hours, and those where two of them are both open, published as of `at` (µs). They have no
    clock yet, so nobody is touched.
    """
    year = to_datetime(at).year
    found: Hours = {}
    for name, (zone, opens, closes, country, region) in _HOURS.items():
        days = _WORKING_DAYS if country else range(7)
        week = [[[opens, closes]] if day in days else [] for day in range(7)]
        draft = create_business_hours(name=name, zone=zone, weekly=week)
        if country:
            imported = public_holidays(country, year, year + 3, subdivision=region)
            add_holidays(draft, imported.holidays, source=f"public holidays, {country} {region}".strip())
        if country in ("DE", "US"):
            add_holidays(draft, [_CHRISTMAS_EVE], source="agreed with the works council")
        publish_revision(draft.pk, at=at, actor=actor, reason="As printed in the service description")
        found[name] = brought(draft.hours)
        brought(draft)
    found[BOTH] = brought(
        create_intersection(
            name=BOTH,
            first=found[PARIS].pk,
            second=found[DRESDEN].pk,
            at=at,
            actor=actor,
            description="For customers who are promised people in Paris and in Dresden at once.",
        )
    )
    brought(found[BOTH].revisions.get())
    return found


def calendar_of(hours: BusinessHours) -> Calendar:
    """The compiled hours as they were published."""
    return calendar_for(hours.pk, 1)

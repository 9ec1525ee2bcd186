"""The package answers without Django, a database, or the system's clock."""

import subprocess
import sys
from datetime import datetime

from entitlements.business_time.calendar import compile_calendar
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week
from entitlements.business_time.zones import zone_rules
from tests.entitlements.business_time.hours import NEW_YORK, local, ny, week

WITHOUT_DJANGO = """
import sys
for name in ("django", "psycopg", "celery", "pgtrigger", "rest_framework"):
    sys.modules[name] = None
from entitlements.business_time.calendar import around_the_clock
from entitlements.business_time.durations import parse_budget
from entitlements.business_time import rules
from entitlements.business_time.instants import parse_instant, format_instant
due = around_the_clock("Europe/Berlin").due(parse_instant("2026-01-01T00:00Z"), parse_budget("4h").micros)
print(format_instant(due))
"""


def test_it_runs_with_django_absent() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO], capture_output=True, text=True, check=True)
    assert ran.stdout == "2026-01-01T04:00:00Z\n"


def test_rules_pinned_at_publication_hold_whatever_the_installed_ones_say() -> None:
    """A revision named New York but pinned to Kolkata's rules counts as Kolkata does."""
    pinned = HoursRevision(
        zone=NEW_YORK, week=parse_week(week("mon 09:00-17:00")), rules=zone_rules("Asia/Kolkata")
    )
    assert compile_calendar(Timeline((pinned,))).next_opening(ny("2026-05-31 12:00")) == local(
        "Asia/Kolkata", "2026-06-01 09:00"
    )


def test_a_new_release_of_zone_rules_is_published_like_a_revision() -> None:
    hours = parse_week(week("mon tue 09:00-17:00"))
    old = HoursRevision(zone=NEW_YORK, week=hours, rules=zone_rules(NEW_YORK))
    new = HoursRevision(
        zone=NEW_YORK,
        week=hours,
        rules=zone_rules("America/Chicago"),
        effective=datetime.fromisoformat("2026-06-02"),
    )
    calendar = compile_calendar(Timeline((old, new)))
    assert calendar.next_opening(ny("2026-06-01 00:00")) == ny("2026-06-01 09:00")
    assert calendar.next_opening(ny("2026-06-02 00:00")) == local("America/Chicago", "2026-06-02 09:00")

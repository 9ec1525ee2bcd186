"""One's open targets as an iCalendar text."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from milestones.clock.plan import Plan
from milestones.models import CaseMilestone
from milestones.pages.addresses import case_address
from sla_admin.shared.api.instants import as_datetime

MOST = 1000
"""The nearest targets, so many at most."""

ASKED_EVERY = timedelta(minutes=10)


def calendar_of(clocks: Iterable[CaseMilestone], plan: Plan, site: str, at: int) -> bytes:
    """`clocks` come with their cases and accounts; `site` is the address of this installation."""
    calendar = Calendar()
    calendar.add("prodid", "-//SLA Admin//Targets//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Targets"))
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT10M")
    for clock in clocks:
        calendar.add_component(_event(clock, plan, site, at))
    return bytes(calendar.to_ical())


def _event(clock: CaseMilestone, plan: Plan, site: str, at: int) -> Event:
    case = clock.case
    definition = plan.process(clock.process_version_id).by_key.get(clock.definition)
    name = clock.definition if definition is None else definition.definition.name
    event = Event()
    event.add("uid", f"{case.pk}-{clock.definition}-{clock.cycle}-{clock.occurrence}@sla-admin")
    event.add("dtstamp", as_datetime(at).astimezone(UTC))
    event.add("dtstart", clock.target_at.astimezone(UTC))
    past = _("past target") if clock.is_violated else _("due")
    event.add("summary", f"{name} {past}: {case.external_id} {case.subject}".strip())
    event.add("description", f"{case.priority} · {case.account or ''}".strip(" ·"))
    event.add("url", site + case_address(case.pk))
    event.add("transp", "TRANSPARENT")
    return event

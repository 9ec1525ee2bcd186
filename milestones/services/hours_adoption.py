"""A published revision of hours reaches the cases that can use them, each by an event of its own."""

from django.db.models import Q

from entitlements.models import AdoptionMode
from entitlements.selectors.process_versions import process_of
from milestones.clock.event import ENGINE, Event, HoursAdopted
from milestones.engine.process import process_cases
from milestones.models import Case, CaseMilestone
from milestones.models.case_milestone import OPEN


class ClocksOnHours:
    """What `milestones` answers at the seam of hours in use (entitlements.services.hours_in_use)."""

    def running_clocks(self, hours_id: int) -> int:
        """How many clocks that are running or paused count on these hours."""
        return CaseMilestone.objects.filter(hours=hours_id, status__in=OPEN).count()

    def adopt(self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int) -> None:
        """Record for every open case whose promise names these hours that the revision reached it at `at`
        (µs).

        With `keep` its running clocks stay on the hours they have, with `count` they use the new ones from
        then on. The same publication told twice is one event.
        """
        case_ids = _open_cases(hours_id)
        event = Event(
            id=f"hours:{hours_id}:{timeline}",
            source=ENGINE,
            occurred_at=at,
            recorded_at=at,
            actor=actor,
            decision=HoursAdopted(
                hours=hours_id, timeline=timeline, mode="count" if mode == AdoptionMode.COUNT else "keep"
            ),
        )
        process_cases(dict.fromkeys(case_ids, (event,)), at)


def _open_cases(hours_id: int) -> list[int]:
    """Open cases whose promise can need these hours: by their process version, or by their entitlement."""
    cases = Case.objects.filter(closed_at=None, process_version__isnull=False).order_by("pk")
    versions = [
        version
        for version in cases.order_by().values_list("process_version_id", flat=True).distinct()
        if _names(version, hours_id)
    ]
    can_need = cases.filter(Q(process_version__in=versions) | Q(entitlement__hours=hours_id))
    return list(can_need.values_list("pk", flat=True))


def _names(version: int, hours_id: int) -> bool:
    process = process_of(version)
    return hours_id in (process.hours, *(milestone.hours for milestone in process.milestones))

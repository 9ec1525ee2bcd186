"""A clock of a case as the page's parts draw it."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from entitlements.business_time.calendar import AroundTheClock
from milestones.clock.counting import still_since
from milestones.clock.plan import Plan
from milestones.models import CaseMilestone
from milestones.pages.case.case_file import CaseFile, Standing
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.open_windows import Windows

WINDOWS = 24
"""How many coming open windows a page carries: about five weeks of ordinary hours."""


class Coming(NamedTuple):
    """The coming open windows of one set of hours, said once on the page under `id`."""

    id: str
    windows: Windows
    horizon_at: int | None


def hours_of(file: CaseFile) -> dict[tuple[int | None, int], Coming]:
    """The coming windows of all hours that open clocks count on, by hours and timeline."""
    if file.aside:
        return {}
    found: dict[tuple[int | None, int], Coming] = {}
    for standing in file.open:
        key = (standing.row.hours_id, standing.row.timeline)
        if key not in found:
            found[key] = _coming(key, file.plan, file.at)
    return found


def _coming(key: tuple[int | None, int], plan: Plan, at: int) -> Coming:
    calendar = plan.calendar(*key)
    name = f"hours-{key[0] or 'always'}-{key[1]}"
    if isinstance(calendar, AroundTheClock):
        return Coming(name, None, None)
    windows = tuple(calendar.windows(at, WINDOWS))
    return Coming(name, windows, windows[-1][1] if windows else at)


def face_of(standing: Standing, file: CaseFile, coming: Coming | None = None) -> ClockFace:
    """The clock at the file's instant. Without `coming` it does not tick: it is closed, or set aside."""
    row, clock, now = standing.row, standing.clock, standing.now
    is_paused = row.status == "paused"
    return ClockFace(
        status=now.standing,
        milestone=now.name,
        budget=row.level,
        consumed=max(0, now.consumed),
        target_at=_target(standing, file),
        windows=() if coming is None else coming.windows,
        horizon_at=None if coming is None else coming.horizon_at,
        budget_days=row.budget_days,
        budget_at=row.budget_at,
        occurrence=row.occurrence if _recurs(standing, file) else None,
        hours_name=short_hours(row),
        hours_zone="" if row.hours is None else row.hours.zone,
        paused_at=still_since(clock) if is_paused else None,
        closed_at=None if row.closed_at is None else as_instant(row.closed_at),
        remark=_remark(standing, file),
        is_held=is_paused or bool(file.aside),
    )


def short_hours(row: CaseMilestone) -> str:
    """The hours' name as it stands before the word "hours"; empty around the clock."""
    if row.hours is None:
        return ""
    return row.hours.name.split(",")[0].removesuffix(" hours").removesuffix(" business")


def _target(standing: Standing, file: CaseFile) -> int:
    """Of a paused clock the target if it were resumed now; of any other its target."""
    row, clock = standing.row, standing.clock
    if row.status != "paused" or row.is_violated or file.aside:
        return as_instant(row.target_at)
    calendar = file.plan.calendar(clock.hours, clock.timeline)
    return calendar.due(file.at, max(0, standing.now.left), clock.at_opening)


def _remark(standing: Standing, file: CaseFile) -> str:
    if file.aside:
        return _("set aside, not counted on")
    if standing.row.status == "paused" and standing.row.is_violated:
        return _("paused, past its target")
    return ""


def _recurs(standing: Standing, file: CaseFile) -> bool:
    row = standing.row
    if row.occurrence > 1:
        return True
    if file.aside:
        return False
    definition = file.plan.process(row.process_version_id).by_key[row.definition].definition
    return definition.recurrence != "none"

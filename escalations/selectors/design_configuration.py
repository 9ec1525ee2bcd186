"""Reads the design: one process version with all it leans on, or everything in force."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Prefetch
from msgspec.structs import replace

from entitlements.coverage.refusals import day_of
from entitlements.models import (
    BusinessHours,
    BusinessHoursRevision,
    Entitlement,
    EntitlementTemplate,
    Holiday,
    MilestoneType,
    ProcessVersion,
    SupportTier,
)
from entitlements.selectors.calendars import revision_value
from entitlements.selectors.process_versions import read_process
from escalations.design.configuration import (
    SCHEMA,
    Configuration,
    Hours,
    PinnedMatrix,
    Promise,
    Tier,
    Version,
)
from escalations.matrix.rows import Cell, Entry, Matrix, Row
from escalations.models import CellEntry, MatrixVersion, WebhookEndpoint
from escalations.selectors.matrices import matrix_of
from milestones.models import Queue
from sla_admin.shared.errors import NotFound


def design_configuration(at: int, version: int | None = None) -> Configuration:
    """The configuration of that process version, draft or not; None: of every version that is the default
    for new cases. A promise counts while an entitlement that is switched on has not ended at `at` (µs).

    Raises NotFound where there is no such version.
    """
    versions = _versions(version)
    promises = _promises({each.process_id for each in versions}, at)
    matrices = _matrices(versions)
    rows = [row for each in matrices for row in each.matrix.rows]
    tiers = {each.tier for each in promises} | {row.tier for row in rows}
    named = {each.type for of in versions for each in of.process.milestones} | {row.type for row in rows}
    users, queues, endpoints = _named(rows)
    return Configuration(
        schema=SCHEMA,
        version=version,
        zone=settings.TIME_ZONE,
        tiers=_tiers(tiers, whole=version is None),
        types=dict(MilestoneType.objects.filter(key__in=named).values_list("key", "name")),
        versions=versions,
        promises=promises,
        hours=_hours(versions, promises),
        matrices=matrices,
        users=users,
        queues=queues,
        endpoints=endpoints,
    )


def _versions(version: int | None) -> tuple[Version, ...]:
    rows = ProcessVersion.objects.order_by("process__name", "number")
    chosen = rows.filter(is_default=True) if version is None else rows.filter(pk=version)
    found = tuple(
        Version(process_id, number, read_process(pk))
        for pk, process_id, number in chosen.values_list("pk", "process", "number")
    )
    if version is not None and not found:
        raise NotFound(f"There is no process version {version}.")
    return found


def _promises(processes: set[int], at: int) -> tuple[Promise, ...]:
    today = day_of(at, settings.TIME_ZONE)
    sold = Entitlement.objects.filter(process__in=processes, is_enabled=True, last_day__gte=today)
    offered = EntitlementTemplate.objects.filter(process__in=processes, is_enabled=True)
    columns = ("tier__key", "process", "hours")
    found = [Promise(tier, of, "entitlement", hours) for tier, of, hours in _distinct(sold, columns)]
    found += [Promise(tier, of, "template", hours) for tier, of, hours in _distinct(offered, columns)]
    return tuple(found)


def _distinct(rows: Any, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(rows.order_by(*columns).values_list(*columns).distinct())


def _tiers(keys: set[str], *, whole: bool) -> tuple[Tier, ...]:
    rows = SupportTier.objects.all() if whole else SupportTier.objects.filter(key__in=keys)
    return tuple(Tier(each.key, each.name, each.rank, each.customer_segment) for each in rows)


def _hours(versions: Iterable[Version], promises: Iterable[Promise]) -> tuple[Hours, ...]:
    named = {each.hours for each in promises}
    for each in versions:
        named |= {each.process.hours, *(milestone.hours for milestone in each.process.milestones)}
    wanted = {pk for pk in named if pk is not None}
    found: dict[int, Hours] = {}
    while missing := wanted - found.keys():
        for row in BusinessHours.objects.filter(pk__in=missing).prefetch_related(_published()):
            sides = tuple(side for side in (row.first_side_id, row.second_side_id) if side is not None)
            revisions = () if sides else tuple(revision_value(each) for each in row.revisions.all())
            found[row.pk] = Hours(row.pk, row.name, row.zone, revisions, sides)
            wanted |= set(sides)
    return tuple(found.values())


def _published() -> "Prefetch[Any]":
    return Prefetch(
        "revisions",
        BusinessHoursRevision.objects.filter(published_at__isnull=False)
        .order_by("number")
        .prefetch_related(Prefetch("holidays", Holiday.objects.order_by("id"))),
    )


def _matrices(versions: Iterable[Version]) -> tuple[PinnedMatrix, ...]:
    wanted = {each.process.matrix_version for each in versions}
    rows = MatrixVersion.objects.filter(pk__in=[pk for pk in wanted if pk is not None])
    return tuple(
        PinnedMatrix(name, number, _with_texts(matrix_of(pk)))
        for pk, name, number in rows.values_list("pk", "matrix__name", "number")
    )


def _with_texts(matrix: Matrix) -> Matrix:
    """With the texts of the e-mails that a draft only refers to, as its activation will pin them: so that
    activating what was signed changes nothing."""
    templates = {
        entry.pk: entry.template
        for entry in CellEntry.objects.filter(
            row__version=matrix.version, template__isnull=False
        ).select_related("template")
    }

    def entry_with(entry: Entry) -> Entry:
        template = templates.get(entry.id)
        if template is None or "content" in entry.parameters:
            return entry
        content = {"subject": template.subject, "text": template.text, "html": template.html}
        return replace(entry, parameters={**entry.parameters, "content": content})

    return Matrix(
        matrix.version,
        tuple(
            replace(
                row,
                cells={
                    trigger: Cell(tuple(entry_with(each) for each in cell.entries), cell.nothing)
                    for trigger, cell in row.cells.items()
                },
            )
            for row in matrix.rows
        ),
    )


def _named(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Names of the users, queues and endpoints that entries refer to, by id."""
    wanted: dict[str, set[str]] = {"user": set(), "queue": set(), "endpoint": set()}
    for row in rows:
        for cell in row.cells.values():
            for entry in cell.entries:
                if entry.reference and entry.target in wanted:
                    wanted[entry.target].add(entry.reference)
    users = User.objects.filter(pk__in=wanted["user"]).values_list("pk", "username")
    queues = Queue.objects.filter(pk__in=wanted["queue"]).values_list("pk", "name")
    endpoints = WebhookEndpoint.objects.filter(pk__in=wanted["endpoint"]).values_list("pk", "name")
    return (
        {str(pk): name for pk, name in users},
        {str(pk): name for pk, name in queues},
        {str(pk): name for pk, name in endpoints},
    )

"""How much there is: entitlements, cases, clocks, alerts, and the largest tables of the database."""

from datetime import timedelta

from django.db import connection
from django.db.models import Count, Q

from entitlements.business_time.instants import to_datetime
from entitlements.models import Entitlement
from entitlements.selectors.by_status import with_status
from escalations.design.table import Table
from escalations.models import Delivery
from escalations.services.design.names import Names
from milestones.models import Case, CaseMilestone
from milestones.models.case_milestone import OPEN
from sla_admin.shared.display import durations

PERIODS = (30, 90)
"""Days over which a daily number is taken."""

MOST_TABLES = 8
NOT_COUNTED = "not counted yet"

_LARGEST = """
    SELECT relname, reltuples::bigint, pg_total_relation_size(oid)
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    ORDER BY 3 DESC, 1
    LIMIT %s
"""


def sizes(names: Names, at: int) -> Table:
    """The numbers at `at` (µs), of one version or of everything."""
    version = names.configuration.version
    cases, clocks, alerts = Q(), Q(), Q()
    promised = Q()
    if version is not None:
        cases, clocks = Q(process_version=version), Q(process_version=version)
        alerts = Q(case__process_version=version)
        promised = Q(process__in=[each.process_id for each in names.configuration.versions])
    active = with_status(Entitlement.objects.filter(promised), "active", at)
    rows = [
        ("Entitlements in force", durations.count(active.count())),
        ("Open cases", durations.count(Case.objects.filter(cases, closed_at=None).count())),
        (
            "Open clocks, running or paused",
            durations.count(CaseMilestone.objects.filter(clocks, status__in=OPEN).count()),
        ),
    ]
    for days in PERIODS:
        opened = Case.objects.filter(cases, opened_at__gt=_since(at, days), opened_at__lte=to_datetime(at))
        rows.append((f"Cases opened a day, last {days} days", _daily(opened.count(), days)))
    for days in PERIODS:
        sent = Delivery.objects.filter(
            alerts, created_at__gt=_since(at, days), created_at__lte=to_datetime(at)
        )
        rows.append((f"Alerts a day, last {days} days", _daily(sent.count(), days)))
    return Table("sizes", "Measured sizes", ("What", "Number"), tuple(rows))


def entitlements_in_force(names: Names, at: int) -> Table:
    """How many entitlements are in force, by tier, process and hours."""
    processes = {each.process_id: each.process.name for each in names.configuration.versions}
    counted = (
        with_status(Entitlement.objects.filter(process__in=processes), "active", at)
        .order_by("tier__rank", "process__name", "hours__name")
        .values_list("tier__key", "process", "hours", "hours__name")
        .annotate(number=Count("pk"))
    )
    return Table(
        "entitlements-in-force",
        "Entitlements in force",
        ("Tier", "Process", "Hours", "Entitlements"),
        tuple(
            (
                names.tier(tier),
                processes[process],
                "those of the process" if hours is None else str(name),
                durations.count(number),
            )
            for tier, process, hours, name, number in counted
        ),
        keys=3,
        absent="No entitlement is in force.",
    )


def largest_tables() -> Table:
    """The largest tables of the database, rows as its statistics estimate them."""
    with connection.cursor() as cursor:
        cursor.execute(_LARGEST, [MOST_TABLES])
        found = cursor.fetchall()
    return Table(
        "largest-tables",
        "Largest tables",
        ("Table", "Rows, about", "Size"),
        tuple(
            (name, durations.count(rows) if rows >= 0 else NOT_COUNTED, _size(size))
            for name, rows, size in found
        ),
    )


def _since(at: int, days: int) -> object:
    return to_datetime(at) - timedelta(days=days)


def _daily(number: int, days: int) -> str:
    return f"{number / days:,.1f}"


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size < 1024:
            return f"{size:,.0f} {unit}"
        size /= 1024
    return f"{size:,.1f} GB"

"""Promises in the database, made through the services that people use."""

from datetime import date
from typing import Any

from django.db import connection

from entitlements.business_time.instants import parse_instant
from entitlements.models import (
    Account,
    BusinessHours,
    Entitlement,
    EntitlementProcess,
    ProcessVersion,
    SupportTier,
)
from entitlements.process.definition import MilestoneDefinition, Process
from entitlements.services.accounts import create_account
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import create_business_hours, publish_revision
from entitlements.services.create_draft import create_draft
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from tests.entitlements.process.versions import first_response, resolution

NINE_TO_FIVE = [[["09:00", "17:00"]]] * 5 + [[], []]
BEGAN = parse_instant("2026-01-01T00:00:00Z")
USED = parse_instant("2026-01-02T00:00:00Z")


def hours(name: str = "Office", zone: str = "America/New_York", **settings: Any) -> BusinessHours:
    """Published hours, Monday to Friday 09:00 to 17:00."""
    revision = create_business_hours(name=name, zone=zone, weekly=NINE_TO_FIVE, **settings)
    publish_revision(revision.pk, at=BEGAN, actor="ann", reason="As agreed")
    return revision.hours


def matrix(name: str = "Standard") -> int:
    """A matrix version in use that tells the duty desk of every violation."""
    duty = DraftEntry("email", "address", address="duty@example.org")
    version = draft_version(create_matrix(name), [DraftRow(cells={"100": [duty]})])
    activate_matrix(version.pk, "ann", BEGAN, reason="As agreed")
    return version.pk


def content(*milestones: MilestoneDefinition, **changes: Any) -> Process:
    """What a version without fault says, on 24×7 unless `changes` name hours."""
    chosen = milestones or (first_response(hours=None), resolution(hours=None))
    given = {"version": 0, "name": "", "milestones": chosen, **changes}
    return Process(**given)


def types(*keys: str) -> None:
    """Milestone types of these keys, or the two usual ones."""
    for key in keys or ("first_response", "resolution"):
        create_milestone_type(key=key, name=key.replace("_", " ").title())


def process(name: str = "Enterprise", **settings: Any) -> EntitlementProcess:
    return create_process(name=name, **settings)


def draft(of: EntitlementProcess, what: Process | None = None, **settings: Any) -> ProcessVersion:
    """A draft by ann, made when 2026 began."""
    given = {"actor": "ann", "at": BEGAN, **settings}
    return create_draft(process_id=of.pk, content=what or content(), **given)


def active(
    of: EntitlementProcess, what: Process | None = None, at: int = USED, **changes: Any
) -> ProcessVersion:
    """A version in use, with a matrix of its own."""
    pinned = what or content(matrix_version=matrix(f"Matrix {at}"), **changes)
    return activate_version(
        version_id=draft(of, pinned).pk, actor="bob", at=at, reason="The contract begins."
    ).version


def tier(key: str = "gold", rank: int = 1) -> SupportTier:
    return create_tier(key=key, name=key.title(), rank=rank)


def account(name: str = "Acme") -> Account:
    return create_account(name=name, external_id=name.casefold())


def entitlement(of: Account, level: SupportTier, by: EntitlementProcess, **changes: Any) -> Entitlement:
    """A promise for the year 2026."""
    given: dict[str, Any] = {
        "name": "Support",
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
        **changes,
    }
    return Entitlement.objects.create(account=of, tier=level, process=by, **given)


def run_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)

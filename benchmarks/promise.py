"""Enter a promise as an administrator would, by the same services. Needs Django to be set up."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from entitlements.models import MilestoneType, SupportTier
from entitlements.process.definition import Process
from entitlements.services.accounts import create_account
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import create_business_hours, publish_revision
from entitlements.services.create_draft import create_draft
from entitlements.services.entitlements import create_entitlement
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from sla_admin.shared.system_clock import database_time

ACTOR = "benchmark"
TIER = "standard"


def enter_hours(name: str, zone: str, weekly: Sequence[Sequence[Sequence[str]]]) -> int:
    """Publish business hours; answers their id."""
    draft = create_business_hours(name=name, zone=zone, weekly=weekly)
    publish_revision(draft.pk, at=database_time(), actor=ACTOR, reason="As agreed")
    return draft.hours_id


def enter_matrix() -> int:
    """A matrix that tells one address of warnings and violations of anything; answers its active version."""
    entry = (DraftEntry(action="email", target="address", address="desk@example.com"),)
    cells = dict.fromkeys(("50", "75", "90", "100"), entry)
    version = draft_version(create_matrix("Everything to the desk"), [DraftRow(cells=cells)])
    activate_matrix(version.pk, ACTOR, database_time(), reason="As agreed")
    return version.pk


def enter_process(content: Process) -> int:
    """Store a process with one active version that says this; answers the process's id.

    Where it names no matrix, warnings and violations go to one address.
    """
    for key in {milestone.type for milestone in content.milestones}:
        if not MilestoneType.objects.filter(key=key).exists():
            create_milestone_type(key=key, name=key.replace("_", " ").capitalize())
    content = replace(content, matrix_version=content.matrix_version or enter_matrix())
    process = create_process(name=content.name, record_type=content.record_type)
    at = database_time()
    draft = create_draft(process_id=process.pk, content=content, actor=ACTOR, at=at)
    activate_version(version_id=draft.pk, actor=ACTOR, at=at, reason="for a benchmark")
    return process.pk


def promise_to(account: str, process_id: int) -> str:
    """Promise this process to a new account without end; answers the account's external id."""
    if not SupportTier.objects.filter(key=TIER).exists():
        create_tier(key=TIER, name="Standard", rank=1)
    row = create_account(name=account, external_id=account.lower())
    create_entitlement(
        {
            "account": row.pk,
            "name": "Promise",
            "tier": TIER,
            "process": process_id,
            "first_day": date(1990, 1, 1),
            "last_day": date(2199, 12, 31),
        }
    )
    return row.external_id

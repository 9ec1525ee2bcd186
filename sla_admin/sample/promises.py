"""What the sample promises: three tiers by four priorities, a regulatory clock, devices, and a trial of two
minutes.
"""

from datetime import date, timedelta

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import parse_budget
from entitlements.business_time.instants import to_datetime
from entitlements.process.definition import MilestoneDefinition, Process, StatusClasses, Trigger
from entitlements.services.accounts import create_account
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import add_holidays, create_business_hours, publish_revision
from entitlements.services.create_draft import create_draft
from entitlements.services.entitlements import create_entitlement
from entitlements.services.holiday_import import public_holidays
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from sla_admin.sample.people import COMPLIANCE_OFFICER

ACTOR = "sample"
PRIORITIES = ("P1", "P2", "P3", "P4")

TABLE: dict[str, dict[str, tuple[str, str]]] = {
    "enterprise": {
        "P1": ("1h", "4h"),
        "P2": ("4h", "8h"),
        "P3": ("8h", "24h"),
        "P4": ("24h", "72h"),
    },
    "professional": {
        "P1": ("4h", "8h"),
        "P2": ("8h", "16h"),
        "P3": ("1d", "3d"),
        "P4": ("2d", "5d"),
    },
    "basic": {
        "P1": ("8h", "24h"),
        "P2": ("24h", "48h"),
        "P3": ("3d", "5d"),
        "P4": ("5d", "10d"),
    },
}
"""Tier → priority → first response and resolution."""

ACCOUNTS: dict[str, tuple[str, str, str]] = {
    "northwind": ("Northwind Logistics", "enterprise", "Europe"),
    "altamira": ("Altamira Health", "enterprise", "Americas"),
    "brandt": ("Brandt & Söhne", "professional", "Europe"),
    "cascade": ("Cascade Outdoor", "professional", "Americas"),
    "ferrum": ("Ferrum Works", "basic", "Europe"),
    "lumen": ("Lumen Studio", "basic", "Americas"),
    "meridian": ("Meridian Bank", "regulated", "Europe"),
    "harbor": ("Harbor Sensors", "devices", "Devices"),
    "try": ("Try it out", "trial", "Europe"),
}
"""Account → name, what it is promised, the team that serves it. `gap` has no entitlement on purpose."""

GAP = ("gap", "Gap & Partners")

_WEEKDAYS = [0, 1, 2, 3, 4]
_CLOSED = {"field": "is_closed", "op": "equals", "value": True}
_STOPPED = {"field": "is_stopped", "op": "equals", "value": True}
_REPLIED = {"any": [{"event": "public_reply_sent"}, _CLOSED]}
_STATUSES = StatusClasses(closed=("closed", "resolved"), stopped=("pending",), spam=("spam",))


def _marks(*percents: int) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(
            key=str(percent),
            basis="percent",
            amount=percent * 100,
            severity="info" if percent < 75 else "warning",
        )
        for percent in percents
    )


def load_promises(at: int) -> dict[str, str]:
    """Enter everything by the services an administrator uses. Answers account → the team that serves it."""
    hours = _load_hours(at)
    for key, name in (
        ("first_response", "First Response"),
        ("next_update", "Next Update"),
        ("resolution", "Resolution"),
        ("regulatory_notice", "Regulatory Notice"),
        ("replacement", "Device Replacement"),
    ):
        create_milestone_type(
            key=key,
            name=name,
            recurrence="sequential" if key == "next_update" else "none",
            pausable=key != "regulatory_notice",
        )
    tiers = ("enterprise", "professional", "basic", "trial")
    for rank, key in enumerate(tiers, start=1):
        create_tier(key=key, name=key.capitalize(), rank=rank, customer_segment=_SEGMENTS[key])
    matrix = _load_matrix(at)
    processes = {tier: _activate(_tier_process(tier, hours["Europe"], matrix), at) for tier in TABLE} | {
        "regulated": _activate(_regulated_process(hours, matrix), at),
        "devices": _activate(_device_process(hours, matrix), at),
        "trial": _activate(_trial_process(hours, matrix), at),
    }
    for external_id, (name, promise, team) in ACCOUNTS.items():
        _promise(
            external_id,
            name=name,
            promise=promise,
            process=processes[promise],
            hours=hours,
            team=team,
            at=at,
        )
    create_account(name=GAP[1], external_id=GAP[0])
    return {external_id: team for external_id, (_, _, team) in ACCOUNTS.items()} | {GAP[0]: "Europe"}


_SEGMENTS = {
    "enterprise": "Contracts with a named service manager",
    "professional": "Companies with a support contract",
    "basic": "Everybody else who bought",
    "trial": "For trying out: a first response within two minutes",
}


def _load_hours(at: int) -> dict[str, int]:
    year = to_datetime(at).year
    found = {}
    for name, label, zone, opens, closes, country in (
        ("Europe", "Europe, working days", "Europe/Berlin", "09:00", "18:00", "DE"),
        ("Americas", "Americas, working days", "America/New_York", "08:00", "18:00", "US"),
        ("around the clock", "Around the clock", "Europe/Berlin", "00:00", "24:00", ""),
    ):
        days = range(7) if not country else _WEEKDAYS
        week = [[[opens, closes]] if day in days else [] for day in range(7)]
        draft = create_business_hours(name=label, zone=zone, weekly=week)
        if country:
            imported = public_holidays(country, year - 1, year + 2)
            add_holidays(draft, imported.holidays, source=f"public holidays, {country}")
        publish_revision(draft.pk, at=at, actor=ACTOR)
        found[name] = draft.hours_id
    return found


def _load_matrix(at: int) -> int:
    """50 % the owner, 75 % the team lead, 90 % the manager, at the target both and, for a notice,
    compliance.
    """

    def mail(target: str, address: str = "") -> DraftEntry:
        return DraftEntry(action="email", target=target, address=address)

    usual = {
        "50": (mail("owner"),),
        "75": (mail("owner"), mail("team_lead")),
        "90": (mail("team_lead"), mail("manager")),
        "100": (mail("owner"), mail("manager")),
    }
    notice = {
        "75": (mail("owner"), mail("address", COMPLIANCE_OFFICER)),
        "100": (
            mail("address", COMPLIANCE_OFFICER),
            mail("manager"),
            DraftEntry(action="field_update", parameters={"field": "priority", "value": "P1"}),
        ),
    }
    rows = [
        DraftRow(cells=usual),
        DraftRow(type="regulatory_notice", cells=usual | notice),
    ]
    version = draft_version(create_matrix("Support escalation"), rows, note="50/75/90/100 for everybody.")
    activate_matrix(version.pk, ACTOR, at)
    return version.pk


def _activate(content: Process, at: int) -> int:
    process = create_process(name=content.name, record_type=content.record_type)
    draft = create_draft(process_id=process.pk, content=content, actor=ACTOR, at=at, notes="As agreed.")
    activate_version(version_id=draft.pk, actor=ACTOR, at=at, reason="Sample of a first contract")
    return process.pk


def _tier_process(tier: str, hours: int, matrix: int) -> Process:
    table = TABLE[tier]
    return Process(
        version=0,
        name=f"{tier.capitalize()} support",
        hours=hours,
        statuses=_STATUSES,
        matrix_version=matrix,
        milestones=(
            MilestoneDefinition(
                key="first_response",
                type="first_response",
                name="First Response",
                completion=_REPLIED,
                budgets={priority: parse_budget(table[priority][0]) for priority in PRIORITIES},
                triggers=_marks(50, 75, 90),
            ),
            MilestoneDefinition(
                key="next_update",
                type="next_update",
                name="Next Update",
                recurrence="sequential",
                start="criteria_met",
                entry={"field": "priority", "op": "in", "value": ["P1", "P2"]},
                completion={"event": "public_reply_sent"},
                pause=_STOPPED,
                budgets={"P1": parse_budget("2h"), "P2": parse_budget("6h")},
                triggers=_marks(75),
            ),
            MilestoneDefinition(
                key="resolution",
                type="resolution",
                name="Resolution",
                completion=_CLOSED,
                pause=_STOPPED,
                budgets={priority: parse_budget(table[priority][1]) for priority in PRIORITIES},
                triggers=_marks(50, 75, 90),
            ),
        ),
    )


def _regulated_process(hours: dict[str, int], matrix: int) -> Process:
    regular = _tier_process("enterprise", hours["Europe"], matrix)
    notice = MilestoneDefinition(
        key="regulatory_notice",
        type="regulatory_notice",
        name="Regulatory Notice",
        entry={"field": "attributes.incident", "op": "equals", "value": True},
        completion={"field": "attributes.notice_sent", "op": "equals", "value": True},
        budget=parse_budget("48h"),
        hours=hours["around the clock"],
        pausable=False,
        triggers=_marks(50, 75, 90),
    )
    return Process(
        version=0,
        name="Regulated support",
        hours=hours["Europe"],
        statuses=_STATUSES,
        matrix_version=matrix,
        milestones=(*regular.milestones, notice),
    )


def _device_process(hours: dict[str, int], matrix: int) -> Process:
    return Process(
        version=0,
        name="Device support",
        hours=hours["Europe"],
        statuses=_STATUSES,
        matrix_version=matrix,
        milestones=(
            MilestoneDefinition(
                key="first_response",
                type="first_response",
                name="First Response",
                completion=_REPLIED,
                budget=parse_budget("4h"),
                triggers=_marks(50, 75, 90),
            ),
            MilestoneDefinition(
                key="replacement",
                type="replacement",
                name="Device Replacement",
                completion=_CLOSED,
                budget=parse_budget("24h"),
                hours=hours["around the clock"],
                triggers=_marks(50, 75, 90),
            ),
        ),
    )


def _trial_process(hours: dict[str, int], matrix: int) -> Process:
    return Process(
        version=0,
        name="Two minutes, to try it out",
        hours=hours["around the clock"],
        statuses=_STATUSES,
        matrix_version=matrix,
        milestones=(
            MilestoneDefinition(
                key="first_response",
                type="first_response",
                name="First Response",
                completion=_REPLIED,
                budget=Budget(micros=120_000_000),
                triggers=_marks(50, 75, 90),
            ),
        ),
    )


def _promise(
    external_id: str, *, name: str, promise: str, process: int, hours: dict[str, int], team: str, at: int
) -> None:
    account = create_account(name=name, external_id=external_id)
    today = to_datetime(at).date()
    tier = {"regulated": "enterprise", "devices": "professional"}.get(promise, promise)
    create_entitlement(
        {
            "account": account.pk,
            "name": f"{tier.capitalize()} support for {name}",
            "tier": tier,
            "process": process,
            "first_day": date(today.year - 1, 1, 1),
            "last_day": today + timedelta(days=300),
            "hours": hours["Americas"] if team == "Americas" else None,
        }
    )

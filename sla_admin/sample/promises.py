"""What the sample promises: tiers, milestone types, and a process for each story.

Three tiers by four priorities; Premium and Standard; a review in three steps; a regulator's clock that cannot
be paused; devices around the clock beside inquiries from nine to five; reporting to an authority; severities;
work orders; and a first response within two minutes for trying out.
"""

from msgspec.structs import replace

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import parse_budget
from entitlements.business_time.instants import DAY, HOUR
from entitlements.process.definition import (
    ArrivalBudget,
    MilestoneDefinition,
    Process,
    Recurrence,
    Severity,
    StatusClasses,
    Trigger,
)
from entitlements.process.triggers import parse_trigger, trigger_key
from entitlements.services.activate_version import activate_version
from entitlements.services.create_draft import create_draft
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.schedule_activation import schedule_activation
from entitlements.services.tiers import create_tier
from sla_admin.sample.hours import ALWAYS, DRESDEN, Hours
from sla_admin.sample.items import Brought
from sla_admin.sample.matrices import CRITICAL, REVIEW, STANDARD

ACTOR = "sample"
PRIORITIES = ("P1", "P2", "P3", "P4")

OPEN, IN_PROGRESS, KNOWN_ISSUE = "Open", "In progress", "Known issue"
ON_CUSTOMER, ON_VENDOR = "Waiting on customer", "Waiting on vendor"
RESOLVED, CLOSED, SPAM, DUPLICATE = "Resolved", "Closed", "Spam", "Duplicate"
STATUSES = StatusClasses(closed=(CLOSED, RESOLVED), stopped=(ON_CUSTOMER, ON_VENDOR), spam=(SPAM, DUPLICATE))

TABLE: dict[str, dict[str, tuple[str, str]]] = {
    "enterprise": {"P1": ("1h", "4h"), "P2": ("4h", "8h"), "P3": ("8h", "24h"), "P4": ("24h", "72h")},
    "professional": {"P1": ("4h", "8h"), "P2": ("8h", "16h"), "P3": ("1d", "3d"), "P4": ("2d", "5d")},
    "basic": {"P1": ("8h", "24h"), "P2": ("24h", "48h"), "P3": ("3d", "5d"), "P4": ("5d", "10d")},
}
"""Tier → priority → first response and resolution."""

_TIERS = {
    "enterprise": ("Enterprise", "#3B4CC9", "Contracts with a named service manager"),
    "premium": ("Premium", "#7A3E9D", "Shops and carriers that sell around our services"),
    "professional": ("Professional", "#0E7490", "Companies with a support contract"),
    "standard": ("Standard", "#2F6B4F", "Schools and practices on the public price list"),
    "basic": ("Basic", "#7E8694", "Everybody else who bought"),
    "trial": ("Trial", "#A0622D", "For trying out: a first response within two minutes"),
}

_TYPES: dict[str, tuple[str, bool]] = {
    # key → name, whether it may be paused
    "first_response": ("First Response", True),
    "next_update": ("Next Update", True),
    "workaround": ("Workaround", True),
    "escalation_review": ("Escalation Review", True),
    "resolution": ("Resolution", True),
    "compliance_acknowledgment": ("Compliance Acknowledgment", False),
    "critical_device_response": ("Critical Device Response", False),
    "general_inquiry_response": ("General Inquiry Response", True),
    "mandatory_reporting": ("Mandatory Reporting", False),
    "on_site_arrival": ("On-Site Arrival", True),
    "work_completed": ("Work Completed", True),
}

_CLOSED = {"field": "is_closed", "op": "equals", "value": True}
_STOPPED = {"field": "is_stopped", "op": "equals", "value": True}
_REPLIED = {"any": [{"event": "public_reply_sent"}, _CLOSED]}
_URGENT = {"field": "priority", "op": "in", "value": ["P1", "P2"]}

ENTERPRISE, PROFESSIONAL, BASIC = "Enterprise support", "Professional support", "Basic support"
PREMIUM_SUPPORT, STANDARD_SUPPORT = "Premium support", "Standard support"
INCIDENT_REVIEW, SEVERITIES = "Incident review", "Incidents by severity"
FINANCE, DEVICES, WATER, FIELD, MAINTENANCE, TRIAL = (
    "Regulated finance",
    "Medical devices",
    "Water quality",
    "Field service",
    "Planned maintenance",
    "Two minutes, to try it out",
)


def load_tiers_and_types(brought: Brought) -> None:
    """Six tiers in their rank, and the kinds of milestones."""
    for rank, (key, (name, color, segment)) in enumerate(_TIERS.items(), start=1):
        brought(create_tier(key=key, name=name, rank=rank, customer_segment=segment, color=color))
    for key, (name, pausable) in _TYPES.items():
        recurrence: Recurrence = "sequential" if key == "next_update" else "none"
        brought(create_milestone_type(key=key, name=name, recurrence=recurrence, pausable=pausable))


def load_processes(brought: Brought, hours: Hours, matrices: dict[str, int], at: int) -> dict[str, int]:
    """Every process with an active version, by name; Enterprise in its second, with a draft to compare."""
    ids = {}
    begun = at - 400 * DAY
    for content, description in _processes({name: each.pk for name, each in hours.items()}, matrices):
        process = brought(
            create_process(name=content.name, record_type=content.record_type, description=description)
        )
        ids[content.name] = process.pk
        if content.name == ENTERPRISE:
            slower = replace(content, milestones=tuple(_with_p3(each, "30h") for each in content.milestones))
            _activate(brought, process.pk, slower, begun, "As in the contracts of last year.")
            _activate(brought, process.pk, content, at - 45 * DAY, "P3 is resolved within 24 hours, not 30.")
            quicker = replace(content, milestones=tuple(_with_p3(each, "16h") for each in content.milestones))
            brought(
                create_draft(
                    process_id=process.pk,
                    content=quicker,
                    actor=ACTOR,
                    at=at - 2 * DAY,
                    notes="P3 within 16 hours? Compare before it is offered to customers.",
                )
            )
        elif content.name == STANDARD_SUPPORT:
            _activate(brought, process.pk, content, begun, "As agreed with the customers.")
            _schedule(brought, process.pk, content, at)
        else:
            _activate(brought, process.pk, content, begun, "As agreed with the customers.")
    return ids


def _activate(brought: Brought, process: int, content: Process, at: int, reason: str) -> None:
    draft = brought(create_draft(process_id=process, content=content, actor=ACTOR, at=at, notes=reason))
    activate_version(version_id=draft.pk, actor=ACTOR, at=at, reason=reason)


def _schedule(brought: Brought, process: int, content: Process, at: int) -> None:
    """A version that becomes the default in two weeks, by itself."""
    quicker = replace(content, milestones=(_response(budget="2h"), _resolution(budget="20h")))
    why = "Resolved within 20 hours, as announced to customers."
    draft = brought(create_draft(process_id=process, content=quicker, actor=ACTOR, at=at - DAY, notes=why))
    brought(schedule_activation(draft.pk, at=at, when=at + 14 * DAY, actor=ACTOR, reason=why))


def _with_p3(milestone: MilestoneDefinition, budget: str) -> MilestoneDefinition:
    if milestone.key != "resolution":
        return milestone
    return replace(milestone, budgets={**milestone.budgets, "P3": parse_budget(budget)})


def _processes(hours: dict[str, int], matrices: dict[str, int]) -> list[tuple[Process, str]]:
    standard = matrices[STANDARD]
    tiers = {tier: _tier_milestones(tier) for tier in TABLE}
    acknowledgment = MilestoneDefinition(
        key="compliance_acknowledgment",
        type="compliance_acknowledgment",
        name="Compliance Acknowledgment",
        entry=_is("personal_data"),
        completion=_is("acknowledged"),
        budget=parse_budget("48h"),
        hours=hours[ALWAYS],
        pausable=False,
        triggers=marks("50", "75", "90"),
    )

    def process(
        name: str, *milestones: MilestoneDefinition, clock: str = DRESDEN, matrix: int = standard
    ) -> Process:
        return Process(
            version=0,
            name=name,
            hours=hours[clock],
            statuses=STATUSES,
            matrix_version=matrix,
            milestones=milestones,
        )

    return [
        (process(ENTERPRISE, *tiers["enterprise"]), "First response, updates, workaround and resolution."),
        (process(PROFESSIONAL, *tiers["professional"]), "Hours for P1 and P2, business days for the rest."),
        (process(BASIC, *tiers["basic"]), "Business days."),
        (
            process(FINANCE, *tiers["enterprise"], acknowledgment),
            "As Enterprise; personal data is acknowledged within 48 hours, which nothing pauses.",
        ),
        (
            process(PREMIUM_SUPPORT, _response(budget="30m"), _resolution(budget="4h")),
            "Half an hour to answer, four hours to resolve.",
        ),
        (
            process(STANDARD_SUPPORT, _response(budget="2h"), _resolution(budget="24h")),
            "Two hours to answer, a day's work of 24 hours to resolve.",
        ),
        (
            process(INCIDENT_REVIEW, *_review_milestones(), matrix=matrices[REVIEW]),
            "One, four and eight hours.",
        ),
        (
            process(SEVERITIES, *_severity_milestones(), clock=ALWAYS),
            "Answered within 15 minutes to 8 hours, day and night.",
        ),
        (
            process(DEVICES, *_device_milestones(hours[ALWAYS])),
            "Devices that keep people alive day and night, everything else from nine to five.",
        ),
        (
            process(WATER, *_water_milestones(hours[ALWAYS])),
            "An incident of water quality is reported to the authority within 24 hours.",
        ),
        (replace(process(FIELD, *_field_milestones()), record_type="work_order"), "Technicians on site."),
        (
            replace(
                process(MAINTENANCE, *_field_milestones(), clock=ALWAYS),
                record_type="work_order",
                entry_field="attributes.planned_for",
            ),
            "Visits whose clocks begin when they are planned for, at any hour.",
        ),
        (process(TRIAL, _response(budget="2m"), clock=ALWAYS), "To see a clock run out while you watch."),
    ]


def marks(*triggers: str) -> tuple[Trigger, ...]:
    """Triggers as people write them; 75 % and more warn, and so does what counts from the start."""
    made = []
    for text in triggers:
        basis, amount = parse_trigger(text)
        severity: Severity = "info" if basis == "percent" and amount < 7500 else "warning"
        made.append(Trigger(key=trigger_key(basis, amount), basis=basis, amount=amount, severity=severity))
    return tuple(made)


def _is(attribute: str, value: bool = True) -> dict[str, object]:
    return {"field": f"attributes.{attribute}", "op": "equals", "value": value}


def _budgets(**by_priority: str) -> dict[str, Budget]:
    return {priority: parse_budget(text) for priority, text in by_priority.items()}


def _response(budget: str = "", **budgets: str) -> MilestoneDefinition:
    return MilestoneDefinition(
        key="first_response",
        type="first_response",
        name="First Response",
        completion=_REPLIED,
        budget=parse_budget(budget) if budget else None,
        budgets=_budgets(**budgets),
        triggers=marks("50", "75", "90"),
    )


def _resolution(budget: str = "", **budgets: str) -> MilestoneDefinition:
    return MilestoneDefinition(
        key="resolution",
        type="resolution",
        name="Resolution",
        completion=_CLOSED,
        pause=_STOPPED,
        budget=parse_budget(budget) if budget else None,
        budgets=_budgets(**budgets),
        triggers=marks("50", "75", "90"),
    )


def _tier_milestones(tier: str) -> tuple[MilestoneDefinition, ...]:
    table = TABLE[tier]
    update = MilestoneDefinition(
        key="next_update",
        type="next_update",
        name="Next Update",
        recurrence="sequential",
        start="criteria_met",
        entry=_URGENT,
        completion={"event": "public_reply_sent"},
        pause=_STOPPED,
        budgets=_budgets(P1="2h", P2="6h"),
        triggers=marks("75"),
    )
    workaround = MilestoneDefinition(
        key="workaround",
        type="workaround",
        name="Workaround",
        start="criteria_met",
        entry={"field": "status", "op": "equals", "value": KNOWN_ISSUE},
        completion={"any": [_is("workaround_given"), _CLOSED]},
        on_criteria_lost="keep",
        budgets=_budgets(P1="2h", P2="4h", P3="12h", P4="24h"),
        triggers=marks("50", "75", "90"),
    )
    response = _response(**{priority: table[priority][0] for priority in PRIORITIES})
    resolution = _resolution(**{priority: table[priority][1] for priority in PRIORITIES})
    if tier == "basic":
        return (response, resolution)
    if tier == "professional":
        return (response, update, resolution)
    return (response, update, workaround, resolution)


def _review_milestones() -> tuple[MilestoneDefinition, ...]:
    """The owner is warned at 45 minutes of one hour; the team lead hears at the target."""
    response = replace(_response(budget="1h"), triggers=marks("@PT45M"))
    review = MilestoneDefinition(
        key="escalation_review",
        type="escalation_review",
        name="Escalation Review",
        completion={"any": [_is("reviewed"), _CLOSED]},
        pause=_STOPPED,
        budget=parse_budget("4h"),
        triggers=marks("75"),
    )
    return (response, review, replace(_resolution(budget="8h"), triggers=marks("75")))


def _severity_milestones() -> tuple[MilestoneDefinition, ...]:
    workaround = MilestoneDefinition(
        key="workaround",
        type="workaround",
        name="Workaround",
        completion={"any": [_is("workaround_given"), _CLOSED]},
        pause=_STOPPED,
        budgets=_budgets(P1="4h", P2="8h", P3="24h", P4="48h"),
        triggers=marks("50", "75", "90"),
    )
    return (
        _response(P1="15m", P2="1h", P3="4h", P4="8h"),
        workaround,
        _resolution(P1="24h", P2="48h", P3="96h", P4="168h"),
    )


def _device_milestones(always: int) -> tuple[MilestoneDefinition, ...]:
    critical = MilestoneDefinition(
        key="critical_device_response",
        type="critical_device_response",
        name="Critical Device Response",
        entry=_is("life_critical"),
        completion=_REPLIED,
        budget=parse_budget("1h"),
        hours=always,
        pausable=False,
        triggers=marks("50", "75", "90"),
    )
    inquiry = MilestoneDefinition(
        key="general_inquiry_response",
        type="general_inquiry_response",
        name="General Inquiry Response",
        entry={"not": _is("life_critical")},
        completion=_REPLIED,
        budget=parse_budget("8h"),
        # P4 by the time it comes in: until noon it is answered the same day, later by noon of the next.
        arrivals=(
            ArrivalBudget(parse_budget("same day 17:00"), tuple(range(5)), 0, 12 * HOUR, "P4"),
            ArrivalBudget(parse_budget("next business day 12:00"), tuple(range(5)), 12 * HOUR, DAY, "P4"),
        ),
        triggers=marks("50", "75", "90"),
    )
    return (critical, inquiry, _resolution(P1="8h", P2="16h", P3="3d", P4="5d"))


def _water_milestones(always: int) -> tuple[MilestoneDefinition, ...]:
    reporting = MilestoneDefinition(
        key="mandatory_reporting",
        type="mandatory_reporting",
        name="Mandatory Reporting",
        entry=_is("water_quality"),
        completion=_is("report_filed"),
        budget=parse_budget("24h"),
        hours=always,
        pausable=False,
        triggers=marks("50", "75", "90"),
    )
    response = _response(P1="1h", P2="4h", P3="8h", P4="24h", **{CRITICAL: "30m"})
    resolution = _resolution(P1="8h", P2="16h", P3="3d", P4="5d", **{CRITICAL: "8h"})
    return (response, reporting, resolution)


def _field_milestones() -> tuple[MilestoneDefinition, ...]:
    arrival = MilestoneDefinition(
        key="on_site_arrival",
        type="on_site_arrival",
        name="On-Site Arrival",
        completion={"any": [_is("arrived"), _CLOSED]},
        pause=_STOPPED,
        budgets=_budgets(P1="4h", P2="8h", P3="2d", P4="4d"),
        triggers=marks("50", "75", "90"),
    )
    completed = MilestoneDefinition(
        key="work_completed",
        type="work_completed",
        name="Work Completed",
        completion=_CLOSED,
        pause=_STOPPED,
        budgets=_budgets(P1="1d", P2="2d", P3="4d", P4="8d"),
        triggers=marks("75", "90"),
    )
    return (arrival, completed)

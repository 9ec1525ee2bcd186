"""Who works at the large desk, and what it promises: made by the services an administrator uses."""

from datetime import date, timedelta
from typing import NamedTuple

from django.contrib.auth import get_user_model

from benchmarks.promise import enter_hours, enter_matrix
from entitlements.business_time.durations import parse_budget
from entitlements.business_time.instants import to_datetime
from entitlements.models import Account, BusinessHours, EntitlementProcess, MilestoneType, SupportTier
from entitlements.process.definition import MilestoneDefinition, Process, StatusClasses, Trigger
from entitlements.services.accounts import create_account
from entitlements.services.activate_version import activate_version
from entitlements.services.create_draft import create_draft
from entitlements.services.entitlements import create_entitlement
from entitlements.services.milestone_types import create_milestone_type
from entitlements.services.processes import create_process
from entitlements.services.tiers import create_tier
from milestones.models import Agent, Queue, Team

ACTOR = "load test"
PREFIX = "load-"
"""External ids, user names and queue keys of the large desk begin so."""

PRIORITIES = ("P1", "P2", "P3", "P4")
ACCOUNTS = 400
WITHOUT_PROMISE = 8
AGENTS_A_TEAM = 30

TEAMS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "EMEA Platform": ("Dresden", "Europe/Berlin", "09:00-18:00", ("Platform intake", "Platform engineering")),
    "EMEA Payments": ("Paris", "Europe/Paris", "09:00-18:00", ("Payments", "Refunds")),
    "Americas Core": ("Pacific", "America/Los_Angeles", "08:00-17:00", ("Americas intake", "Americas core")),
    "APAC Core": ("Kolkata", "Asia/Kolkata", "09:30-18:30", ("APAC intake", "APAC core")),
    "Major Incidents": ("Around the clock", "UTC", "00:00-24:00", ("Major incidents",)),
}
"""Team → the name, zone and times of its hours, and its queues."""

TIERS: dict[str, dict[str, tuple[str, str, str]]] = {
    "Enterprise": {
        "P1": ("1h", "2h", "8h"),
        "P2": ("2h", "6h", "16h"),
        "P3": ("4h", "", "40h"),
        "P4": ("8h", "", "80h"),
    },
    "Professional": {
        "P1": ("2h", "4h", "12h"),
        "P2": ("4h", "9h", "24h"),
        "P3": ("8h", "", "54h"),
        "P4": ("1d", "", "90h"),
    },
    "Basic": {
        "P1": ("4h", "6h", "24h"),
        "P2": ("8h", "12h", "36h"),
        "P3": ("1d", "", "72h"),
        "P4": ("2d", "", "12d"),
    },
}
"""Tier → priority → first response, next update (for P1 and P2), resolution."""

_CLOSED = {"field": "is_closed", "op": "equals", "value": True}
_STOPPED = {"field": "is_stopped", "op": "equals", "value": True}


class Desk(NamedTuple):
    """What the stories choose from: accounts with their tier and team, queues and agents by team."""

    accounts: list[tuple[str, str, str]]
    queues: dict[str, list[str]]
    agents: dict[str, list[str]]


def desk(at: int) -> Desk:
    """The large desk; made where it is not there yet, found otherwise."""
    people = _people()
    accounts = [
        (f"{PREFIX}{number}", list(TIERS)[(number * 7) % 10 % 3], list(TEAMS)[number % len(TEAMS)])
        for number in range(1, ACCOUNTS + 1)
    ]
    if not Account.objects.filter(external_id=accounts[-1][0]).exists():
        _promises(accounts, at)
    return Desk(accounts, *people)


def _people() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    queues: dict[str, list[str]] = {}
    agents: dict[str, list[str]] = {}
    users = get_user_model().objects
    for place, (name, (_, zone, _, named)) in enumerate(TEAMS.items(), start=1):
        wanted = [f"{PREFIX}{place}-{number}" for number in range(1, AGENTS_A_TEAM + 1)]
        agents[name] = wanted
        queues[name] = [PREFIX + each.lower().replace(" ", "-") for each in named]
        if users.filter(username=wanted[-1]).exists():
            continue
        members = [
            users.create(
                username=username,
                first_name=_FIRST[(number * 5 + place) % len(_FIRST)],
                last_name=_LAST[(number * 3 + place * 11) % len(_LAST)],
                email=f"{username}@load.example",
                password="!",  # noqa: S106 (nobody can sign in with it)
            )
            for number, username in enumerate(wanted)
        ]
        team, _ = Team.objects.get_or_create(name=name, defaults={"lead": members[0]})
        for member in members:
            Agent.objects.create(user=member, team=team, time_zone=zone)
        for key, title in zip(queues[name], named, strict=True):
            queue = Queue.objects.create(name=title, key=key, team=team)
            queue.members.set(members)
    return queues, agents


def _promises(accounts: list[tuple[str, str, str]], at: int) -> None:
    hours = {team: _hours(*told[:3]) for team, told in TEAMS.items()}
    for key, name in (
        ("first_response", "First Response"),
        ("next_update", "Next Update"),
        ("resolution", "Resolution"),
    ):
        if not MilestoneType.objects.filter(key=key).exists():
            create_milestone_type(key=key, name=name, recurrence="none", pausable=True)
    for team, pk in hours.items():
        Team.objects.filter(name=team, hours=None).update(hours=pk)
    tiers = {name: _tier(name) for name in TIERS}
    matrix = enter_matrix()
    processes = {name: _process(name, matrix, at) for name in TIERS}
    today = to_datetime(at).date()
    for number, (external_id, tier, team) in enumerate(accounts):
        account = create_account(name=_company(number), external_id=external_id)
        if number < WITHOUT_PROMISE:
            continue
        create_entitlement(
            {
                "account": account.pk,
                "name": f"{tier} support",
                "tier": tiers[tier],
                "process": processes[tier],
                "hours": hours[team],
                "first_day": date(today.year - 2, 1, 1),
                "last_day": today + timedelta(days=300),
            }
        )


def _hours(name: str, zone: str, times: str) -> int:
    label = f"{name} (load test)"
    known = BusinessHours.objects.filter(name=label).first()
    if known is not None:
        return known.pk
    opens, closes = times.split("-")
    days = 7 if closes == "24:00" else 5
    return enter_hours(label, zone, [[[opens, closes]] if day < days else [] for day in range(7)])


def _tier(name: str) -> str:
    known = SupportTier.objects.filter(name=name).first()
    if known is None:
        last = SupportTier.objects.order_by("-rank").values_list("rank", flat=True).first() or 0
        known = create_tier(key=name.lower(), name=name, rank=last + 1)
    return known.key


def _process(tier: str, matrix: int, at: int) -> int:
    name = f"{tier} (load test)"
    known = EntitlementProcess.objects.filter(name=name).first()
    if known is not None:
        return known.pk
    table = TIERS[tier]
    marks = tuple(
        Trigger(str(percent), "percent", percent * 100, "info" if percent < 75 else "warning")
        for percent in (50, 75, 90)
    )

    def budgets(place: int) -> dict[str, object]:
        return {priority: parse_budget(told[place]) for priority, told in table.items() if told[place]}

    content = Process(
        version=0,
        name=name,
        statuses=StatusClasses(closed=("closed", "resolved"), stopped=("pending",), spam=("spam",)),
        matrix_version=matrix,
        milestones=(
            MilestoneDefinition(
                key="first_response",
                type="first_response",
                name="First Response",
                completion={"any": [{"event": "public_reply_sent"}, _CLOSED]},
                budgets=budgets(0),  # type: ignore[arg-type]  # budgets, as parse_budget gives them
                triggers=marks,
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
                budgets=budgets(1),  # type: ignore[arg-type]  # as above
                triggers=marks[1:2],
            ),
            MilestoneDefinition(
                key="resolution",
                type="resolution",
                name="Resolution",
                completion=_CLOSED,
                pause=_STOPPED,
                budgets=budgets(2),  # type: ignore[arg-type]  # as above
                triggers=marks,
            ),
        ),
    )
    process = create_process(name=name, record_type="case")
    draft = create_draft(process_id=process.pk, content=content, actor=ACTOR, at=at)
    activate_version(version_id=draft.pk, actor=ACTOR, at=at, reason="A large desk to measure on")
    return process.pk


def _company(number: int) -> str:
    first = _COMPANIES[number % len(_COMPANIES)]
    return f"{first} {_KINDS[number // len(_COMPANIES) % len(_KINDS)]}"


_COMPANIES = (
    "Nordlicht",
    "Linden",
    "Sakura",
    "Okavango",
    "Polder",
    "Maple Ridge",
    "Brightwater",
    "Tidewater",
    "Pampas",
    "Harbor",
    "Ostrava",
    "Riverside",
    "Castellana",
    "Cobalt",
    "Kestrel",
    "Helvetia",
    "Aurora",
    "Lumen",
    "Vantage",
    "Southbank",
    "Meridian",
    "Cascade",
    "Ferrum",
    "Altamira",
    "Northwind",
    "Brandt",
    "Juniper",
    "Solano",
    "Verdant",
    "Quarry",
    "Atlas",
    "Beacon",
    "Cinder",
    "Drift",
    "Ember",
    "Fjord",
    "Granite",
    "Halcyon",
    "Indigo",
    "Jasper",
)
_KINDS = (
    "Logistik",
    "& Roth",
    "Retail",
    "Telecom",
    "Energie",
    "Health",
    "Schools",
    "Utilities",
    "Foods",
    "Hotels",
)
_FIRST = (
    "Ines",
    "Jonas",
    "Lucía",
    "Claire",
    "Daniel",
    "Keiko",
    "Tomasz",
    "Ravi",
    "Noah",
    "Amina",
    "Sofía",
    "Piet",
    "Yuki",
    "Omar",
    "Grace",
    "Mira",
    "Lena",
    "Dan",
    "Anouk",
    "Mateo",
    "Priya",
    "Elif",
    "Hanna",
)
_LAST = (
    "Carvalho",
    "Weber",
    "Ferrer",
    "Dubois",
    "Osei",
    "Mori",
    "Zieliński",
    "Menon",
    "Bergström",
    "Diallo",
    "Reyes",
    "van Dalen",
    "Tanaka",
    "Haddad",
    "Okafor",
    "Castellanos",
    "Hartwig",
    "Whitfield",
    "Bakker",
    "Rossi",
    "Nair",
    "Yılmaz",
    "Virtanen",
    "Novák",
    "Silva",
    "Kowalski",
    "Lindqvist",
    "Petersen",
    "Moreau",
)

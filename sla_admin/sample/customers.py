"""The sample's customers: accounts with their people, and what each was promised."""

from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import normalize

from entitlements.business_time.instants import to_datetime
from entitlements.models import Account, Contact
from entitlements.services.accounts import create_account
from entitlements.services.entitlements import create_entitlement
from sla_admin.sample import promises as named
from sla_admin.sample.hours import BOTH, INQUIRIES_DRESDEN, INQUIRIES_PACIFIC, KOLKATA, PACIFIC, PARIS, Hours
from sla_admin.sample.items import Brought

Days = tuple[int, int]
"""First and last day of a promise, counted from today."""

_RUNNING: Days = (-400, 41)
_RENEWED: Days = (-120, 245)


class Promised(NamedTuple):
    """One entitlement: a tier's process within days, on the hours of the process unless others are named.

    `contacts` are places in the customer's list: whose cases alone it covers; `allowance` is how many.
    """

    name: str
    tier: str
    process: str
    days: Days = _RENEWED
    hours: str = ""
    channels: tuple[str, ...] = ()
    contacts: tuple[int, ...] = ()
    allowance: int | None = None


class Customer(NamedTuple):
    """An account: the queue that serves it, the people who write, and what was promised."""

    name: str
    queue: str
    contacts: tuple[str, ...]
    promised: tuple[Promised, ...] = ()


def _tier(tier: str, *, days: Days = _RENEWED, hours: str = "", channels: tuple[str, ...] = ()) -> Promised:
    process = {
        "enterprise": named.ENTERPRISE,
        "professional": named.PROFESSIONAL,
        "basic": named.BASIC,
        "premium": named.PREMIUM_SUPPORT,
        "standard": named.STANDARD_SUPPORT,
    }[tier]
    return Promised(f"{tier.capitalize()} support", tier, process, days, hours, channels)


_FIELD_SERVICE = Promised("Field service", "professional", named.FIELD)

CUSTOMERS: dict[str, Customer] = {
    # EMEA Platform, Dresden
    "nordlicht": Customer(
        "Nordlicht Logistik",
        "emea-platform",
        ("Petra Vogel", "Henrik Sand", "Ute Lorenz"),
        (_tier("enterprise", days=_RUNNING),),
    ),
    "polder": Customer(
        "Polder Energie",
        "emea-platform",
        ("Maarten Vos", "Fenna de Boer"),
        (_tier("enterprise"), _FIELD_SERVICE),
    ),
    "ostrava": Customer(
        "Ostrava Steel", "emea-platform", ("Jana Dvořáková", "Petr Kolář"), (_tier("professional"),)
    ),
    "linden": Customer(
        "Linden & Roth",
        "emea-platform",
        ("Elise Linden", "Matthias Roth", "Greta Amsel"),
        (Promised("Regulated finance", "enterprise", named.FINANCE),),
    ),
    "helvetia": Customer(
        "Helvetia Präzision",
        "emea-platform",
        ("Reto Baumann", "Ursina Caflisch"),
        (
            _tier("professional", days=(-90, 274))._replace(contacts=(0, 1)),
            _tier("professional", days=(-30, 274))._replace(name="Machines of hall 2", contacts=(1,)),
        ),
    ),
    "southbank": Customer(
        "Southbank Media",
        "emea-platform",
        ("Olivia Frost", "Ben Adeyemi"),
        (_tier("basic", days=(-380, -21)),),
    ),
    "elbe": Customer(
        "Klinikverbund Elbe",
        "emea-platform",
        ("Dr. Anke Thoma", "Falk Richter"),
        (
            Promised("Medical devices", "enterprise", named.DEVICES, _RENEWED, INQUIRIES_DRESDEN),
            _FIELD_SERVICE,
        ),
    ),
    # EMEA Payments, Paris
    "castellana": Customer(
        "Castellana Seguros",
        "emea-payments",
        ("Beatriz Olmo", "Íñigo Salas"),
        (Promised("Regulated finance", "enterprise", named.FINANCE, _RENEWED, PARIS),),
    ),
    "aurora": Customer(
        "Aurora Paper Oy",
        "emea-payments",
        ("Aino Laaksonen", "Eero Niemi"),
        (_tier("professional", hours=PARIS),),
    ),
    "lumen": Customer(
        "Lumen Freight", "emea-payments", ("Théo Marchand", "Inès Roux"), (_tier("basic", hours=BOTH),)
    ),
    "vantage": Customer(
        "Vantage Hotels",
        "emea-payments",
        ("Sofia Ricci", "Paul Lambert"),
        (_tier("professional", hours=PARIS, channels=("phone", "web", "email")),),
    ),
    "kestrel": Customer(
        "Kestrel Aerospace",
        "emea-payments",
        ("Graham Pike", "Nadia Rahman"),
        (_tier("premium", hours=PARIS), Promised("Planned maintenance", "professional", named.MAINTENANCE)),
    ),
    "harrow": Customer(
        "Harrow Lane Bakery",
        "emea-payments",
        ("Moira Blake", "Sam Whittle"),
        (_tier("basic", hours=PARIS)._replace(name="Three incidents a year", allowance=3),),
    ),
    # Major incidents, around the clock
    "okavango": Customer(
        "Okavango Telecom",
        "major-incidents",
        ("Thabo Molefe", "Lerato Dube"),
        (Promised("Incidents by severity", "enterprise", named.SEVERITIES),),
    ),
    # Americas, Pacific
    "tidewater": Customer(
        "Tidewater Utilities",
        "americas-core",
        ("Carol Jensen", "Miguel Ortega"),
        (Promised("Water quality", "enterprise", named.WATER, _RENEWED, PACIFIC),),
    ),
    "brightharbor": Customer(
        "Bright Harbor Health",
        "americas-core",
        ("Dr. Sarah Klein", "Luis Moreno"),
        (Promised("Medical devices", "enterprise", named.DEVICES, _RENEWED, INQUIRIES_PACIFIC),),
    ),
    "mapleridge": Customer(
        "Maple Ridge CU",
        "americas-core",
        ("Janet Wu", "Dale Hopkins"),
        (Promised("Incident review", "professional", named.INCIDENT_REVIEW, _RENEWED, PACIFIC),),
    ),
    "riverside": Customer(
        "Riverside Dental",
        "americas-core",
        ("Kim Sanders", "Alex Romero"),
        (_tier("standard", hours=PACIFIC),),
    ),
    "brightwater": Customer(
        "Brightwater Schools",
        "americas-core",
        ("Erin Walsh", "Tom Becker"),
        (_tier("standard", hours=PACIFIC),),
    ),
    "pampas": Customer("Pampas Foods", "americas-core", ("Valentina Ruiz", "Mateo Silva")),
    # APAC, Kolkata
    "sakura": Customer(
        "Sakura Retail KK",
        "apac-core",
        ("Haruto Ito", "Yui Nakamura"),
        (_tier("premium", hours=KOLKATA),),
    ),
    "banyan": Customer(
        "Banyan Retail", "apac-core", ("Rohan Mehta", "Kavya Iyer"), (_tier("professional", hours=KOLKATA),)
    ),
    "cobalt": Customer(
        "Cobalt Mining", "apac-core", ("Grace Tan", "Bruce Walker"), (_tier("enterprise", days=(10, 374)),)
    ),
    # For trying out
    "try": Customer(
        "Try it out",
        "emea-platform",
        ("You",),
        (Promised("Two minutes, to try it out", "trial", named.TRIAL),),
    ),
}
"""By external id."""


class Customers(NamedTuple):
    """Accounts and the numbers of their contacts by the account's external id."""

    accounts: dict[str, Account]
    contacts: dict[str, list[int]]


def load_customers(brought: Brought, processes: dict[str, int], hours: Hours, at: int) -> Customers:
    """Accounts, contacts and entitlements; `at` (µs) is today."""
    today = to_datetime(at).date()
    accounts: dict[str, Account] = {}
    contacts: dict[str, list[int]] = {}
    for external_id, customer in CUSTOMERS.items():
        account = brought(create_account(name=customer.name, external_id=external_id))
        accounts[external_id] = account
        contacts[external_id] = [brought(_contact(account, each)).pk for each in customer.contacts]
        for promised in customer.promised:
            brought(
                create_entitlement(
                    {
                        "account": account.pk,
                        "name": promised.name,
                        "tier": promised.tier,
                        "process": processes[promised.process],
                        "first_day": _day(today, promised.days[0]),
                        "last_day": _day(today, promised.days[1]),
                        "hours": hours[promised.hours].pk if promised.hours else None,
                        "channels": list(promised.channels),
                        "contacts": [contacts[external_id][place] for place in promised.contacts],
                        "incident_allowance": promised.allowance,
                    },
                    actor=named.ACTOR,
                )
            )
    return Customers(accounts, contacts)


def _day(today: date, offset: int) -> date:
    return today + timedelta(days=offset)


def _contact(account: Account, name: str) -> Contact:
    plain = normalize("NFKD", name.removeprefix("Dr. ")).encode("ascii", "ignore").decode()
    local = ".".join(plain.casefold().split())
    return Contact.objects.create(account=account, name=name, email=f"{local}@{account.external_id}.example")

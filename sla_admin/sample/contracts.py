"""What some of the sample's customers bought: products, assets, contracts with their lines, and templates."""

from datetime import timedelta

from entitlements.business_time.instants import to_datetime
from entitlements.models import Entitlement
from entitlements.services.assets import create_asset
from entitlements.services.contracts import create_contract, create_line_item
from entitlements.services.products import create_product
from entitlements.services.templates import create_template
from sla_admin.sample.customers import Customers
from sla_admin.sample.items import Brought
from sla_admin.sample.promises import ACTOR, DEVICES, ENTERPRISE, PROFESSIONAL

GATEWAY, WAREHOUSE, MONITOR = "Edge Gateway", "Warehouse Suite", "Patient Monitor"

_PRODUCTS = {
    GATEWAY: "Connects the machines of a hall.",
    WAREHOUSE: "Stock, labels and shipments.",
    MONITOR: "Watches a patient's heart and breath.",
}
_TEMPLATES = {
    # product → name, tier, process, term in days
    GATEWAY: ("Edge Gateway care", "enterprise", ENTERPRISE, 365),
    MONITOR: ("Patient Monitor care", "enterprise", DEVICES, 730),
}
_ASSETS = (
    # account, product, name, serial number
    ("nordlicht", GATEWAY, "Gateway Leipzig", "NL-EDGE-0442"),
    ("nordlicht", GATEWAY, "Gateway Halle", "NL-EDGE-0443"),
    ("polder", GATEWAY, "Gateway Rotterdam", "PE-EDGE-0107"),
    ("brightharbor", MONITOR, "Monitor ICU 4", "BH-MON-2210"),
)


def load_contracts(brought: Brought, customers: Customers, processes: dict[str, int], at: int) -> None:
    """Products with templates, which make the entitlements of assets and lines; two contracts, one to be
    renewed soon.
    """
    today = to_datetime(at).date()
    products = {
        name: brought(create_product({"name": name, "description": text}, actor=ACTOR)).pk
        for name, text in _PRODUCTS.items()
    }
    for product, (name, tier, process, days) in _TEMPLATES.items():
        given = {
            "product": products[product],
            "name": name,
            "tier": tier,
            "process": processes[process],
            "term_days": days,
            "for_line_items": False,
        }
        brought(create_template(given, actor=ACTOR))
    for account, product, name, serial in _ASSETS:
        given = {
            "account": customers.accounts[account].pk,
            "product": products[product],
            "name": name,
            "serial_number": serial,
            "external_id": serial,
            "first_day": today - timedelta(days=200),
        }
        brought(create_asset(given, at=at, actor=ACTOR))
    brought(
        create_template(
            {
                "product": products[WAREHOUSE],
                "name": "Warehouse Suite, sold by line",
                "tier": "professional",
                "process": processes[PROFESSIONAL],
                "term_days": 365,
                "for_assets": False,
            },
            actor=ACTOR,
        )
    )
    for account, number, since, until in (
        ("nordlicht", "SC-0391", 340, 25),
        ("ostrava", "SC-0402", 100, 265),
    ):
        contract = brought(
            create_contract(
                {
                    "account": customers.accounts[account].pk,
                    "number": number,
                    "name": "Support and maintenance",
                    "first_day": today - timedelta(days=since),
                    "last_day": today + timedelta(days=until),
                },
                actor=ACTOR,
            )
        )
        line = {"contract": contract.pk, "product": products[WAREHOUSE]}
        brought(create_line_item(line, at=at, actor=ACTOR))
    for made in Entitlement.objects.exclude(template=None):
        brought(made)

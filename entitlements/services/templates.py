"""Entitlement templates: made and changed in one place, and applied to what is new."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from entitlements.coverage.refusals import day_of
from entitlements.models import (
    Asset,
    BusinessHours,
    ContractLineItem,
    Entitlement,
    EntitlementProcess,
    EntitlementTemplate,
    ProcessVersion,
    Product,
    SupportTier,
)
from entitlements.services.entitlements import create_entitlement
from entitlements.services.rows import Names, assign, remove, store
from entitlements.services.terms import days_later
from sla_admin.shared.errors import Conflict, InvalidInput

_NAMES: Names = {
    "product": (Product, "pk"),
    "tier": (SupportTier, "key"),
    "process": (EntitlementProcess, "pk"),
    "hours": (BusinessHours, "pk"),
}


def create_template(given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> EntitlementTemplate:
    """What every copy of a product is promised. `given` holds fields of `EntitlementTemplate`; product,
    process and hours by id, the tier by key. Raises InvalidInput naming each wrong field.
    """
    return change_template(EntitlementTemplate(), given, actor=actor, reason=reason)


def change_template(
    template: EntitlementTemplate, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> EntitlementTemplate:
    """The template with what is given changed; entitlements made from it before stay as they are."""
    assign(template, given, _NAMES)
    store(template, actor=actor, reason=reason)
    return template


def delete_template(template: EntitlementTemplate, *, actor: str = "", reason: str = "") -> None:
    """Remove a template from which nothing was made. Raises Conflict saying what was."""
    remove(template, actor=actor, reason=reason)


def last_day_of(template: EntitlementTemplate, first_day: date) -> date:
    """The last day of the template's term, the first included."""
    return days_later(first_day, timedelta(days=template.term_days - 1), "first_day")


def apply_to_asset(asset: Asset, *, at: int, actor: str) -> list[Entitlement]:
    """Make the entitlements that templates of its product have for a new asset."""
    templates = _templates_of(asset.product_id).filter(for_assets=True)
    return [apply_template(each, asset=asset, at=at, actor=actor) for each in templates]


def apply_to_line_item(line: ContractLineItem, *, at: int, actor: str) -> list[Entitlement]:
    """Make the entitlements that templates of its product have for a new contract line item."""
    product, _ = _about(None, line)
    if product is None:
        return []
    templates = _templates_of(product).filter(for_line_items=True)
    return [apply_template(each, line_item=line, at=at, actor=actor) for each in templates]


@transaction.atomic
def apply_template(
    template: EntitlementTemplate,
    *,
    at: int,
    actor: str,
    asset: Asset | None = None,
    line_item: ContractLineItem | None = None,
    first_day: date | None = None,
) -> Entitlement:
    """One entitlement from a template, for an asset or a contract line item of its product.

    Its first day is `first_day`, else that of what it is for, else the day at `at` (µs) in the zone of its
    hours. That of a line item ends with the line item at the latest. Raises InvalidInput for another
    product, Conflict where the template is switched off or has made one already.
    """
    if (asset is None) == (line_item is None):
        raise InvalidInput.of("asset", "Name an asset or a contract line item, one of them.")
    if not template.is_enabled:
        raise Conflict(f"The template {template} is switched off.")
    product, begins = _about(asset, line_item)
    if product != template.product_id:
        field = "asset" if asset is not None else "line_item"
        raise InvalidInput.of(field, f"The template is for {template.product}.")
    made = Entitlement.objects.filter(template=template, previous=None)
    known = (
        made.filter(asset=asset, line_item=None) if asset is not None else made.filter(line_item=line_item)
    )
    if known.exists():
        raise Conflict(f"The template {template} has made its entitlement for this already.")
    begin = first_day or begins or day_of(at, _zone(template))
    end = last_day_of(template, begin)
    if line_item is not None:
        end = min(end, line_item.last_day)
    given: dict[str, Any] = {
        "account": asset.account if asset is not None else line_item.contract.account,  # type: ignore[union-attr]  # one of them is given
        "name": template.name,
        "tier": template.tier,
        "process": template.process,
        "hours": template.hours,
        "first_day": begin,
        "last_day": end,
        "channels": list(template.channels),
        "incident_allowance": template.incident_allowance,
    }
    if asset is not None:
        given["asset"] = asset
    if line_item is not None:
        given |= {"contract": line_item.contract, "line_item": line_item}
    return create_entitlement(
        given, template=template, actor=actor, reason=f"Made from the template {template.name}."
    )


def _about(asset: Asset | None, line: ContractLineItem | None) -> tuple[int | None, date | None]:
    """The product, and the first day of what an entitlement is to be for."""
    if asset is not None:
        return asset.product_id, asset.first_day
    if line is None:  # pragma: no cover - the caller has asked
        return None, None
    product = line.product_id if line.asset is None else line.asset.product_id
    return product, line.first_day


def _templates_of(product: int) -> Any:
    rows = EntitlementTemplate.objects.filter(product_id=product, is_enabled=True)
    return rows.select_related("tier", "process", "hours", "product").order_by("pk")


def _zone(template: EntitlementTemplate) -> str:
    """The zone of the days of what the template makes."""
    if template.hours is not None:
        return template.hours.zone
    default = ProcessVersion.objects.filter(process=template.process_id, is_default=True)
    hours = default.values_list("hours__zone", flat=True).first()
    return hours or settings.TIME_ZONE

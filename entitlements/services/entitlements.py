"""Entitlements: made, changed and renewed in one place, whoever asks.

Cases that are running keep what they were promised; a change is what later cases find (domain rules, clocks).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from entitlements.models import (
    Account,
    Asset,
    BusinessHours,
    Contact,
    ContractLineItem,
    Entitlement,
    EntitlementContact,
    EntitlementProcess,
    EntitlementTemplate,
    Product,
    ServiceContract,
    SupportTier,
)
from entitlements.services.cases_under import open_cases
from entitlements.services.fixed import refuse_changes
from entitlements.services.required_reason import required_reason
from entitlements.services.rows import Names, Problem, assign, remove, settle_constraints, store
from entitlements.services.terms import day_after, days_later
from entitlements.services.twins import refuse_twins
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict, InvalidInput

_NAMES: Names = {
    "account": (Account, "pk"),
    "tier": (SupportTier, "key"),
    "process": (EntitlementProcess, "pk"),
    "hours": (BusinessHours, "pk"),
    "asset": (Asset, "pk"),
    "product": (Product, "pk"),
    "contract": (ServiceContract, "pk"),
    "line_item": (ContractLineItem, "pk"),
}
"""What an entitlement names, and by what it is named."""


def create_entitlement(
    given: Mapping[str, Any],
    *,
    template: EntitlementTemplate | None = None,
    actor: str = "",
    reason: str = "",
) -> Entitlement:
    """A new promise. `given` holds fields of `Entitlement`; what it names by id, the tier by key, `contacts`
    as a list of ids. A line item brings its contract; with an allowance all its incidents are left unless
    said otherwise.

    Raises InvalidInput naming each wrong field, Conflict where it would always tie with another one.
    """
    return _save(Entitlement(template=template), given, actor=actor, reason=reason)


def change_entitlement(
    entitlement: Entitlement, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> Entitlement:
    """The promise with what is given changed; its account stays. Incidents that were taken stay taken.

    The caller holds the row's lock. Raises as `create_entitlement`, and InvalidInput without a reason while
    it covers open cases.
    """
    if open_cases("entitlement", [entitlement.pk]):
        reason = required_reason(reason)
    return _save(entitlement, refuse_changes(entitlement, given, "account"), actor=actor, reason=reason)


def delete_entitlement(entitlement: Entitlement, *, actor: str = "", reason: str = "") -> None:
    """Remove a promise that covered nothing. Raises Conflict saying what names it."""
    remove(entitlement, actor=actor, reason=reason)


@transaction.atomic
def renew_entitlement(
    entitlement: Entitlement,
    *,
    actor: str,
    reason: str,
    first_day: date | None = None,
    last_day: date | None = None,
    contract: ServiceContract | None = None,
    line_item: ContractLineItem | None = None,
) -> Entitlement:
    """The promise that follows: the day after the last one, and as long, unless told otherwise.

    It says the same, with all incidents of its allowance left; `contract` and `line_item` take the place of
    those it named. The caller holds the row's lock. Raises Conflict where it was renewed before, InvalidInput
    without a reason, and for days that do not follow.
    """
    why = required_reason(reason)
    if hasattr(entitlement, "renewed_by"):
        raise Conflict(f"{entitlement} was renewed by {entitlement.renewed_by}.")
    begin = first_day or day_after(entitlement.last_day, "first_day")
    if begin <= entitlement.last_day:
        raise InvalidInput.of(
            "first_day", f"It follows the last day of the one before, {entitlement.last_day}."
        )
    end = last_day or days_later(begin, entitlement.last_day - entitlement.first_day, "last_day")
    same = ("name", "tier", "process", "hours", "asset", "product", "incident_allowance")
    given: dict[str, Any] = {field: getattr(entitlement, field) for field in same} | {
        "account": entitlement.account,
        "first_day": begin,
        "last_day": end,
        "channels": list(entitlement.channels),
        "contacts": list(entitlement.named_contacts.values_list("contact", flat=True)),
        "contract": contract or entitlement.contract,
        "line_item": line_item or (entitlement.line_item if contract is None else None),
    }
    new = Entitlement(template=entitlement.template, previous=entitlement)
    return _save(new, given, actor=actor, reason=why)


def _save(entitlement: Entitlement, given: Mapping[str, Any], *, actor: str, reason: str) -> Entitlement:
    values = dict(given)
    contacts = values.pop("contacts", None)
    used = (entitlement.incident_allowance or 0) - (entitlement.incidents_left or 0)
    assign(entitlement, values, _NAMES)
    if entitlement.line_item is not None and entitlement.contract is None:
        entitlement.contract = entitlement.line_item.contract
    if "incidents_left" not in values and "incident_allowance" in values:
        allowed = entitlement.incident_allowance
        entitlement.incidents_left = None if allowed is None else max(0, allowed - used)
    people, problems = _contacts(entitlement, contacts)
    problems += _misfits(entitlement)
    if problems:
        raise InvalidInput(problems)
    with because(reason, actor=actor), transaction.atomic():
        store(entitlement, actor=actor, reason=reason)
        if people is not None:
            _name_contacts(entitlement, people)
        refuse_twins(entitlement)
        settle_constraints()
    return entitlement


def _contacts(
    entitlement: Entitlement, given: Iterable[Any] | None
) -> tuple[Sequence[int] | None, list[Problem]]:
    """The contacts it is to name, None where nothing is said of them."""
    if given is None:
        return None, []
    wanted = list(dict.fromkeys(each.pk if isinstance(each, Contact) else each for each in given))
    accounts = dict(Contact.objects.filter(pk__in=wanted).values_list("pk", "account_id"))
    problems = [
        ("contacts", f"There is no contact {each!r}.")
        if each not in accounts
        else ("contacts", f"Contact {each} belongs to another account.")
        for each in wanted
        if accounts.get(each) != entitlement.account_id
    ]
    return wanted, problems


def _name_contacts(entitlement: Entitlement, people: Sequence[int]) -> None:
    named = entitlement.named_contacts
    named.exclude(contact__in=people).delete()
    known = set(named.values_list("contact", flat=True))
    EntitlementContact.objects.bulk_create(
        EntitlementContact(entitlement=entitlement, contact_id=each) for each in people if each not in known
    )
    entitlement.__dict__.get("_prefetched_objects_cache", {}).clear()


def _misfits(entitlement: Entitlement) -> list[Problem]:
    """What the database would refuse, by field."""
    problems: list[Problem] = []
    account, asset = entitlement.account_id, entitlement.asset
    contract, line = entitlement.contract, entitlement.line_item
    if asset is not None and asset.account_id != account:
        problems.append(("asset", "It belongs to another account."))
    if asset is not None and entitlement.product_id not in (None, asset.product_id):
        problems.append(("product", "The asset is a copy of another product."))
    if contract is not None and contract.account_id != account:
        problems.append(("contract", "It belongs to another account."))
    if line is not None and contract is not None and line.contract_id != contract.pk:
        problems.append(("line_item", "It is no line of that contract."))
    if line is not None:
        covered = {line.asset_id, asset.pk if asset is not None else None} - {None}
        products = {line.product_id, entitlement.product_id, asset.product_id if asset is not None else None}
        if line.asset is not None:
            products.add(line.asset.product_id)
        if len(covered) > 1 or len(products - {None}) > 1:
            problems.append(("line_item", "It covers something else than the entitlement names."))
    allowed, left = entitlement.incident_allowance, entitlement.incidents_left
    if allowed is not None and allowed < 1:
        problems.append(("incident_allowance", "An allowance covers at least one case; blank: any number."))
    if left is not None and allowed is None:
        problems.append(("incidents_left", "Without an allowance nothing is counted."))
    elif left is not None and allowed is not None and not 0 <= left <= allowed:
        problems.append(("incidents_left", f"From 0 to {allowed}, the allowance."))
    return problems

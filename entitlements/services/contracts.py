"""Service contracts and their line items: made, changed and renewed in one place, whoever asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from entitlements.models import Account, Asset, ContractLineItem, Entitlement, Product, ServiceContract
from entitlements.services.entitlements import renew_entitlement
from entitlements.services.fixed import refuse_changes
from entitlements.services.required_reason import required_reason
from entitlements.services.rows import Names, assign, remove, settle_constraints, store
from entitlements.services.templates import apply_to_line_item
from entitlements.services.terms import day_after, days_later
from sla_admin.shared.errors import Conflict, InvalidInput

_NAMES: Names = {"account": (Account, "pk")}
_LINE_NAMES: Names = {
    "contract": (ServiceContract, "pk"),
    "product": (Product, "pk"),
    "asset": (Asset, "pk"),
}


@transaction.atomic
def create_contract(given: Mapping[str, Any], *, actor: str = "", reason: str = "") -> ServiceContract:
    """What an account bought for a term. `given` holds fields of `ServiceContract`, the account by id.

    Raises InvalidInput naming each wrong field, Conflict where another request took its number.
    """
    contract = ServiceContract()
    assign(contract, given, _NAMES)
    store(contract, actor=actor, reason=reason)
    return contract


@transaction.atomic
def change_contract(
    contract: ServiceContract, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> ServiceContract:
    """The contract with what is given changed; its account stays, its line items stay within its days.

    The caller holds the row's lock. Raises InvalidInput naming each wrong field.
    """
    assign(contract, refuse_changes(contract, given, "account"), _NAMES)
    _refuse_lines_outside(contract)
    store(contract, actor=actor, reason=reason)
    settle_constraints()
    return contract


def delete_contract(contract: ServiceContract, *, actor: str = "", reason: str = "") -> None:
    """Remove a contract that nothing names. Raises Conflict saying what does."""
    remove(contract, actor=actor, reason=reason)


@transaction.atomic
def create_line_item(
    given: Mapping[str, Any], *, at: int, actor: str = "", reason: str = ""
) -> ContractLineItem:
    """One line of a contract, and the entitlements that templates of its product make for it.

    `given` holds fields of `ContractLineItem`; contract, product and asset by id. Without days it has those
    of its contract. Raises InvalidInput naming each wrong field.
    """
    line = ContractLineItem()
    assign(line, given, _LINE_NAMES)
    if line.contract_id is not None:
        for day in ("first_day", "last_day"):
            if getattr(line, day) is None:
                setattr(line, day, getattr(line.contract, day))
    _check_line(line)
    store(line, actor=actor, reason=reason)
    apply_to_line_item(line, at=at, actor=actor)
    return line


@transaction.atomic
def change_line_item(
    line: ContractLineItem, given: Mapping[str, Any], *, actor: str = "", reason: str = ""
) -> ContractLineItem:
    """The line with what is given changed; its contract and what it covers stay.

    The caller holds the row's lock.
    """
    assign(line, refuse_changes(line, given, "contract", "product", "asset"), _LINE_NAMES)
    _check_line(line)
    store(line, actor=actor, reason=reason)
    return line


def delete_line_item(line: ContractLineItem, *, actor: str = "", reason: str = "") -> None:
    """Remove a line that nothing names. Raises Conflict saying what does."""
    remove(line, actor=actor, reason=reason)


@transaction.atomic
def renew_contract(
    contract: ServiceContract,
    *,
    number: str,
    actor: str,
    first_day: date | None = None,
    last_day: date | None = None,
    reason: str,
) -> ServiceContract:
    """The contract that follows: the day after the last one, and as long, unless told otherwise.

    Line items that ran to the end are renewed for the whole new term, and so are the entitlements that hang
    on the contract; those that ended before are not. The caller holds the row's lock. Raises Conflict where
    it was renewed before, InvalidInput without a reason, and for days that do not follow.
    """
    why = required_reason(reason)
    if hasattr(contract, "renewed_by"):
        raise Conflict(f"{contract} was renewed by {contract.renewed_by}.")
    begin = first_day or day_after(contract.last_day, "first_day")
    end = last_day or days_later(begin, contract.last_day - contract.first_day, "last_day")
    if begin <= contract.last_day:
        raise InvalidInput.of("first_day", f"It follows the last day of the one before, {contract.last_day}.")
    new = ServiceContract(
        account=contract.account,
        number=number.strip(),
        name=contract.name,
        first_day=begin,
        last_day=end,
        renewal_notice_days=contract.renewal_notice_days,
        previous=contract,
    )
    store(new, actor=actor, reason=why)
    lines: dict[int, ContractLineItem] = {}
    for line in contract.line_items.filter(last_day=contract.last_day).order_by("pk"):
        lines[line.pk] = renewed = ContractLineItem(
            contract=new,
            product=line.product,
            asset=line.asset,
            name=line.name,
            first_day=begin,
            last_day=end,
        )
        store(renewed, actor=actor, reason=why)
    for entitlement in _to_renew(contract, set(lines)):
        starts = max(begin, day_after(entitlement.last_day, "first_day"))
        if starts <= end:
            renew_entitlement(
                entitlement,
                actor=actor,
                reason=why,
                first_day=starts,
                last_day=end,
                contract=new,
                line_item=lines.get(entitlement.line_item_id or 0),
            )
    return new


def _to_renew(contract: ServiceContract, lines: set[int]) -> list[Entitlement]:
    running = Entitlement.objects.filter(
        contract=contract, last_day__gte=contract.last_day, is_enabled=True, renewed_by=None
    )
    return [
        each
        for each in running.order_by("pk").select_for_update(of=("self",))
        if each.line_item_id is None or each.line_item_id in lines
    ]


def _check_line(line: ContractLineItem) -> None:
    """Raises InvalidInput for what the database would refuse, naming the field."""
    problems = []
    if line.contract_id is not None:
        contract = line.contract
        first, last = _days_of(line)
        if first is not None and first < contract.first_day:
            problems.append(("first_day", f"The contract begins on {contract.first_day}."))
        if last is not None and last > contract.last_day:
            problems.append(("last_day", f"The contract ends on {contract.last_day}."))
        if line.asset is not None and line.asset.account_id != contract.account_id:
            problems.append(("asset", "It belongs to another account than the contract."))
    if problems:
        raise InvalidInput(problems)


def _refuse_lines_outside(contract: ServiceContract) -> None:
    problems = []
    lines = contract.line_items
    first, last = _days_of(contract)
    if first is not None and lines.filter(first_day__lt=first).exists():
        problems.append(("first_day", "A line item of the contract begins before it."))
    if last is not None and lines.filter(last_day__gt=last).exists():
        problems.append(("last_day", "A line item of the contract ends after it."))
    if problems:
        raise InvalidInput(problems)


def _days_of(row: ServiceContract | ContractLineItem) -> tuple[date | None, date | None]:
    """What was given so far: a day may be missing until the row is checked."""
    return row.first_day, row.last_day

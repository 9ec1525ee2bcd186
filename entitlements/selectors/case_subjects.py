"""What cases are about: the product behind an asset, the contract and the thing behind a line item."""

from collections.abc import Iterable
from typing import NamedTuple

from entitlements.coverage.candidate import CaseFacts
from entitlements.models import Asset, ContractLineItem


class Subject(NamedTuple):
    """What a case names, by our numbers."""

    contact: int | None = None
    asset: int | None = None
    product: int | None = None
    contract: int | None = None
    line_item: int | None = None


class Subjects:
    """What follows from what a batch of cases names, in two queries at most."""

    def __init__(self, named: Iterable[Subject]) -> None:
        known = list(named)
        lines = {each.line_item for each in known if each.line_item is not None}
        self._lines = (
            {
                row.pk: row
                for row in ContractLineItem.objects.filter(pk__in=lines).only(
                    "contract_id", "asset_id", "product_id"
                )
            }
            if lines
            else {}
        )
        behind = [*(each.asset for each in known), *(row.asset_id for row in self._lines.values())]
        assets = {each for each in behind if each is not None}
        self._products: dict[int, int] = (
            dict(Asset.objects.filter(pk__in=assets).values_list("pk", "product_id")) if assets else {}
        )

    def facts(self, record_type: str, channel: str, opened_at: int, subject: Subject) -> CaseFacts:
        """The case as coverage sees it: a line item brings its contract and what it covers."""
        line = self._lines.get(subject.line_item or 0)
        asset, contract, products = subject.asset, subject.contract, {subject.product}
        if line is not None:
            asset = asset if asset is not None else line.asset_id
            contract = contract if contract is not None else line.contract_id
            products.add(line.product_id)
        if asset is not None:
            products.add(self._products.get(asset))
        return CaseFacts(
            record_type=record_type,
            channel=channel,
            opened_at=opened_at,
            contact=subject.contact,
            asset=asset,
            products=frozenset(each for each in products if each is not None),
            contract=contract,
            line_item=subject.line_item,
        )

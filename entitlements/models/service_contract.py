"""What was sold: a contract for a term, and its lines."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from entitlements.models.account import Account
from entitlements.models.asset import Asset
from entitlements.models.naming import has_text
from entitlements.models.product import Product
from entitlements.models.suspension import Suspendable, suspension_is_whole
from sla_admin.shared.changes.recorded import recorded, value_of
from sla_admin.shared.guards import Guard, columns_that_never_change, refusal

_keeps_its_lines = Guard(
    name="keeps_its_lines_within",
    operation=pgtrigger.UpdateOf("first_day", "last_day"),
    declare=[("outside", "bigint")],
    func=f"""
        SELECT line.id INTO outside FROM entitlements_contractlineitem AS line
        WHERE line.contract_id = NEW.id
            AND (line.first_day < NEW.first_day OR line.last_day > NEW.last_day)
        LIMIT 1;
        IF outside IS NOT NULL THEN
            {refusal("Line item % lies outside the days of its contract.", "outside")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)

_renews_its_own = Guard(
    name="renews_a_contract_of_its_account",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("previous_id", "first_day"),
    declare=[("before", "entitlements_servicecontract%ROWTYPE")],
    func=f"""
        IF NEW.previous_id IS NULL THEN
            RETURN NEW;
        END IF;
        SELECT * INTO before FROM entitlements_servicecontract WHERE id = NEW.previous_id FOR SHARE;
        IF before.account_id <> NEW.account_id THEN
            {refusal("A contract renews one of its own account.")}
        END IF;
        IF before.last_day >= NEW.first_day THEN
            {refusal("A renewed contract begins after the last day of the one before.")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)

_fits_its_contract = Guard(
    name="fits_its_contract",
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("of", "entitlements_servicecontract%ROWTYPE"), ("owner", "bigint")],
    func=f"""
        SELECT * INTO of FROM entitlements_servicecontract WHERE id = NEW.contract_id FOR SHARE;
        IF NEW.first_day < of.first_day OR NEW.last_day > of.last_day THEN
            {
        refusal("A line item lies within the days of its contract, % to %.", "of.first_day", "of.last_day")
    }
        END IF;
        IF NEW.asset_id IS NOT NULL THEN
            SELECT account_id INTO owner FROM entitlements_asset WHERE id = NEW.asset_id;
            IF owner <> of.account_id THEN
                {refusal("Asset % belongs to another account.", "NEW.asset_id")}
            END IF;
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)


class ServiceContract(Suspendable):
    """What an account bought for a term, both days included. Its status is derived, never typed.

    A suspended contract, or one switched off, suspends every entitlement that names it. `previous` is the
    contract it renews.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=100, unique=True, help_text="What the paper is known by.")
    name = models.CharField(max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    renewal_notice_days = models.PositiveSmallIntegerField(
        default=30, help_text="This many days before the last one it is shown as to be renewed."
    )
    previous = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="renewed_by",
        help_text="The contract this one renews.",
    )
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The contract's id in the system the cases come from."
    )

    class Meta:
        verbose_name = "service contract"
        ordering: ClassVar = ["account", "-last_day", "id"]
        indexes: ClassVar = [models.Index(fields=["last_day"], name="contract_by_last_day")]
        constraints: ClassVar = [
            has_text("number", "contract_number_is_given"),
            models.CheckConstraint(
                name="contract_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is not before the first.",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="contract_external_id_once",
                violation_error_message="Another contract has this external id.",
            ),
            models.CheckConstraint(
                name="contract_not_its_own_renewal", condition=Q(previous=None) | ~Q(previous=F("id"))
            ),
            suspension_is_whole("contract_suspension_is_whole"),
        ]
        triggers: ClassVar = [
            *recorded(
                "service_contract",
                name="concat_ws(' ', changed.number, nullif(changed.name, ''))",
                part_of=("account", "changed.account_id"),
            ),
            _keeps_its_lines,
            _renews_its_own,
            columns_that_never_change("account_id", why="entitlements of the account name the contract."),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".rstrip()


class ContractLineItem(models.Model):
    """One line of a contract: it covers a product or one asset, within days of its own."""

    contract = models.ForeignKey(ServiceContract, on_delete=models.PROTECT, related_name="line_items")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="line_items"
    )
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="line_items"
    )
    name = models.CharField(max_length=200, blank=True, help_text="Blank: named by what it covers.")
    first_day = models.DateField()
    last_day = models.DateField()
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The line's id in the system the cases come from."
    )

    class Meta:
        verbose_name = "contract line item"
        ordering: ClassVar = ["contract", "first_day", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="line_item_covers_one_thing",
                condition=Q(product__isnull=False, asset=None) | Q(product=None, asset__isnull=False),
                violation_error_message="A line item covers a product or an asset, one of them.",
            ),
            models.CheckConstraint(
                name="line_item_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is not before the first.",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="line_item_external_id_once",
                violation_error_message="Another line item has this external id.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "contract_line_item",
                name="coalesce(nullif(changed.name, ''), "
                f"{value_of('entitlements_asset', 'changed.asset_id')}, "
                f"{value_of('entitlements_product', 'changed.product_id')})",
                part_of=("service_contract", "changed.contract_id"),
            ),
            _fits_its_contract,
            columns_that_never_change(
                "contract_id",
                "product_id",
                "asset_id",
                why="entitlements name the line item for what it covers.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.asset or self.product)

"""One customer's copy of a product."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from entitlements.models.account import Account
from entitlements.models.naming import has_text
from entitlements.models.product import Product
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change


class Asset(models.Model):
    """An account's copy of a product, from its first to its last day, both included; blank: without end.

    An entitlement that names it covers cases about it on these days alone.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assets")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assets")
    name = models.CharField(max_length=200)
    serial_number = models.CharField(max_length=100, blank=True)
    first_day = models.DateField(null=True, blank=True, help_text="When it was put into use.")
    last_day = models.DateField(null=True, blank=True, help_text="The last day on which it is in use.")
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The asset's id in the system the cases come from."
    )

    class Meta:
        ordering: ClassVar = ["account", "name", "id"]
        constraints: ClassVar = [
            has_text("name", "asset_name_is_given"),
            models.CheckConstraint(
                name="asset_days_in_order",
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is not before the first.",
            ),
            models.UniqueConstraint(
                fields=["product", "serial_number"],
                condition=~Q(serial_number=""),
                name="asset_serial_number_once",
                violation_error_message="Another asset of this product has this serial number.",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="asset_external_id_once",
                violation_error_message="Another asset has this external id.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "asset",
                name="concat_ws(' ', changed.name, nullif(changed.serial_number, ''))",
                part_of=("account", "changed.account_id"),
            ),
            columns_that_never_change(
                "account_id", "product_id", why="entitlements and contracts name the asset as it is."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.serial_number}".rstrip()

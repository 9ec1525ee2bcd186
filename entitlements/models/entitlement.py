"""The promise itself."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from entitlements.models.account import Account, Contact
from entitlements.models.asset import Asset
from entitlements.models.channel import channels_are_known, channels_field
from entitlements.models.entitlement_process import EntitlementProcess
from entitlements.models.entitlement_template import EntitlementTemplate
from entitlements.models.naming import has_text
from entitlements.models.product import Product
from entitlements.models.service_contract import ContractLineItem, ServiceContract
from entitlements.models.support_tier import SupportTier
from entitlements.models.suspension import Suspendable, suspension_is_whole
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import Guard, columns_that_never_change, refusal

_COUNTING = """IF TG_OP = 'UPDATE' AND current_setting('sla.counting', true) = 'incidents' THEN
            NEW.incidents_left := OLD.incidents_left;
        END IF;"""
"""Incidents that cases take and give back are in their ledgers (entitlements.services.incidents)."""

_names_its_own = Guard(
    name="names_what_is_its_accounts",
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("asset_id", "product_id", "contract_id", "line_item_id", "previous_id", "first_day"),
    declare=[
        ("asset", "entitlements_asset%ROWTYPE"),
        ("contract", "entitlements_servicecontract%ROWTYPE"),
        ("line", "entitlements_contractlineitem%ROWTYPE"),
        ("before", "entitlements_entitlement%ROWTYPE"),
    ],
    func=f"""
        IF NEW.asset_id IS NOT NULL THEN
            SELECT * INTO asset FROM entitlements_asset WHERE id = NEW.asset_id;
            IF asset.account_id <> NEW.account_id THEN
                {refusal("Asset % belongs to another account.", "NEW.asset_id")}
            END IF;
            IF NEW.product_id IS NOT NULL AND NEW.product_id <> asset.product_id THEN
                {refusal("Asset % is a copy of another product.", "NEW.asset_id")}
            END IF;
        END IF;
        IF NEW.contract_id IS NOT NULL THEN
            SELECT * INTO contract FROM entitlements_servicecontract WHERE id = NEW.contract_id;
            IF contract.account_id <> NEW.account_id THEN
                {refusal("Contract % belongs to another account.", "NEW.contract_id")}
            END IF;
        END IF;
        IF NEW.line_item_id IS NOT NULL THEN
            SELECT * INTO line FROM entitlements_contractlineitem WHERE id = NEW.line_item_id;
            IF NEW.contract_id IS NULL OR line.contract_id <> NEW.contract_id THEN
                {refusal("Line item % is no line of the contract it names.", "NEW.line_item_id")}
            END IF;
            IF line.asset_id <> NEW.asset_id OR line.product_id <> NEW.product_id
                OR line.product_id <> asset.product_id THEN
                {refusal("Line item % covers something else.", "NEW.line_item_id")}
            END IF;
        END IF;
        IF NEW.previous_id IS NOT NULL THEN
            SELECT * INTO before FROM entitlements_entitlement WHERE id = NEW.previous_id;
            IF before.account_id <> NEW.account_id THEN
                {refusal("An entitlement renews one of its own account.")}
            END IF;
            IF before.last_day >= NEW.first_day THEN
                {refusal("A renewed entitlement begins after the last day of the one before.")}
            END IF;
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)

_of_its_account = Guard(
    name="is_of_the_same_account",
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("of_contact", "bigint"), ("of_entitlement", "bigint")],
    func=f"""
        SELECT account_id INTO of_contact FROM entitlements_contact WHERE id = NEW.contact_id;
        SELECT account_id INTO of_entitlement FROM entitlements_entitlement WHERE id = NEW.entitlement_id;
        IF of_contact <> of_entitlement THEN
            {refusal("Contact % belongs to another account.", "NEW.contact_id")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)


class Entitlement(Suspendable):
    """An account was promised a tier's process from its first to its last day, both included.

    Days are those of the zone of its hours: its own, else those of its process version, else the site's.
    Whether it is active is derived from the days, the switch and the contract, never typed. It covers the
    record type of its process. What it names (contacts, asset, product, contract, line item) a case must
    match; contacts: none means all. With an allowance, each case it covers takes one incident.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entitlements")
    name = models.CharField(max_length=200)
    tier = models.ForeignKey(SupportTier, on_delete=models.PROTECT, related_name="entitlements")
    process = models.ForeignKey(EntitlementProcess, on_delete=models.PROTECT, related_name="entitlements")
    first_day = models.DateField()
    last_day = models.DateField(help_text="The last day on which it covers cases.")
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entitlements",
        help_text="Instead of the hours of the process, for milestones that name none.",
    )
    channels = channels_field()
    contacts = models.ManyToManyField(
        Contact,
        through="entitlements.EntitlementContact",
        blank=True,
        related_name="entitlements",
        help_text="Whose cases it covers; none chosen: everybody's.",
    )
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    contract = models.ForeignKey(
        ServiceContract, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    line_item = models.ForeignKey(
        ContractLineItem, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    incident_allowance = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many cases it covers; blank: any number."
    )
    incidents_left = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many of them are left; counted as cases are covered."
    )
    template = models.ForeignKey(
        EntitlementTemplate,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="entitlements",
        help_text="The template it was made from.",
    )
    previous = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="renewed_by",
        help_text="The entitlement this one renews.",
    )

    class Meta:
        ordering: ClassVar = ["account", "name", "id"]
        indexes: ClassVar = [models.Index(fields=["last_day"], name="entitlement_by_last_day")]
        constraints: ClassVar = [
            has_text("name", "entitlement_name_is_given"),
            models.CheckConstraint(
                name="entitlement_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is not before the first.",
            ),
            channels_are_known("entitlement_channels_known"),
            models.CheckConstraint(
                name="entitlement_allowance_is_whole",
                condition=Q(incident_allowance=None, incidents_left=None)
                | Q(
                    incident_allowance__isnull=False,
                    incidents_left__isnull=False,
                    incident_allowance__gte=1,
                    incidents_left__lte=F("incident_allowance"),
                ),
                violation_error_message="With an allowance of at least one, from none to all are left; "
                "without one, nothing is counted.",
            ),
            models.CheckConstraint(
                name="entitlement_line_item_names_contract",
                condition=Q(line_item=None) | Q(contract__isnull=False),
                violation_error_message="A line item comes with its contract.",
            ),
            models.CheckConstraint(
                name="entitlement_not_its_own_renewal", condition=Q(previous=None) | ~Q(previous=F("id"))
            ),
            models.UniqueConstraint(
                name="entitlement_once_per_template_and_asset",
                fields=["template", "asset"],
                condition=Q(template__isnull=False, asset__isnull=False, line_item=None, previous=None),
                violation_error_message="The template has made an entitlement for this asset.",
            ),
            models.UniqueConstraint(
                name="entitlement_once_per_template_and_line",
                fields=["template", "line_item"],
                condition=Q(template__isnull=False, line_item__isnull=False, previous=None),
                violation_error_message="The template has made an entitlement for this line item.",
            ),
            suspension_is_whole("entitlement_suspension_is_whole"),
        ]
        triggers: ClassVar = [
            *recorded(
                "entitlement", name="changed.name", part_of=("account", "changed.account_id"), first=_COUNTING
            ),
            _names_its_own,
            columns_that_never_change("account_id", why="a promise is made to one account."),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.account})"


class EntitlementContact(models.Model):
    """One of the people whose cases an entitlement covers."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="named_contacts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="named_in")

    class Meta:
        verbose_name = "contact of an entitlement"
        verbose_name_plural = "contacts of entitlements"
        constraints: ClassVar = [
            models.UniqueConstraint(name="entitlement_contact_once", fields=["entitlement", "contact"])
        ]
        triggers: ClassVar = [
            *recorded(
                "entitlement_contact",
                name="'contact ' || changed.contact_id",
                part_of=("entitlement", "changed.entitlement_id"),
            ),
            _of_its_account,
        ]

    def __str__(self) -> str:
        return str(self.contact)


class EntitlementScope(models.Model):
    """What an entitlement that is switched on covers, a row for each channel: the database's own copy.

    Two entitlements whose rows are the same would tie in every case they cover, so that nobody could say
    which applies: the unique constraint refuses the second. Nothing named is 0 or empty, since NULL never
    conflicts. Written by triggers alone (migration 0005).
    """

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=5)
    account = models.BigIntegerField()
    contacts = models.TextField()
    asset = models.BigIntegerField()
    product = models.BigIntegerField()
    contract = models.BigIntegerField()
    line_item = models.BigIntegerField()
    tier = models.BigIntegerField()
    record_type = models.CharField(max_length=12)
    last_day = models.DateField()

    class Meta:
        verbose_name = "scope of an entitlement"
        verbose_name_plural = "scopes of entitlements"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entitlement_scope_once",
                fields=[
                    "account",
                    "last_day",
                    "tier",
                    "channel",
                    "record_type",
                    "asset",
                    "product",
                    "contract",
                    "line_item",
                    "contacts",
                ],
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.channel}"

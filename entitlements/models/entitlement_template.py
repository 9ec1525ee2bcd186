"""What every copy of a product is promised."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.channel import channels_are_known, channels_field
from entitlements.models.entitlement_process import EntitlementProcess
from entitlements.models.naming import has_text
from entitlements.models.product import Product
from entitlements.models.support_tier import SupportTier
from sla_admin.shared.changes.recorded import recorded


class EntitlementTemplate(models.Model):
    """An asset or a contract line item of the product creates its entitlement from this.

    The term counts days, the first included: 33 days from 21 November end on 23 December. Changing a template
    changes no entitlement made from it before.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(max_length=200, help_text="The entitlements made from it are named so.")
    tier = models.ForeignKey(SupportTier, on_delete=models.PROTECT, related_name="templates")
    process = models.ForeignKey(EntitlementProcess, on_delete=models.PROTECT, related_name="templates")
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="templates",
        help_text="Instead of the hours of the process, for milestones that name none.",
    )
    term_days = models.PositiveIntegerField(help_text="How many days it lasts, the first included.")
    channels = channels_field()
    incident_allowance = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many cases it covers; blank: any number."
    )
    for_assets = models.BooleanField(default=True, help_text="A new asset creates its entitlement.")
    for_line_items = models.BooleanField(
        default=True, help_text="A new contract line item creates its entitlement."
    )
    is_enabled = models.BooleanField(default=True, help_text="Switched off, it creates nothing more.")

    class Meta:
        verbose_name = "entitlement template"
        ordering: ClassVar = ["product", "name", "id"]
        constraints: ClassVar = [
            has_text("name", "template_name_is_given"),
            models.UniqueConstraint(
                "product",
                Lower("name"),
                name="template_name_once_per_product",
                violation_error_message="This product has a template of this name.",
            ),
            models.CheckConstraint(
                name="template_term_is_positive",
                condition=Q(term_days__gte=1),
                violation_error_message="A term lasts at least one day.",
            ),
            models.CheckConstraint(
                name="template_allowance_is_positive",
                condition=Q(incident_allowance=None) | Q(incident_allowance__gte=1),
                violation_error_message="An allowance covers at least one case; blank: any number.",
            ),
            models.CheckConstraint(
                name="template_creates_something",
                condition=Q(for_assets=True) | Q(for_line_items=True),
                violation_error_message="A template is for assets, for line items, or both.",
            ),
            channels_are_known("template_channels_known"),
        ]
        triggers: ClassVar = recorded(
            "entitlement_template", name="changed.name", part_of=("product", "changed.product_id")
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.product})"

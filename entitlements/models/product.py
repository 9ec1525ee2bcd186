"""What can be supported."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text
from sla_admin.shared.changes.recorded import recorded


class Product(models.Model):
    """A thing that is sold and supported. What one customer has of it is an asset."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The product's id in the system the cases come from."
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            has_text("name", "product_name_is_given"),
            models.UniqueConstraint(
                Lower("name"),
                name="product_name_once",
                violation_error_message="There is a product of this name.",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="product_external_id_once",
                violation_error_message="Another product has this external id.",
            ),
        ]
        triggers: ClassVar = recorded("product", name="changed.name")

    def __str__(self) -> str:
        return self.name

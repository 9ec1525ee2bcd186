"""Named levels of commitment."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from entitlements.models.naming import KEY_FORM, has_text, key_field
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change

UNCHOSEN_COLOR = "#64748b"
"""The colour of a tier as long as nobody chose one."""


class SupportTier(models.Model):
    """A level of commitment (Enterprise, Professional, Basic …) that is sold to a segment of customers.

    `rank` 1 is the highest; where several entitlements cover a case alike, the tier of the better rank wins.
    """

    key = key_field("Short name used by the escalation matrix and the API; it never changes.", unique=True)
    name = models.CharField(max_length=100, unique=True)
    customer_segment = models.CharField(
        max_length=100, blank=True, help_text="Who is sold this tier, such as “Global accounts”."
    )
    rank = models.PositiveSmallIntegerField(
        unique=True,
        help_text="1 is the highest. The better rank wins where several entitlements cover a case.",
    )
    color = models.CharField(
        max_length=7,
        default=UNCHOSEN_COLOR,
        help_text="Shown beside the name, never instead of it, such as #1d4ed8.",
    )

    class Meta:
        verbose_name = "support tier"
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.CheckConstraint(name="tier_key_form", condition=Q(key__regex=KEY_FORM)),
            has_text("name", "tier_name_is_given"),
            models.CheckConstraint(
                name="tier_rank_from_one",
                condition=Q(rank__gte=1),
                violation_error_message="A rank is 1 or more.",
            ),
            models.CheckConstraint(
                name="tier_color_form",
                condition=Q(color__regex=r"^#[0-9a-fA-F]{6}$"),
                violation_error_message="A colour is written like #1d4ed8.",
            ),
        ]
        triggers: ClassVar = [
            *recorded("support_tier", name="changed.name"),
            columns_that_never_change("key", why="cases and matrices in use name the tier by it."),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def own_color(self) -> str:
        """The colour an administrator chose; empty where that of its rank is shown."""
        return chosen_color(self.color)


def chosen_color(color: str) -> str:
    """That colour, unless it is the one every tier begins with."""
    return "" if color == UNCHOSEN_COLOR else color

"""Support tiers."""

from typing import Any

import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from entitlements.models import SupportTier
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.page import Page


class TierAnswer(msgspec.Struct, frozen=True):
    """A named level of commitment. `rank` 1 is the highest; `key` is what matrices and cases call it."""

    id: int
    key: str
    name: str
    customer_segment: str
    rank: int
    color: str


class TierPage(Page[TierAnswer], frozen=True):
    """A page of tiers."""


class Tiers(Resource[SupportTier]):
    what = "tier"
    scope = "configuration"
    read_permissions = ("entitlements.view_supporttier",)

    def rows(self) -> QuerySet[SupportTier]:
        return SupportTier.objects.all()

    def answers(self, rows: list[SupportTier]) -> list[Any]:
        return [
            TierAnswer(
                id=tier.pk,
                key=tier.key,
                name=tier.name,
                customer_segment=tier.customer_segment,
                rank=tier.rank,
                color=tier.color,
            )
            for tier in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_tiers", summary="Support tiers", responses=TierPage, tags=["configuration"]
    )
)
class TierList(Tiers, Listing[SupportTier]):
    """The list."""


@extend_schema_view(
    get=extend_schema(
        operation_id="get_tier", summary="A support tier", responses=TierAnswer, tags=["configuration"]
    )
)
class TierDetail(Tiers, One[SupportTier]):
    """One by its id."""

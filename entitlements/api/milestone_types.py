"""Milestone types."""

from typing import Any, Literal

import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from entitlements.models import MilestoneType
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.page import Page

RecurrenceWord = Literal["none", "independent", "sequential"]


class MilestoneTypeAnswer(msgspec.Struct, frozen=True):
    """A kind of promise, with what a new definition of it copies. `hours` is the id of business hours."""

    id: int
    key: str
    name: str
    recurrence: RecurrenceWord
    hours: int | None
    pausable: bool


class MilestoneTypePage(Page[MilestoneTypeAnswer], frozen=True):
    """A page of milestone types."""


class MilestoneTypes(Resource[MilestoneType]):
    what = "milestone type"
    scope = "configuration"
    read_permissions = ("entitlements.view_milestonetype",)

    def rows(self) -> QuerySet[MilestoneType]:
        return MilestoneType.objects.all()

    def answers(self, rows: list[MilestoneType]) -> list[Any]:
        return [
            MilestoneTypeAnswer(
                id=each.pk,
                key=each.key,
                name=each.name,
                recurrence=each.recurrence,  # type: ignore[arg-type]  # a check constraint holds the words
                hours=each.hours_id,
                pausable=each.pausable,
            )
            for each in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_milestone_types",
        summary="Milestone types",
        responses=MilestoneTypePage,
        tags=["configuration"],
    )
)
class MilestoneTypeList(MilestoneTypes, Listing[MilestoneType]):
    """The list."""


@extend_schema_view(
    get=extend_schema(
        operation_id="get_milestone_type",
        summary="A milestone type",
        responses=MilestoneTypeAnswer,
        tags=["configuration"],
    )
)
class MilestoneTypeDetail(MilestoneTypes, One[MilestoneType]):
    """One by its id."""

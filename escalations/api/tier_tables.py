"""A tier table in, configuration out."""

from typing import ClassVar

import msgspec
from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.business_time.durations import format_budget
from entitlements.business_time.instants import to_datetime
from entitlements.tier_table.table import MOST_ROWS, Target
from escalations.services.tier_table import (
    MATRIX,
    Deed,
    Drafted,
    Kind,
    Options,
    draft_tier_table,
    plan_tier_table,
)
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, TextField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.view import ApiView


class PlannedStepAnswer(msgspec.Struct, frozen=True):
    """One thing that is done: `use` means that it is there already and stays as it is."""

    deed: Deed
    kind: Kind
    name: str
    details: list[str]


class PromiseAnswer(msgspec.Struct, frozen=True):
    """How one cell was read. `priority` empty: any. `remarks` say what was chosen in reading it."""

    row: int
    tier: str
    priority: str
    milestone_type: str
    budget: str
    remarks: list[str]


class TierTableAnswer(msgspec.Struct, frozen=True):
    """What is done, and how every cell was read. `versions` holds the drafts by tier, once written."""

    steps: list[PlannedStepAnswer]
    promises: list[PromiseAnswer]
    versions: dict[str, int]


class TierTableInput(Input):
    """Rows with the headings `tier`, `priority`, `hours`, `notes` and milestones such as `first_response`;
    amounts as people write them ("4 business hours", "1d", "30m"). `zone` is that of hours that name none,
    `business_hours` the name of hours for rows that say "business hours" alone, `prefix` stands before the
    names of processes.
    """

    rows = serializers.ListField(
        child=serializers.DictField(child=TextField(max_length=500, allow_blank=True)),
        min_length=1,
        max_length=MOST_ROWS,
    )
    zone = TextField(required=False, max_length=64)
    business_hours = TextField(required=False, max_length=200)
    prefix = TextField(required=False, max_length=80, allow_blank=True)
    record_type = serializers.ChoiceField(choices=["case", "work_order"], required=False)
    thresholds = serializers.ListField(child=TextField(max_length=8), required=False, max_length=10)
    matrix = TextField(required=False, max_length=200)


class _TierTable(ApiView):
    scope = "configuration"
    read_permissions: ClassVar[tuple[str, ...]] = ("entitlements.view_processversion",)
    write_permissions = ("entitlements.add_processversion",)

    def _read(self) -> tuple[list[dict[str, str]], Options]:
        told = self.read(TierTableInput)
        rows = told.pop("rows")
        told.setdefault("zone", settings.TIME_ZONE)
        told.setdefault("matrix", MATRIX)
        if "thresholds" in told:
            told["thresholds"] = tuple(told["thresholds"])
        return rows, Options(**told)


class TierTablePlan(_TierTable):
    """What drafting the table would do."""

    @extend_schema(
        operation_id="plan_tier_table",
        summary="See what a tier table would draft",
        description="Writes nothing.",
        request=TierTableInput,
        responses=TierTableAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request) -> Response:
        rows, options = self._read()
        return Response(_answer(plan_tier_table(rows, options, year=to_datetime(self.at).year)))


class TierTables(_TierTable):
    """Drafting a table."""

    @extend_schema(
        operation_id="draft_tier_table",
        summary="Draft configuration from a tier table",
        description="Hours, types, tiers, processes and a matrix are drafted, all or nothing; active "
        "versions are never touched. The same table again changes drafts that differ and nothing else.",
        request=TierTableInput,
        responses=TierTableAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        rows, options = self._read()
        return Response(_answer(draft_tier_table(rows, options, actor=actor_of(request), at=self.at)))


def _answer(drafted: Drafted) -> TierTableAnswer:
    return TierTableAnswer(
        steps=[
            PlannedStepAnswer(step.deed, step.kind, step.name, list(step.details)) for step in drafted.steps
        ],
        promises=[_promise(target) for target in drafted.table.targets],
        versions=drafted.versions,
    )


def _promise(target: Target) -> PromiseAnswer:
    return PromiseAnswer(
        row=target.row,
        tier=target.tier,
        priority=target.priority,
        milestone_type=target.column.type,
        budget=format_budget(target.budget),
        remarks=list(target.remarks),
    )

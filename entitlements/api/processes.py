"""Entitlement processes."""

from typing import Any, Literal

import msgspec
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from entitlements.models import EntitlementProcess, ProcessVersion
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.page import Page

VersionStatusWord = Literal["draft", "active", "retired"]


class VersionSummary(msgspec.Struct, frozen=True):
    """A version of a process, by name."""

    id: int
    number: int
    status: VersionStatusWord
    is_default: bool


class ProcessAnswer(msgspec.Struct, frozen=True):
    """A timeline of milestones, as a line of versions."""

    id: int
    name: str
    record_type: Literal["case", "work_order"]
    description: str
    versions: list[VersionSummary]


class ProcessPage(Page[ProcessAnswer], frozen=True):
    """A page of processes."""


class Processes(Resource[EntitlementProcess]):
    what = "process"
    scope = "configuration"
    read_permissions = ("entitlements.view_entitlementprocess",)

    def rows(self) -> QuerySet[EntitlementProcess]:
        versions = ProcessVersion.objects.order_by("number")
        return EntitlementProcess.objects.prefetch_related(Prefetch("versions", versions))

    def answers(self, rows: list[EntitlementProcess]) -> list[Any]:
        return [
            ProcessAnswer(
                id=process.pk,
                name=process.name,
                record_type=process.record_type,  # type: ignore[arg-type]  # a check constraint holds the words
                description=process.description,
                versions=[
                    VersionSummary(each.pk, each.number, each.status, each.is_default)  # type: ignore[arg-type]  # too
                    for each in process.versions.all()
                ],
            )
            for process in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_processes",
        summary="Entitlement processes",
        responses=ProcessPage,
        tags=["configuration"],
    )
)
class ProcessList(Processes, Listing[EntitlementProcess]):
    """The list."""


@extend_schema_view(
    get=extend_schema(
        operation_id="get_process",
        summary="An entitlement process",
        responses=ProcessAnswer,
        tags=["configuration"],
    )
)
class ProcessDetail(Processes, One[EntitlementProcess]):
    """One by its id."""

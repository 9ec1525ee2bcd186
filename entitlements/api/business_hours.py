"""Business hours with their revisions."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from entitlements.models import BusinessHours, BusinessHoursRevision, Holiday
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.page import Page


class HolidayAnswer(msgspec.Struct, frozen=True):
    """A closure. One date has `date`, a yearly one `month` and `day`, the Nth weekday `month`, `weekday` (0
    is Monday) and `nth` (-1: the last). `begins` and `ends` are local times; both null: the whole date.
    """

    name: str
    kind: Literal["date", "yearly", "weekday"]
    date: date | None
    month: int | None
    day: int | None
    weekday: int | None
    nth: int | None
    begins: str | None
    ends: str | None


class RevisionAnswer(msgspec.Struct, frozen=True):
    """Hours in force from a local date and time on; `effective` null: from the beginning. A draft has no
    `published_at`. `weekly` holds seven lists of `[opens, closes]`, Monday first."""

    number: int
    effective: str | None
    zone: str
    weekly: Any
    date_hours: Any
    holidays: list[HolidayAnswer]
    notes: str
    mode: Literal["keep", "count"] | None
    published_at: datetime | None


class BusinessHoursAnswer(msgspec.Struct, frozen=True):
    """A named set of hours; what they are is in its revisions."""

    id: int
    name: str
    zone: str
    description: str
    revisions: list[RevisionAnswer]


class BusinessHoursPage(Page[BusinessHoursAnswer], frozen=True):
    """A page of business hours."""


def _holiday(holiday: Holiday) -> HolidayAnswer:
    return HolidayAnswer(
        name=holiday.name,
        kind=holiday.kind,  # type: ignore[arg-type]  # a check constraint holds the words
        date=holiday.date,
        month=holiday.month,
        day=holiday.day,
        weekday=holiday.weekday,
        nth=holiday.nth,
        begins=None if holiday.begins is None else holiday.begins.isoformat(),
        ends=None if holiday.ends is None else holiday.ends.isoformat(),
    )


def _revision(revision: BusinessHoursRevision) -> RevisionAnswer:
    return RevisionAnswer(
        number=revision.number,
        effective=None if revision.effective is None else revision.effective.isoformat(),
        zone=revision.zone,
        weekly=revision.weekly,
        date_hours=revision.date_hours,
        holidays=[_holiday(each) for each in revision.holidays.all()],
        notes=revision.notes,
        mode=revision.mode or None,  # type: ignore[arg-type]  # as above
        published_at=revision.published_at,
    )


class Hours(Resource[BusinessHours]):
    what = "set of business hours"
    scope = "configuration"
    read_permissions = ("entitlements.view_businesshours",)

    def rows(self) -> QuerySet[BusinessHours]:
        revisions = BusinessHoursRevision.objects.order_by("number").prefetch_related("holidays")
        return BusinessHours.objects.prefetch_related(Prefetch("revisions", revisions))

    def answers(self, rows: list[BusinessHours]) -> list[Any]:
        return [
            BusinessHoursAnswer(
                id=hours.pk,
                name=hours.name,
                zone=hours.zone,
                description=hours.description,
                revisions=[_revision(each) for each in hours.revisions.all()],
            )
            for hours in rows
        ]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_business_hours",
        summary="Business hours",
        responses=BusinessHoursPage,
        tags=["configuration"],
    )
)
class BusinessHoursList(Hours, Listing[BusinessHours]):
    """The list."""


@extend_schema_view(
    get=extend_schema(
        operation_id="get_business_hours",
        summary="A set of business hours",
        responses=BusinessHoursAnswer,
        tags=["configuration"],
    )
)
class BusinessHoursDetail(Hours, One[BusinessHours]):
    """One by its id."""

"""Business hours with their revisions."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import BusinessHours, BusinessHoursRevision, Holiday
from entitlements.services.intersections import create_intersection
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, TextField
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import single


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
    first_timeline: int | None
    second_timeline: int | None


class BusinessHoursAnswer(msgspec.Struct, frozen=True):
    """A named set of hours; what they are is in its revisions. With `first_side` and `second_side` they are
    open where both those are; each revision then names a timeline of either.
    """

    id: int
    name: str
    zone: str
    description: str
    first_side: int | None
    second_side: int | None
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
        first_timeline=revision.first_timeline,
        second_timeline=revision.second_timeline,
    )


class IntersectionInput(Input):
    name = TextField(max_length=200, help_text="Unique; upper and lower case do not matter.")
    first = IdField(help_text="One set of hours, such as the provider's; dates are read in its zone.")
    second = IdField(help_text="The other one, such as those a customer's contract names.")
    description = TextField(max_length=10_000, required=False, allow_blank=True)
    reason = TextField(max_length=500, required=False, allow_blank=True, help_text="Why; it is kept.")


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
                first_side=hours.first_side_id,
                second_side=hours.second_side_id,
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


class IntersectionList(Hours):
    """Hours that follow from two others."""

    write_permissions = ("entitlements.add_businesshours",)

    @extend_schema(
        operation_id="create_intersection",
        summary="Hours that are open where two others both are",
        description="Each side keeps its own zone and holidays. They are published at once, and again "
        "whenever either side is.",
        request=IntersectionInput,
        responses={201: BusinessHoursAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request) -> Response:
        given = self.read(IntersectionInput)
        made = create_intersection(**given, at=self.at, actor=actor_of(request))
        address = request.path.removesuffix("intersections/")
        return single(request, self.answer(self.find(made.pk)), 201, {"Location": f"{address}{made.pk}/"})

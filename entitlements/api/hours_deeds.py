"""Revising business hours: the draft of a revision, what publishing it would mean, and publishing it."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.api.business_hours import BusinessHoursAnswer, Hours
from entitlements.models import AdoptionMode, BusinessHours, BusinessHoursRevision
from entitlements.services.business_hours import (
    change_draft,
    clocks_touched,
    discard_draft,
    draft_revision,
    preview_publication,
    publish_revision,
)
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, ObjectField, TextField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.errors import Conflict, InvalidInput

MOST_FOLDED = 5_000
"""A preview folds so many cases in a second or two; it says how many there are in all."""

_MODES = list(AdoptionMode.values)


def _shift() -> Any:
    return serializers.ListField(child=TextField(max_length=8), min_length=2, max_length=2)


class RevisionInput(Input):
    zone = TextField(max_length=64, required=False, help_text="An IANA time zone, like Europe/Berlin.")
    weekly = serializers.ListField(
        child=serializers.ListField(child=_shift(), max_length=24),
        required=False,
        min_length=7,
        max_length=7,
        help_text="Seven lists of `[opens, closes]`, Monday first.",
    )
    date_hours = serializers.ListField(
        child=ObjectField(),
        required=False,
        max_length=2_000,
        help_text="Dates with hours of their own: `date`, `name`, `intervals` as lists of `[opens, closes]`.",
    )
    effective = TextField(
        max_length=26,
        required=False,
        help_text="From which local date and time it holds, like 2027-01-01T00:00, without an offset.",
    )
    notes = TextField(max_length=10_000, required=False, allow_blank=True)


class PublicationPreviewInput(Input):
    mode = serializers.ChoiceField(
        choices=_MODES,
        help_text="`keep`: running clocks stay on the hours they have; `count`: they use the new ones from "
        "the publication on.",
    )


class PublicationInput(PublicationPreviewInput):
    reason = TextField(max_length=500, help_text="Why; it is kept with the revision and its run.")


class PublicationPreviewAnswer(msgspec.Struct, frozen=True):
    """What publishing would do to running clocks now. `looked_at` of the `cases` that can use the hours were
    folded, oldest first; all other counts but `clocks` are of those. `clocks` is how many count on the hours.
    `moves` says how far targets move, on the wall clock. `failures` are cases that would be left as they are.
    """

    cases: int
    looked_at: int
    clocks: int
    moved: int
    newly_violated: int
    relieved: int
    alerts: int
    moves: dict[str, int]
    failures: dict[str, str]


class PublicationAnswer(msgspec.Struct, frozen=True):
    """What publishing did: the revision, how many running clocks it touches, and the run that lets cases
    learn of it (`runs/{id}/`), null where nothing runs on hours.
    """

    hours: int
    revision: int
    mode: Literal["keep", "count"]
    clocks: int
    run: int | None


class _OfHours(Hours):
    write_permissions = ("entitlements.change_businesshours",)

    def held(self, request: Request, pk: int) -> BusinessHours:
        """The hours, locked, if they still are as the caller read them."""
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        return row

    def draft(self, row: BusinessHours) -> BusinessHoursRevision:
        """Their draft. Raises Conflict where there is none."""
        found = row.revisions.filter(published_at=None).first()
        if found is None:
            raise Conflict(f"There is no draft of {row}.")
        return found

    def told(self, request: Request, pk: int, status: int = 200) -> Response:
        """The hours as they are now."""
        return single(request, self.answer(self.find(pk)), status)


class HoursDraft(_OfHours):
    """The draft of the next revision."""

    http_method_names = ["post", "patch", "delete"]

    @extend_schema(
        operation_id="draft_business_hours",
        summary="Draft the next revision of business hours",
        description="A copy of the newest published revision with its holidays, changed in what is given.",
        request=RevisionInput,
        responses={201: BusinessHoursAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(RevisionInput)
        row = self.held(request, pk)
        effective = _effective(given)
        if effective is None:
            raise InvalidInput.of("effective", "Say from which local date and time it holds.")
        draft = draft_revision(row.pk, effective=effective)
        if given:
            change_draft(draft.pk, **given)
        return self.told(request, pk, 201)

    @extend_schema(
        operation_id="change_business_hours_draft",
        summary="Change the draft of business hours",
        request=RevisionInput,
        responses=BusinessHoursAnswer,
        tags=["configuration"],
    )
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(RevisionInput, partial=True)
        row = self.held(request, pk)
        effective = _effective(given)
        change_draft(self.draft(row).pk, effective=effective, **given)
        return self.told(request, pk)

    @extend_schema(
        operation_id="discard_business_hours_draft",
        summary="Discard the draft of business hours",
        responses={204: None},
        tags=["configuration"],
    )
    @write
    def delete(self, request: Request, pk: int) -> Response:
        discard_draft(self.draft(self.held(request, pk)).pk)
        return Response(status=204)


class PreviewPublication(_OfHours):
    """What publishing the draft would mean."""

    @extend_schema(
        operation_id="preview_business_hours_publication",
        summary="What publishing the draft would do to running clocks",
        description="Folds the revision into each case as it stands, and writes nothing.",
        request=PublicationPreviewInput,
        responses=PublicationPreviewAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request, pk: int) -> Response:
        mode = AdoptionMode(self.read(PublicationPreviewInput)["mode"])
        draft = self.draft(self.find(pk))
        found = preview_publication(draft.pk, mode=mode, at=self.at, most=MOST_FOLDED)
        return Response(
            PublicationPreviewAnswer(
                cases=found.cases,
                looked_at=found.looked_at,
                clocks=clocks_touched(pk),
                moved=found.moved,
                newly_violated=found.newly_violated,
                relieved=found.relieved,
                alerts=found.alerts,
                moves=dict(found.bands),
                failures={str(case): reason for case, reason in found.failures},
            )
        )


class PublishHours(_OfHours):
    """Publishing the draft."""

    @extend_schema(
        operation_id="publish_business_hours",
        summary="Publish the draft of business hours",
        description="From then on it never changes. A background run lets every open case that can use the "
        "hours learn of it, as of the instant of publication; intersections of them are published again.",
        request=PublicationInput,
        responses=PublicationAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(PublicationInput)
        draft = self.draft(self.held(request, pk))
        done = publish_revision(
            draft.pk,
            at=self.at,
            actor=actor_of(request),
            mode=AdoptionMode(given["mode"]),
            reason=given["reason"],
        )
        return Response(PublicationAnswer(pk, done.revision.number, given["mode"], done.touched, done.run))


def _effective(given: dict[str, Any]) -> datetime | None:
    """The local moment taken out of what was given. Raises InvalidInput where it is none."""
    written = given.pop("effective", None)
    if written is None:
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError as error:
        sentence = "Write a local date and time, like 2027-01-01T00:00."
        raise InvalidInput.of("effective", sentence) from error

"""Moving running cases to another version: what it would mean, and doing it."""

from typing import Any, Literal

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.clock.effect import Counts
from milestones.services.version_moves import LARGEST_LIST, MoveOrder, MovePreview, preview_move, start_move
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, InstantField, TextField, YesNoField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.view import ApiView

MOST_FOLDED = 5_000
"""A preview folds so many cases in a second or two; it says how many there are in all."""


class MoveInput(Input):
    targets = serializers.ChoiceField(
        choices=["keep", "start", "prorate"],
        help_text="Targets stay; are counted again from the start; what is left is scaled.",
    )
    passed = serializers.ChoiceField(
        choices=["fire", "skip"],
        required=False,
        help_text="Triggers that lie in the past then: the last one fires, or none. "
        "A violation is recorded in any case.",
    )
    silent = YesNoField(required=False, help_text="Tell nobody of what the move itself sets off.")
    from_version = IdField(required=False, help_text="Only cases on that version.")
    tier = TextField(max_length=64, required=False, help_text="Only cases of that tier, by its key.")
    account = IdField(required=False, help_text="Only cases of that account.")
    queue = TextField(max_length=64, required=False, help_text="Only cases in that queue, by its key.")
    priority = TextField(max_length=64, required=False, help_text="Only cases of that priority.")
    opened_from = InstantField(required=False, help_text="Only cases opened at or after.")
    opened_before = InstantField(required=False, help_text="Only cases opened before.")
    cases = serializers.ListField(
        child=IdField(),
        required=False,
        min_length=1,
        max_length=LARGEST_LIST,
        help_text="Only these cases.",
    )


class StartMoveInput(MoveInput):
    reason = TextField(max_length=500, help_text="Why they are moved; it is kept with the run.")


class CountsAnswer(msgspec.Struct, frozen=True):
    """Open clocks by what becomes of them. `relieved`: violated before, and not any more."""

    clocks: int
    moved: int
    unaffected: int
    canceled: int
    started: int
    newly_violated: int
    relieved: int


class BandAnswer(msgspec.Struct, frozen=True):
    """How many targets move so far, on the wall clock."""

    moves: str
    clocks: int


class FailureAnswer(msgspec.Struct, frozen=True):
    """A case that would be left as it is, and why."""

    case: int
    reason: str


class MovePreviewAnswer(msgspec.Struct, frozen=True):
    """What a move would do now. `looked_at` of the `cases` were folded, oldest first; all counts are of
    those. `alerts` are triggers that the move itself reaches."""

    cases: int
    looked_at: int
    changed_cases: int
    clocks: CountsAnswer
    milestones: dict[str, CountsAnswer]
    bands: list[BandAnswer]
    alerts: int
    newly_violated_cases: list[int]
    relieved_cases: list[int]
    failures: list[FailureAnswer]


class MoveRunAnswer(msgspec.Struct, frozen=True):
    """The run that moves them: follow it at `/runs/{id}/`."""

    run: int
    title: str
    state: Literal["waiting"]
    cases: int


def move_preview_answer(preview: MovePreview) -> MovePreviewAnswer:
    """A preview as the API tells it."""
    summary = preview.summary
    return MovePreviewAnswer(
        cases=preview.cases,
        looked_at=preview.looked_at,
        changed_cases=summary.changed_cases,
        clocks=_counts(summary.total),
        milestones={key: _counts(each) for key, each in summary.by_milestone.items()},
        bands=[BandAnswer(words, number) for words, number in summary.bands.items()],
        alerts=summary.alerts,
        newly_violated_cases=summary.newly_violated_cases,
        relieved_cases=summary.relieved_cases,
        failures=[FailureAnswer(case, reason) for case, reason in preview.failures],
    )


def _counts(counts: Counts) -> CountsAnswer:
    return CountsAnswer(
        counts.clocks,
        counts.moved,
        counts.unaffected,
        counts.canceled,
        counts.started,
        counts.newly_violated,
        counts.relieved,
    )


class _Moves(ApiView):
    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)
    write_permissions = ("entitlements.change_processversion",)

    def order(self, version: int, given: dict[str, Any]) -> MoveOrder:
        chosen = {name: value for name, value in given.items() if name != "reason"}
        if "cases" in chosen:
            chosen["cases"] = tuple(chosen["cases"])
        return MoveOrder(version=version, **chosen)


class PreviewMove(_Moves):
    """What a move would mean."""

    @extend_schema(
        operation_id="preview_version_move",
        summary="What moving running cases to this version would do",
        description="Folds the move into each case as it stands, and writes nothing.",
        request=MoveInput,
        responses=MovePreviewAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request, pk: int) -> Response:
        order = self.order(pk, self.read(MoveInput))
        return Response(move_preview_answer(preview_move(order, at=self.at, most=MOST_FOLDED)))


class StartMove(_Moves):
    """Moving running cases."""

    @extend_schema(
        operation_id="move_cases_to_version",
        summary="Move running cases to this version",
        description="Starts a background run that can be stopped, continued and taken back.",
        request=StartMoveInput,
        responses={201: MoveRunAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(StartMoveInput)
        run = start_move(self.order(pk, given), actor=actor_of(request), at=self.at, reason=given["reason"])
        answer = MoveRunAnswer(run.pk, run.title, "waiting", run.total)
        return Response(answer, status=201, headers={"Location": f"/api/v1/runs/{run.pk}/"})

"""Many cases at once."""

from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.case_input import CaseInput, case_request
from milestones.api.cases import READ, WRITE
from milestones.api.recorded import taken
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import Input, ObjectField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.problem import Problem, problem_of
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput, Refusal

MOST = 500


class BulkItem(msgspec.Struct, frozen=True):
    """What became of one item: `status` is the one it would have had alone (201, 200, 400, 409), with the
    case's id or the problem.
    """

    index: int
    status: int
    case: int | None
    problem: Problem | None


class BulkAnswer(msgspec.Struct, frozen=True):
    """What became of each item, in the order in which they were sent."""

    results: list[BulkItem]


class BulkShape(Input):
    """What is read of the whole; each case is read on its own, so that one cannot refuse the others."""

    cases = serializers.ListField(child=ObjectField(), min_length=1, max_length=MOST)


class BulkInput(Input):
    """Up to 500 cases, each as `upsert_case` takes it."""

    cases = serializers.ListField(child=CaseInput(), min_length=1, max_length=MOST)


class CaseBulk(ApiView):
    """Up to 500 cases in one request."""

    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    @extend_schema(
        operation_id="upsert_cases",
        summary="Tell up to 500 cases",
        description="Each item has a status of its own; one that is refused changes nothing and stops no "
        "other. All that are taken in are stored together.",
        request=BulkInput,
        responses=BulkAnswer,
        tags=["cases"],
    )
    @write
    def post(self, request: Request) -> Response:
        items = self.read(BulkShape)["cases"]
        answers: dict[int, BulkItem] = {}
        requests: list[tuple[int, CaseRequest]] = []
        seen: dict[tuple[str, str, int | None, int], int] = {}
        for index, item in enumerate(items):
            try:
                told = case_request(self.read(CaseInput, item), actor_of(request))
                _refuse_tie(seen, index, told)
                requests.append((index, told))
            except (serializers.ValidationError, InvalidInput) as error:
                answers[index] = _refused(index, error)
        outcomes = record([each for _, each in requests], at=self.at) if requests else []
        for (index, _), recorded in zip(requests, outcomes, strict=True):
            try:
                case = taken(recorded)
            except Refusal as refusal:
                answers[index] = _refused(index, refusal)
            else:
                answers[index] = BulkItem(index, 201 if case.is_new_case else 200, case.case_id, None)
        return Response(BulkAnswer([answers[index] for index in range(len(items))]))


def _refuse_tie(seen: dict[tuple[str, str, int | None, int], int], index: int, told: CaseRequest) -> None:
    """One case told twice at one instant has no order but the source's own; without that, the later item
    would win or lose by chance.
    """
    first = seen.setdefault((told.source, told.external_id, told.occurred_at, told.sequence), index)
    if first != index and not told.event_id:
        raise InvalidInput.of(
            "external_id",
            f"Item {first} tells this case at the same instant. Give each its `sequence` or `occurred_at`.",
        )


def _refused(index: int, error: Exception) -> BulkItem:
    found: Any = problem_of(error)
    return BulkItem(index, found.status, None, found)

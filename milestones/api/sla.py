"""Where the promises of cases stand."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.cases import READ
from milestones.api.sla_answers import SlaAnswer, SlaList, sla_answer
from milestones.engine.plan import PinnedPlan
from milestones.selectors.sla import cases_now, cases_with_promise
from sla_admin.shared.api.fields import LARGEST_ID
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput, NotFound

MOST = 500


class CaseSla(ApiView):
    """The promises of one case."""

    scope = "cases"
    read_permissions = READ

    @extend_schema(
        operation_id="get_case_sla",
        summary="Where a case's promises stand",
        description="How it stands overall, every milestone, what happens next, and which promise applies, "
        "and why.",
        responses=SlaAnswer,
        tags=["sla"],
    )
    def get(self, request: Request, pk: int) -> Response:
        case = cases_with_promise().filter(pk=pk).first()
        if case is None:
            raise NotFound(f"There is no case {pk}.")
        at = self.at
        return Response(sla_answer(cases_now([case], at, PinnedPlan())[0], at))


class ManyCaseSla(ApiView):
    """The promises of many cases."""

    scope = "cases"
    read_permissions = READ
    query_names = ("id",)
    repeatable_names = ("id",)

    @extend_schema(
        operation_id="get_many_case_sla",
        summary="Where the promises of up to 500 cases stand",
        parameters=[
            OpenApiParameter(
                "id",
                {
                    "type": "array",
                    "items": {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID},
                    "minItems": 1,
                    "maxItems": MOST,
                },
                required=True,
                description="A case's id; repeat it for each case.",
            )
        ],
        responses=SlaList,
        tags=["sla"],
    )
    def get(self, request: Request) -> Response:
        ids = _ids(request.query_params.getlist("id"))
        found = {case.pk: case for case in cases_with_promise().filter(pk__in=ids)}
        cases = [found[pk] for pk in ids if pk in found]
        at = self.at
        answers = [sla_answer(now, at) for now in cases_now(cases, at, PinnedPlan())]
        return Response(SlaList(answers, [pk for pk in ids if pk not in found]))


def _ids(written: list[str]) -> list[int]:
    if not 1 <= len(written) <= MOST:
        raise InvalidInput.of("id", f"Name 1 to {MOST} cases.")
    for each in written:
        if not (each.isascii() and each.isdigit() and len(each) <= 19 and 1 <= int(each) <= LARGEST_ID):
            raise InvalidInput.of("id", f"{each[:40]!r} is no id.")
    return list(dict.fromkeys(int(each) for each in written))

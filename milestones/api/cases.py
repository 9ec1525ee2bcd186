"""Cases: upsert, list, one by its id."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.case_answers import CaseAnswer, CasePage, case_answers
from milestones.api.case_input import CaseInput, case_request
from milestones.api.recorded import taken
from milestones.clock.standing import NO_CLOCK, STANDINGS, CaseStanding
from milestones.models import Case
from milestones.models.case import CHANNELS, COVERAGE_OUTCOMES, RECORD_TYPES
from milestones.selectors.sla import cases_with_people
from milestones.selectors.standing import cases_standing
from milestones.services.commands import lock_case
from milestones.services.record import record
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.precondition import require_match, single, wants_match
from sla_admin.shared.api.schema import single_answer

READ = ("milestones.view_case",)
WRITE = ("milestones.change_case",)


class CaseFilters(django_filters.FilterSet):
    source = TextFilter(lookup_expr="exact", label="Cases of that source.")
    external_id = TextFilter(lookup_expr="exact", label="Cases of that identity in their source.")
    record_type = WordFilter(words=RECORD_TYPES, label="Cases or work orders.")
    status = TextFilter(label="Upper and lower case do not matter.")
    priority = TextFilter(label="Upper and lower case do not matter.")
    channel = WordFilter(words=CHANNELS, label="The way they came in.")
    queue = TextFilter(field_name="queue__key", lookup_expr="exact", label="The queue's key.")
    owner = TextFilter(field_name="owner__username", lookup_expr="exact", label="The owner's user name.")
    account = IdFilter(field_name="account_id", label="The account's id.")
    contact = IdFilter(field_name="contact_id", label="The contact's id.")
    asset = IdFilter(field_name="asset_id", label="The asset they are about.")
    product = IdFilter(field_name="product_id", label="The product they name.")
    contract = IdFilter(field_name="contract_id", label="The contract they name.")
    line_item = IdFilter(field_name="line_item_id", label="The contract line item they name.")
    entitlement = IdFilter(field_name="entitlement_id", label="The entitlement that applies.")
    coverage_outcome = WordFilter(words=COVERAGE_OUTCOMES, label="What was found to apply.")
    standing = WordFilter(
        words=(*STANDINGS, NO_CLOCK), method="filter_standing", label="How the case stands overall."
    )
    opened_from = InstantFilter(field_name="opened_at", lookup_expr="gte", label="Opened at or after.")
    opened_before = InstantFilter(field_name="opened_at", lookup_expr="lt", label="Opened before.")

    def filter_standing(self, rows: QuerySet[Case], _name: str, word: CaseStanding) -> QuerySet[Case]:
        return cases_standing(rows, word)


class Cases(Resource[Case]):
    what = "case"
    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    def rows(self) -> QuerySet[Case]:
        return cases_with_people().defer("engine_state__state")

    def answers(self, rows: list[Case]) -> list[Any]:
        return case_answers(rows)


@extend_schema_view(
    get=extend_schema(
        operation_id="list_cases", summary="Cases, newest first", responses=CasePage, tags=["cases"]
    )
)
class CaseList(Cases, Listing[Case]):
    """The list, and cases told by their source."""

    newest_first: ClassVar[bool] = True
    filterset_class = CaseFilters

    @extend_schema(
        operation_id="upsert_case",
        summary="Tell a case",
        description="Opens the case, or tells what its source asserts now: fields left out stay as "
        "they are. The case is known by `source` and `external_id`. Answers 201 for a new case, 200 for a "
        "known one.",
        request=CaseInput,
        responses={200: CaseAnswer, 201: CaseAnswer},
        tags=["cases"],
    )
    @single_answer
    @write
    def post(self, request: Request) -> Response:
        given = self.read(CaseInput)
        if wants_match(request):
            known = lock_case(given["source"], given["external_id"])
            require_match(request, None if known is None else self.answer(self.find(known)))
        case = taken(record([case_request(given, actor_of(request))], at=self.at)[0])
        answer = self.answer(self.find(case.case_id))
        if not case.is_new_case:
            return single(request, answer)
        return single(request, answer, 201, {"Location": f"{request.path}{case.case_id}/"})


@extend_schema_view(
    get=extend_schema(operation_id="get_case", summary="A case", responses=CaseAnswer, tags=["cases"])
)
class CaseDetail(Cases, One[Case]):
    """One by its id."""

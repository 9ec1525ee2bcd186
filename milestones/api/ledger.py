"""The ledger of a case."""

from datetime import datetime
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.api.events import find_case
from milestones.engine.ledger import read_body, read_fact
from milestones.models import LedgerEntry
from sla_admin.shared.api.page import Page, page_of
from sla_admin.shared.api.view import ApiView


class LedgerAnswer(msgspec.Struct, frozen=True):
    """A fact, or the withdrawal of an earlier one. `clock` is definition/cycle/occurrence, null for the case
    itself. `data` holds the fact's own numbers as they were hashed: instants in microseconds since 1970 UTC,
    durations in microseconds. `hash` is SHA-256 over the previous entry's hash and the stored bytes.
    """

    seq: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str | None
    cause: str
    clock: str | None
    type: str | None
    trigger: str | None
    repeat: int
    severity: str | None
    generation: int
    withdraws: int | None
    withdrawn_by: int | None
    data: dict[str, Any]
    hash: str


class LedgerPage(Page[LedgerAnswer], frozen=True):
    """A page of ledger entries, in their order."""


class CaseLedger(ApiView):
    """The ledger of one case."""

    scope = "cases"
    read_permissions = ("milestones.view_ledgerentry",)
    is_paged = True

    @extend_schema(
        operation_id="list_ledger", summary="The ledger of a case", responses=LedgerPage, tags=["ledger"]
    )
    def get(self, request: Request, pk: int) -> Response:
        case = find_case(pk)

        def answers(rows: list[LedgerEntry]) -> list[LedgerAnswer]:
            withdrawals = LedgerEntry.objects.filter(case=case, withdraws__in=[row.seq for row in rows])
            withdrawn = dict(withdrawals.values_list("withdraws", "seq"))
            return [_answer(row, withdrawn.get(row.seq)) for row in rows]

        return Response(page_of(LedgerEntry.objects.filter(case=case), request, answers, by="seq"))


def _answer(row: LedgerEntry, withdrawn_by: int | None) -> LedgerAnswer:
    body = read_body(bytes(row.body))
    fact = None if body.withdraws is not None else read_fact(body.fact)
    return LedgerAnswer(
        seq=row.seq,
        kind=row.kind,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        actor=row.actor or None,
        cause=row.cause,
        clock=row.clock or None,
        type=fact.type or None if fact is not None else None,
        trigger=fact.trigger or None if fact is not None else None,
        repeat=0 if fact is None else fact.repeat,
        severity=fact.severity or None if fact is not None else None,
        generation=row.generation,
        withdraws=row.withdraws,
        withdrawn_by=withdrawn_by,
        data={} if fact is None else fact.data,
        hash=bytes(row.hash).hex(),
    )

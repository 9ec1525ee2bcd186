"""The history of configuration as a feed that loses nothing."""

import base64
import binascii
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

import django_filters
import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.changes.sentences import sentence_of
from sla_admin.changes.values import names_in
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter
from sla_admin.shared.api.page import page_size
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.changes.feed import BEGINNING, Position, after, settled
from sla_admin.shared.changes.kinds import models_by_kind
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import ConfigurationChange, Operation


class ChangeAnswer(msgspec.Struct, frozen=True):
    """One row of configuration, changed by one statement.

    `before` and `after` hold the columns that changed, as the database has them; `said` is the same in words.
    What was done together has the same `transaction`.
    """

    id: int
    transaction: int
    at: datetime
    kind: str
    object_id: int | None
    object_name: str
    part_of_kind: str | None
    part_of_id: int | None
    operation: Literal["created", "changed", "deleted", "emptied", "purged"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    said: str
    actor: str
    reason: str
    source: str
    request_id: str


class ChangesAnswer(msgspec.Struct, frozen=True):
    """Some changes in the order in which they became final. Follow `next` again and again: where nothing is
    new yet its answer is empty, and nothing is ever missed or told twice."""

    next: str
    results: list[ChangeAnswer]


class ChangeFilters(django_filters.FilterSet):
    kind = WordFilter(words=sorted(models_by_kind()), label="Changes of that kind of object.")
    object_id = IdFilter(label="Changes of the object with that id; give its kind too.")
    part_of_kind = TextFilter(lookup_expr="exact", label="Changes of parts of that kind of object.")
    part_of_id = IdFilter(label="Changes of parts of the object with that id.")
    actor = TextFilter(lookup_expr="exact", label="Changes by `user:<id>`, `key:<prefix>` …")
    operation = WordFilter(words=Operation.values, label="What was done.")
    since = InstantFilter(field_name="at", lookup_expr="gte", label="Changes at that instant or later.")
    before = InstantFilter(field_name="at", lookup_expr="lt", label="Changes before that instant.")


class Changes(ApiView):
    """Who changed which configuration, when, from what to what, and why."""

    scope = "changes"
    read_permissions = ("shared.view_configurationchange",)
    filterset_class = ChangeFilters
    is_paged = True

    @extend_schema(
        operation_id="list_changes",
        summary="Follow the changes of configuration",
        description="In the order (transaction, id), and only what no change can come before any more: a "
        "transaction that began earlier and ends later is delivered after, never skipped. A long transaction "
        "at work delays those behind it.",
        responses=ChangesAnswer,
        tags=["changes"],
    )
    def get(self, request: Request) -> Response:
        position = _read(request.query_params.get("cursor"))
        rows = after(self.filtered(settled()), position)
        found: list[ConfigurationChange] = list(rows[: page_size(request)])
        last = Position(found[-1].transaction, found[-1].pk) if found else position
        names = names_in(found)
        return Response(
            ChangesAnswer(
                _address(request, last), [_answer(each, sentence_of(each, names)) for each in found]
            )
        )


def _answer(row: ConfigurationChange, said: str) -> ChangeAnswer:
    return ChangeAnswer(
        id=row.pk,
        transaction=row.transaction,
        at=row.at,
        kind=row.kind,
        object_id=row.object_id,
        object_name=row.object_name,
        part_of_kind=row.part_of_kind or None,
        part_of_id=row.part_of_id,
        operation=row.operation,  # type: ignore[arg-type]  # a check constraint holds the words
        before=row.before,
        after=row.after,
        said=said,
        actor=row.actor,
        reason=row.reason,
        source=row.source,
        request_id=row.request_id,
    )


def _read(written: str | None) -> Position:
    if written is None:
        return BEGINNING
    try:
        first, _dot, second = base64.urlsafe_b64decode(written.encode("ascii")).decode("ascii").partition(".")
        if first.isdigit() and second.isdigit() and len(first) <= 18 and len(second) <= 18:
            return Position(int(first), int(second))
    except (UnicodeError, binascii.Error, ValueError):
        pass  # Not ours in whatever way; the one reason below says all there is to say.
    raise InvalidInput.of("cursor", "Follow the address in `next`; this is none.")


def _address(request: Request, position: Position) -> str:
    cursor = base64.urlsafe_b64encode(f"{position.transaction}.{position.id}".encode()).decode()
    kept = [(name, value) for name, value in request.query_params.items() if name != "cursor"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}")

"""Notices: what people were told inside the application.

A person sees and reads their own; a key, which is nobody, those of whoever it names.
"""

from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.contrib.auth.models import User
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.models import Notice
from escalations.models.notice import NoticeKind
from escalations.notices import read_all, read_notice
from sla_admin.shared.api.fields import IdField, Input, TextField
from sla_admin.shared.api.filters import IdFilter, TextFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single, wants_match
from sla_admin.shared.api.schema import single_answer
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.api_key import ApiKey

READ = ("escalations.view_notice",)
WRITE = ("escalations.change_notice",)


class NoticeAnswer(msgspec.Struct, frozen=True):
    """One thing one person was told. `content` holds keys, instants (µs since 1970 UTC) and actors, no names;
    of an escalation it is the fact: milestone, type, trigger, severity, target. `read_at` null: not read yet.
    """

    id: int
    recipient: str
    kind: Literal["alert", "correction", "case_assigned", "customer_replied", "task_assigned"]
    case: int | None
    task: int | None
    content: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class NoticePage(Page[NoticeAnswer], frozen=True):
    """A page of notices."""


class NoticeReadInput(Input):
    """Nothing is asked."""


class NoticesReadInput(Input):
    recipient = TextField(
        max_length=150, required=False, help_text="Whose: a user name. A person reads their own."
    )
    up_to = IdField(required=False, help_text="Only notices that are not newer than this one.")


class NoticesReadAnswer(msgspec.Struct, frozen=True):
    """How many were unread before."""

    read: int


class NoticeFilters(django_filters.FilterSet):
    recipient = TextFilter(field_name="recipient__username", lookup_expr="exact", label="A user name.")
    kind = WordFilter(words=NoticeKind.values, label="What it is about.")
    case = IdFilter(field_name="case_id", label="Notices about that case.")
    is_read = YesNoFilter(method="filter_read", label="Whether it was read.")

    def filter_read(self, rows: QuerySet[Notice], _name: str, value: bool) -> QuerySet[Notice]:
        return rows.filter(read_at__isnull=not value)


class Notices(Resource[Notice]):
    what = "notice"
    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    def rows(self) -> QuerySet[Notice]:
        rows = Notice.objects.select_related("recipient")
        return rows if _is_key(self.request) else rows.filter(recipient=self.request.user.pk)

    def answers(self, rows: list[Notice]) -> list[Any]:
        return [_answer(row) for row in rows]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_notices", summary="Notices, newest first", responses=NoticePage, tags=["notices"]
    )
)
class NoticeList(Notices, Listing[Notice]):
    """The list."""

    newest_first = True
    filterset_class = NoticeFilters


@extend_schema_view(
    get=extend_schema(operation_id="get_notice", summary="A notice", responses=NoticeAnswer, tags=["notices"])
)
class NoticeDetail(Notices, One[Notice]):
    """One by its id."""


class NoticeRead(Notices):
    """Reading one."""

    @extend_schema(
        operation_id="read_notice",
        summary="Mark a notice as read",
        request=NoticeReadInput,
        responses=NoticeAnswer,
        tags=["notices"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(NoticeReadInput)
        if wants_match(request):
            require_match(request, self.answer(self.find(pk, lock=True)))
        read_notice(pk, user=None if _is_key(request) else request.user.pk, at=self.at)
        return single(request, self.answer(self.find(pk)))


class NoticesRead(ApiView):
    """Reading all."""

    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    @extend_schema(
        operation_id="read_notices",
        summary="Mark all notices of a person as read",
        request=NoticesReadInput,
        responses=NoticesReadAnswer,
        tags=["notices"],
    )
    @write
    def post(self, request: Request) -> Response:
        given = self.read(NoticesReadInput)
        user = _whose(request, given.get("recipient"))
        return Response(NoticesReadAnswer(read_all(user, at=self.at, up_to=given.get("up_to"))))


def _whose(request: Request, recipient: str | None) -> int:
    """Whose notices are meant. Raises InvalidInput where a key names nobody, or a person somebody else."""
    if not _is_key(request):
        if recipient not in (None, request.user.get_username()):
            raise InvalidInput.of("recipient", "A person reads their own notices.")
        me: int = request.user.pk or 0
        return me
    found = (
        User.objects.filter(username=recipient).values_list("pk", flat=True).first() if recipient else None
    )
    if found is None:
        reason = f"There is no user {recipient!r}." if recipient else "A key is nobody: name whose they are."
        raise InvalidInput.of("recipient", reason)
    return found


def _is_key(request: Request) -> bool:
    return isinstance(request.auth, ApiKey)


def _answer(row: Notice) -> NoticeAnswer:
    return NoticeAnswer(
        id=row.pk,
        recipient=row.recipient.get_username(),
        kind=row.kind,  # type: ignore[arg-type]  # a check constraint holds the words
        case=row.case_id,
        task=row.task_id,
        content=row.content,
        created_at=row.created_at,
        read_at=row.read_at,
    )

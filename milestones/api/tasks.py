"""Tasks: list, one, and every deed on them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import django_filters
import msgspec
from django.contrib.auth.models import User
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.models import Queue, Task
from milestones.models.task import CLOSED_STATUSES, OPEN_STATUSES, TaskStatus
from milestones.selectors.tasks import tasks_with_people
from milestones.services.tasks import (
    Done,
    TaskWish,
    change_task,
    create_task,
    drop_task,
    finish_task,
    reassign_task,
    reopen_task,
    take_task,
    undo_task,
)
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import IdField, Input, InstantField, TextField, WholeNumberField
from sla_admin.shared.api.filters import IdFilter, InstantFilter, TextFilter, WordFilter, YesNoFilter
from sla_admin.shared.api.listing import Listing, One, Resource
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer
from sla_admin.shared.errors import InvalidInput

READ = ("milestones.view_task",)
WRITE = ("milestones.change_task",)


class TaskAnswer(msgspec.Struct, frozen=True):
    """A task: for a person, or for whoever of a queue takes it. `step` is the number of its latest deed, by
    which that deed can be undone. `origin` is the key of the delivery that asked for it, null for a person's.
    """

    id: int
    case: int | None
    subject: str
    text: str
    assignee: str | None
    queue: str | None
    due_at: datetime
    status: Literal["waiting", "begun", "done", "not_needed"]
    created_at: datetime
    created_by: str
    begun_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: str
    origin: str | None
    step: int


class TaskPage(Page[TaskAnswer], frozen=True):
    """A page of tasks."""


class TaskInput(Input):
    subject = TextField(max_length=200, help_text="What is to be done.")
    text = TextField(max_length=5000, required=False, allow_blank=True)
    case = IdField(required=False, help_text="The case it is about.")
    assignee = TextField(max_length=150, required=False, help_text="A user name. This or a queue.")
    queue = TextField(max_length=64, required=False, help_text="A queue's key.")
    due_at = InstantField()


class TaskChangeInput(Input):
    subject = TextField(max_length=200)
    text = TextField(max_length=5000, allow_blank=True)
    due_at = InstantField()


class TaskTakeInput(Input):
    assignee = TextField(
        max_length=150, required=False, help_text="Who begins it. A person who asks may leave it out."
    )


class TaskGiveInput(Input):
    assignee = TextField(max_length=150, required=False, help_text="A user name. This or a queue.")
    queue = TextField(max_length=64, required=False, help_text="A queue's key.")
    note = TextField(max_length=500, required=False, allow_blank=True)


class TaskDoneInput(Input):
    outcome = TextField(max_length=500, required=False, allow_blank=True, help_text="What came of it.")


class TaskDropInput(Input):
    reason = TextField(max_length=500, help_text="Why it is no longer needed.")


class TaskReopenInput(Input):
    """Nothing is asked."""


class TaskUndoInput(Input):
    step = WholeNumberField(min_value=1, max_value=2**31 - 1, help_text="The latest deed, as answered.")


class TaskFilters(django_filters.FilterSet):
    case = IdFilter(field_name="case_id", label="Tasks of that case.")
    assignee = TextFilter(field_name="assignee__username", lookup_expr="exact", label="A user name.")
    queue = TextFilter(field_name="queue__key", lookup_expr="exact", label="A queue's key.")
    status = WordFilter(words=TaskStatus.values, label="Where it stands.")
    is_open = YesNoFilter(method="filter_open", label="Still to be done.")
    due_before = InstantFilter(field_name="due_at", lookup_expr="lt", label="Due before.")
    due_from = InstantFilter(field_name="due_at", lookup_expr="gte", label="Due at or after.")

    def filter_open(self, rows: QuerySet[Task], _name: str, value: bool) -> QuerySet[Task]:
        return rows.filter(status__in=OPEN_STATUSES if value else CLOSED_STATUSES)


class Tasks(Resource[Task]):
    what = "task"
    scope = "cases"
    read_permissions = READ
    write_permissions = WRITE

    def rows(self) -> QuerySet[Task]:
        return tasks_with_people().prefetch_related("changes")

    def answers(self, rows: list[Task]) -> list[Any]:
        return [_answer(row) for row in rows]

    def deed(self, request: Request, pk: int, shape: type[Input], do: Callable[..., Done]) -> Response:
        """One deed on a task; answers the task as it is then."""
        if "If-Match" in request.headers:
            require_match(request, self.answer(self.find(pk, lock=True)))
        given = self.read(shape)
        do(pk, **given, actor=actor_of(request), at=self.at)
        return single(request, self.answer(self.find(pk)))


@extend_schema_view(
    get=extend_schema(operation_id="list_tasks", summary="Tasks", responses=TaskPage, tags=["tasks"])
)
class TaskList(Tasks, Listing[Task]):
    """The list, and new tasks."""

    filterset_class = TaskFilters

    @extend_schema(
        operation_id="create_task",
        summary="Make a task",
        request=TaskInput,
        responses={201: TaskAnswer},
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request) -> Response:
        given = self.read(TaskInput)
        wish = TaskWish(
            subject=given["subject"],
            due_at=given["due_at"],
            text=given.get("text", ""),
            case=given.get("case"),
            **_holder(given),
        )
        made = create_task(wish, actor=actor_of(request), at=self.at).task
        return single(
            request, self.answer(self.find(made.pk)), 201, {"Location": f"{request.path}{made.pk}/"}
        )


@extend_schema_view(
    get=extend_schema(operation_id="get_task", summary="A task", responses=TaskAnswer, tags=["tasks"])
)
class TaskDetail(Tasks, One[Task]):
    """One by its id."""

    @extend_schema(
        operation_id="change_task",
        summary="Change a task's words or due instant",
        request=TaskChangeInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        require_match(request, self.answer(self.find(pk, lock=True)))
        change_task(pk, self.read(TaskChangeInput, partial=True), actor=actor_of(request), at=self.at)
        return single(request, self.answer(self.find(pk)))


class TaskTake(Tasks):
    """Beginning a task."""

    @extend_schema(
        operation_id="take_task",
        summary="Begin a task",
        description="A task of a queue becomes the person's. A key names the person in `assignee`.",
        request=TaskTakeInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        def take(pk: int, *, assignee: str = "", actor: str, at: int) -> Done:
            user = _user(assignee) if assignee else request.user.pk
            if user is None:
                raise InvalidInput.of("assignee", "A key is nobody: name who begins the task.")
            return take_task(pk, user=user, actor=actor, at=at)

        return self.deed(request, pk, TaskTakeInput, take)


class TaskReassign(Tasks):
    """Giving a task to another."""

    @extend_schema(
        operation_id="reassign_task",
        summary="Give a task to a person or a queue",
        request=TaskGiveInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        def give(pk: int, *, note: str = "", actor: str, at: int, **holder: str) -> Done:
            return reassign_task(pk, note=note, actor=actor, at=at, **_holder(holder))

        return self.deed(request, pk, TaskGiveInput, give)


class TaskDone(Tasks):
    """Doing a task."""

    @extend_schema(
        operation_id="finish_task",
        summary="A task is done",
        request=TaskDoneInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.deed(request, pk, TaskDoneInput, finish_task)


class TaskDrop(Tasks):
    """Dropping a task."""

    @extend_schema(
        operation_id="drop_task",
        summary="A task is no longer needed",
        request=TaskDropInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.deed(request, pk, TaskDropInput, drop_task)


class TaskReopen(Tasks):
    """Opening a closed task."""

    @extend_schema(
        operation_id="reopen_task",
        summary="Open a task again",
        request=TaskReopenInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        return self.deed(request, pk, TaskReopenInput, reopen_task)


class TaskUndo(Tasks):
    """Taking back the latest deed."""

    @extend_schema(
        operation_id="undo_task",
        summary="Take back the latest deed on a task",
        request=TaskUndoInput,
        responses=TaskAnswer,
        tags=["tasks"],
    )
    @single_answer
    @write
    def post(self, request: Request, pk: int) -> Response:
        def undo(pk: int, *, step: int, actor: str, at: int) -> Done:
            return undo_task(pk, step, actor=actor, at=at)

        return self.deed(request, pk, TaskUndoInput, undo)


def _holder(given: dict[str, Any]) -> dict[str, Any]:
    """The person and queue that were named, by id. Raises InvalidInput for those that are not there."""
    problems: list[tuple[str, str]] = []
    assignee = queue = None
    if "assignee" in given:
        assignee = User.objects.filter(username=given["assignee"]).values_list("pk", flat=True).first()
        if assignee is None:
            problems.append(("assignee", f"There is no user {given['assignee']!r}."))
    if "queue" in given:
        queue = Queue.objects.filter(key=given["queue"]).values_list("pk", flat=True).first()
        if queue is None:
            problems.append(("queue", f"There is no queue {given['queue']!r}."))
    if problems:
        raise InvalidInput(problems)
    return {"assignee": assignee, "queue": queue}


def _user(username: str) -> int:
    found: int = _holder({"assignee": username})["assignee"]
    return found


def _answer(row: Task) -> TaskAnswer:
    return TaskAnswer(
        id=row.pk,
        case=row.case_id,
        subject=row.subject,
        text=row.text,
        assignee=None if row.assignee is None else row.assignee.get_username(),
        queue=None if row.queue is None else row.queue.key,
        due_at=row.due_at,
        status=row.status,  # type: ignore[arg-type]  # a check constraint holds the words
        created_at=row.created_at,
        created_by=row.created_by,
        begun_at=row.begun_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by or None,
        outcome=row.outcome,
        origin=row.origin or None,
        step=max(change.number for change in row.changes.all()),
    )

"""Tasks: made, taken, given, done, opened again, dropped, undone, in one place, whoever asks.

Every deed locks the task's row first, checks that the task's state allows it, and is kept as a `TaskChange`
with what it changed, so that the latest deed can be undone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from entitlements.business_time.instants import to_datetime
from entitlements.services.validated import save_validated
from milestones.engine import witness
from milestones.engine.witness import TaskGiven
from milestones.models import Case, Queue, Task, TaskChange
from milestones.models.task import TaskDeed, TaskStatus
from milestones.selectors.actors import person_name
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

ESCALATION = "escalation"
"""The actor of what the escalation matrix asks for."""

_LONGEST_OUTCOME = 500


class TaskWish(NamedTuple):
    """What a new task is to be. `due_at` is µs since 1970 UTC; `origin` blank for one made by hand."""

    subject: str
    due_at: int
    text: str = ""
    case: int | None = None
    assignee: int | None = None
    queue: int | None = None
    origin: str = ""


class _By(NamedTuple):
    """Who does it, and when (µs)."""

    actor: str
    at: int


class Done(NamedTuple):
    """What a deed left: the task, and the number by which it can be undone."""

    task: Task
    number: int


def create_task(wish: TaskWish, *, actor: str, at: int) -> Done:
    """A new task. Raises InvalidInput naming each wrong field: nobody to do it, a due instant that has
    passed, a case, person or queue that does not exist.

    A wish with an `origin` that was granted before answers the task that is there.
    """
    problems = _problems_of(wish, at)
    if problems:
        raise InvalidInput(problems)
    moment = to_datetime(at)
    task = Task(
        case_id=wish.case,
        subject=wish.subject.strip(),
        text=wish.text.strip(),
        assignee_id=wish.assignee,
        queue_id=wish.queue,
        due_at=to_datetime(wish.due_at),
        created_at=moment,
        created_by=actor,
        origin=wish.origin,
    )
    with transaction.atomic():
        if wish.origin:
            granted = _granted(wish.origin)
            if granted is not None:
                return granted
            try:
                with transaction.atomic():
                    task.save()
            except IntegrityError:
                granted = _granted(wish.origin)
                if granted is None:
                    raise
                return granted
        else:
            save_validated(task)
        TaskChange.objects.create(task=task, number=1, deed=TaskDeed.CREATE, at=moment, actor=actor)
        _tell(task, 1, _By(actor, at))
    return Done(task, 1)


def change_task(task_id: int, given: Mapping[str, Any], *, actor: str, at: int) -> Done:
    """Change subject, text or due instant (`due_at`, µs) of a task that is open.

    Raises NotFound, Conflict for a closed one, InvalidInput naming each wrong field.
    """
    unknown = set(given) - {"subject", "text", "due_at"}
    if unknown:
        raise InvalidInput((name, "There is no such field.") for name in sorted(unknown))
    with transaction.atomic():
        task = _open(task_id)
        wanted: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in given.items()
        }
        if "due_at" in wanted:
            if wanted["due_at"] <= at:
                raise InvalidInput.of("due_at", "This moment has passed. Choose a later one.")
            wanted["due_at"] = to_datetime(wanted["due_at"])
        return _do(task, TaskDeed.CHANGE, _By(actor, at), wanted)


def take_task(task_id: int, *, user: int, actor: str, at: int) -> Done:
    """`user` begins the task: one of a queue becomes theirs.

    Raises NotFound, Conflict where it is closed, begun, or somebody else's.
    """
    with transaction.atomic():
        task = _open(task_id)
        if task.status == TaskStatus.BEGUN:
            raise Conflict(f"{_name(task.assignee)} has begun this task.")
        if task.assignee_id not in (None, user):
            raise Conflict(f"This task is for {_name(task.assignee)}. Ask them, or have it given to you.")
        wanted = {"assignee_id": user, "status": TaskStatus.BEGUN, "begun_at": to_datetime(at)}
        return _do(task, TaskDeed.TAKE, _By(actor, at), wanted)


def reassign_task(
    task_id: int,
    *,
    actor: str,
    at: int,
    assignee: int | None = None,
    queue: int | None = None,
    note: str = "",
) -> Done:
    """Give an open task to a person or to a queue; it waits to be begun there.

    Raises NotFound, Conflict where it is closed or already there, InvalidInput where there is no such person
    or queue, or both or neither are named.
    """
    if (assignee is None) == (queue is None):
        raise InvalidInput.of("assignee", "Name a person or a queue.")
    problems = _unknown_holders(assignee, queue)
    if problems:
        raise InvalidInput(problems)
    with transaction.atomic():
        task = _open(task_id)
        holder = (task.assignee_id, task.queue_id if task.assignee_id is None else None)
        if holder == (assignee, queue):
            raise Conflict("The task is there already.")
        wanted = {
            "assignee_id": assignee,
            "queue_id": queue if queue is not None else task.queue_id,
            "status": TaskStatus.WAITING,
            "begun_at": None,
        }
        done = _do(task, TaskDeed.REASSIGN, _By(actor, at), wanted, note)
        _tell(done.task, done.number, _By(actor, at))
        return done


def finish_task(task_id: int, *, actor: str, at: int, outcome: str = "") -> Done:
    """The task is done; `outcome` says what came of it. Raises NotFound, Conflict where it is closed."""
    with transaction.atomic():
        return _close(_open(task_id), TaskDeed.DONE, _By(actor, at), outcome)


def drop_task(task_id: int, *, actor: str, at: int, reason: str) -> Done:
    """The task is no longer needed. Raises NotFound, Conflict where it is closed."""
    if not reason.strip():
        raise InvalidInput.of("reason", "Say why it is no longer needed.")
    with transaction.atomic():
        return _close(_open(task_id), TaskDeed.DROP, _By(actor, at), reason)


def drop_unless_begun(origin: str, *, actor: str, at: int, reason: str) -> bool:
    """Drop what that origin asked for, unless somebody has begun or done it. Whether it was dropped."""
    with transaction.atomic():
        task = Task.objects.select_for_update().filter(origin=origin).first()
        if task is None or task.status != TaskStatus.WAITING:
            return False
        _close(task, TaskDeed.DROP, _By(actor, at), reason)
        return True


def reopen_task(task_id: int, *, actor: str, at: int) -> Done:
    """A closed task is to be done after all, by whoever had it. Raises NotFound, Conflict for an open one."""
    with transaction.atomic():
        task = _locked(task_id)
        if task.is_open:
            raise Conflict("The task is open.")
        wanted = {
            "status": TaskStatus.WAITING,
            "begun_at": None,
            "closed_at": None,
            "closed_by": "",
            "outcome": "",
        }
        return _do(task, TaskDeed.REOPEN, _By(actor, at), wanted)


def undo_task(task_id: int, number: int, *, actor: str, at: int) -> Done:
    """Take back the deed of that number, as long as nothing happened to the task since.

    A created task is dropped. Raises NotFound, Conflict where somebody did something else meanwhile.
    """
    with transaction.atomic():
        task = _locked(task_id)
        last = task.changes.order_by("-number").first()
        if last is None or last.number != number or last.deed == TaskDeed.UNDO:
            raise Conflict("Something else happened to this task meanwhile; it stays as it is now.")
        if last.deed == TaskDeed.CREATE:
            return _close(task, TaskDeed.UNDO, _By(actor, at), "Made by mistake.")
        wanted = {
            name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
            for name, value in last.before.items()
        }
        return _do(task, TaskDeed.UNDO, _By(actor, at), wanted)


def _problems_of(wish: TaskWish, at: int) -> list[tuple[str, str]]:
    problems = []
    if not wish.subject.strip():
        problems.append(("subject", "Say what is to be done."))
    elif len(wish.subject.strip()) > 200:
        problems.append(("subject", "At most 200 characters; the rest belongs into the text."))
    if wish.assignee is None and wish.queue is None:
        problems.append(("assignee", "Name a person or a queue."))
    if wish.due_at <= at and not wish.origin:
        problems.append(("due_at", "This moment has passed. Choose a later one."))
    if wish.case is not None and not Case.objects.filter(pk=wish.case).exists():
        problems.append(("case", f"There is no case {wish.case}."))
    return [*problems, *_unknown_holders(wish.assignee, wish.queue)]


def _unknown_holders(assignee: int | None, queue: int | None) -> list[tuple[str, str]]:
    problems = []
    if assignee is not None and not User.objects.filter(pk=assignee, is_active=True).exists():
        problems.append(("assignee", "There is no such person, or they no longer work here."))
    if queue is not None and not Queue.objects.filter(pk=queue).exists():
        problems.append(("queue", f"There is no queue {queue}."))
    return problems


def _granted(origin: str) -> Done | None:
    task = Task.objects.filter(origin=origin).first()
    return None if task is None else Done(task, _last_number(task))


def _locked(task_id: int) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("assignee").filter(pk=task_id).first()
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    return task


def _open(task_id: int) -> Task:
    task = _locked(task_id)
    if not task.is_open:
        raise Conflict(f"The task is {task.get_status_display()}.")
    return task


def _close(task: Task, deed: TaskDeed, by: _By, outcome: str) -> Done:
    if len(outcome) > _LONGEST_OUTCOME:
        raise InvalidInput.of("outcome", f"At most {_LONGEST_OUTCOME} characters.")
    wanted = {
        "status": TaskStatus.DONE if deed == TaskDeed.DONE else TaskStatus.NOT_NEEDED,
        "closed_at": max(to_datetime(by.at), task.created_at),
        "closed_by": by.actor,
        "outcome": outcome.strip(),
    }
    return _do(task, deed, by, wanted)


def _do(task: Task, deed: TaskDeed, by: _By, wanted: Mapping[str, Any], note: str = "") -> Done:
    before = {name: _stored(getattr(task, name)) for name in wanted}
    for name, value in wanted.items():
        setattr(task, name, value)
    save_validated(task)
    last = _last_number(task)
    change = TaskChange.objects.create(
        task=task,
        number=last + 1,
        deed=deed,
        at=to_datetime(by.at),
        actor=by.actor,
        note=note.strip(),
        before=before,
    )
    return Done(task, change.number)


def _last_number(task: Task) -> int:
    return task.changes.order_by("-number").values_list("number", flat=True).first() or 0


def _tell(task: Task, number: int, by: _By) -> None:
    if task.assignee_id is not None:
        witness.installed().task_given(
            TaskGiven(task.pk, task.assignee_id, task.case_id, number, by.actor), by.at
        )


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _name(user: User | None) -> str:
    return "Somebody" if user is None else person_name(user)

"""A task for whoever the target is: made once, whatever happens, dropped when its reason turns out untrue.

The delivery's key is the origin of the task, and the database allows one task of an origin. So a delivery
that is carried out twice, after a worker vanished, makes one task.
"""

from collections.abc import Iterable
from typing import Any

from entitlements.business_time.calendar import around_the_clock
from entitlements.business_time.durations import parse_budget
from escalations.actions.context import Context, OpenTime
from escalations.actions.outcome import Outcome, Try
from escalations.actions.placeholders import View, fill_in, unknown_placeholders
from escalations.models import Delivery
from escalations.models.delivery import Purpose
from escalations.notices import tell_of_delivery
from escalations.selectors.targets import QUEUE, USER, Reach, Recipient
from milestones.services.tasks import ESCALATION, TaskWish, create_task, drop_unless_begun
from sla_admin.shared.errors import InvalidInput

_SUBJECT = "{{headline}}"
_TEXT = "{{case.subject}}\n{{milestone.name}}: {{milestone.remaining}}. {{because}}"
_NO_LONGER = "No longer needed: what asked for it turned out not to be true."
_LONGEST_SUBJECT = 200


class Task:
    """A task for a person or a queue, due some time after what caused it."""

    kind = "task"
    name = "task"
    needs_target = True
    reach: Reach = "holder"

    def problems(self, parameters: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for unknown in sorted(set(parameters) - {"due", "calendar", "subject"}):
            yield (unknown, "A task has due, calendar and subject, nothing else.")
        due = parameters.get("due")
        try:
            parse_budget(due if isinstance(due, str) else "")
        except ValueError as error:
            yield ("due", f"How long after what happened: {error}")
        if not isinstance(parameters.get("calendar", False), bool):
            yield ("calendar", "Yes: by the calendar; no: in open time of the clock's hours.")
        subject = parameters.get("subject", "")
        if not isinstance(subject, str) or len(subject) > _LONGEST_SUBJECT or "\n" in subject:
            yield ("subject", f"One line of at most {_LONGEST_SUBJECT} characters.")
            return
        for name in unknown_placeholders(subject):
            yield ("subject", f"{name or '{{}}'} is no placeholder.")

    def describe(self, parameters: dict[str, Any]) -> str:
        time = "by the calendar" if parameters.get("calendar") else "of open time"
        subject = parameters.get("subject")
        named = f" “{subject}”" if subject else ""
        return f"task{named}, due after {parameters.get('due', '?')} {time}"

    def perform(self, delivery: Delivery, context: Context, at: int) -> Outcome:
        do = _make if delivery.purpose == Purpose.ALERT else _take_back
        return Outcome(tuple(do(delivery, context, recipient, at) for recipient in context.recipients))


def _make(delivery: Delivery, context: Context, recipient: Recipient, at: int) -> Try:
    view = View(context.situation, recipient, recipient.zone or context.situation.open_time.zone, at)
    subject = " ".join(fill_in(context.parameters.get("subject") or _SUBJECT, view).split())
    wish = TaskWish(
        subject=subject[:_LONGEST_SUBJECT],
        text=fill_in(_TEXT, view),
        due_at=_due(context),
        case=delivery.case_id,
        assignee=_number(recipient.address, USER),
        queue=_number(recipient.address, QUEUE),
        origin=delivery.idempotency_key,
    )
    try:
        made = create_task(wish, actor=ESCALATION, at=at)
    except InvalidInput as refused:
        # Whoever was meant has left between the look-up and now: the next try looks again.
        return Try(recipient.address, "retry", str(refused), 0)
    return Try(recipient.address, "accepted", f"task {made.task.pk}", 0)


def _take_back(delivery: Delivery, context: Context, recipient: Recipient, at: int) -> Try:
    origin = delivery.key_of(Purpose.ALERT)
    if drop_unless_begun(origin, actor=ESCALATION, at=at, reason=_NO_LONGER):
        return Try(recipient.address, "accepted", "task dropped", 0)
    user = _number(recipient.address, USER)
    if user is not None:
        tell_of_delivery(delivery, [(user, recipient.meant, recipient.found_as)], at)
    return Try(recipient.address, "accepted", "the task is begun or closed and stays; told instead", 0)


def _due(context: Context) -> int:
    """When it is due: counted from what happened, so that a late delivery changes nothing about it."""
    budget = parse_budget(context.parameters["due"])
    hours: OpenTime = context.situation.open_time
    if context.parameters.get("calendar"):
        hours = around_the_clock(hours.zone)
    begin = context.situation.occurred_at
    return hours.due_days(begin, budget.days).target if budget.days else hours.due(begin, budget.micros)


def _number(address: str, kind: str) -> int | None:
    return int(address.removeprefix(kind)) if address.startswith(kind) else None


ACTION = Task()

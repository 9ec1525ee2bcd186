"""What a draft may contain, and how it becomes rows. The services that write drafts share it."""

import re
from collections.abc import Iterator

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.business_time.durations import LONGEST_MICROS, format_budget
from entitlements.business_time.instants import DAY, MINUTE
from entitlements.business_time.weekly_hours import format_time
from entitlements.models import (
    ArrivalBudget,
    BusinessHours,
    MilestoneBudget,
    MilestoneDefinition,
    MilestoneType,
    ProcessVersion,
    TimeTrigger,
)
from entitlements.models.naming import KEY_FORM
from entitlements.process import definition as values
from entitlements.process.criteria import CASE_FIELDS, validate_criteria
from entitlements.process.triggers import wrong_trigger
from sla_admin.shared.errors import InvalidInput

MOST_MILESTONES = 50
MOST_TRIGGERS = 50
MOST_ARRIVALS = 50

Problem = tuple[str, str]


def require_valid(content: values.Process) -> None:
    """Refuse content that can not be stored. Raises InvalidInput naming every wrong field and its reason."""
    problems = [*_wrong_types(content)] or [*_problems(content)]
    if problems:
        raise InvalidInput(problems)


def write_content(version: ProcessVersion, content: values.Process) -> None:
    """Make a draft say what `content` says, which was found valid. `content.version` and `name` are not read.

    Runs inside the caller's transaction, which holds the version's lock.
    """
    version.entry_field = content.entry_field
    version.entry_criteria = content.entry
    version.exit_criteria = content.exit
    version.reopen = content.reopen
    version.hours_id = content.hours
    version.closed_statuses = list(content.statuses.closed)
    version.stopped_statuses = list(content.statuses.stopped)
    version.spam_statuses = list(content.statuses.spam)
    version.matrix_version = content.matrix_version
    version.save()
    version.milestones.all().delete()
    types = dict(MilestoneType.objects.values_list("key", "id"))
    rows = MilestoneDefinition.objects.bulk_create(
        _row(version, position, types[each.type], each) for position, each in enumerate(content.milestones, 1)
    )
    pairs = list(zip(rows, content.milestones, strict=True))
    MilestoneBudget.objects.bulk_create(
        MilestoneBudget(definition=row, priority=priority, budget=format_budget(budget))
        for row, each in pairs
        for priority, budget in each.budgets.items()
    )
    ArrivalBudget.objects.bulk_create(
        ArrivalBudget(
            definition=row,
            position=place,
            weekdays=sorted(set(band.weekdays)),
            begins=format_time(band.begins),
            ends=format_time(band.ends),
            priority=band.priority,
            budget=format_budget(band.budget),
        )
        for row, each in pairs
        for place, band in enumerate(each.arrivals, 1)
    )
    TimeTrigger.objects.bulk_create(
        TimeTrigger(definition=row, **msgspec.structs.asdict(trigger))
        for row, each in pairs
        for trigger in each.triggers
    )


def _row(
    version: ProcessVersion, position: int, type_id: int, content: values.MilestoneDefinition
) -> MilestoneDefinition:
    return MilestoneDefinition(
        version=version,
        position=position,
        key=content.key,
        type_id=type_id,
        name=content.name,
        recurrence=content.recurrence,
        start=content.start,
        entry_criteria=content.entry,
        completion_criteria=content.completion,
        pause_criteria=content.pause,
        on_criteria_lost=content.on_criteria_lost,
        budget=format_budget(content.budget) if content.budget is not None else "",
        hours_id=content.hours,
        pausable=content.pausable,
        pause_budget=format_budget(Budget(micros=content.pause_budget)) if content.pause_budget else "",
    )


def _wrong_types(content: values.Process) -> Iterator[Problem]:
    """Values built in Python are not checked by msgspec until they are read back."""
    try:
        msgspec.convert(msgspec.to_builtins(content), values.Process)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        field = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", where.rstrip("`")) if where else ""
        yield field, reason


def _problems(content: values.Process) -> Iterator[Problem]:
    yield from _of_version(content)
    if len(content.milestones) > MOST_MILESTONES:
        yield "milestones", f"A version has at most {MOST_MILESTONES} milestones."
        return
    types = set(MilestoneType.objects.values_list("key", flat=True))
    keys: set[str] = set()
    for index, each in enumerate(content.milestones):
        path = f"milestones.{index}"
        if each.key in keys:
            yield f"{path}.key", f"Another milestone of this version has the key {each.key}."
        keys.add(each.key)
        if each.type not in types:
            yield f"{path}.type", f"There is no milestone type {each.type!r}."
        yield from ((f"{path}.{field}", reason) for field, reason in _of_milestone(each))
    yield from _of_hours(content)


def _of_version(content: values.Process) -> Iterator[Problem]:
    known = content.entry_field == "opened_at" or content.entry_field in CASE_FIELDS
    if not known and not re.fullmatch(r"attributes\.\S(.{0,98}\S)?", content.entry_field):
        yield (
            "entry_field",
            "It is opened_at, a case field, or a custom attribute like attributes.installed_at.",
        )
    yield from _of_criteria("entry", content.entry)
    yield from _of_criteria("exit", content.exit)
    classes: dict[str, tuple[str, ...]] = msgspec.structs.asdict(content.statuses)
    for name, statuses in classes.items():
        for index, status in enumerate(statuses):
            if not status.strip() or len(status) > 100:
                yield f"statuses.{name}.{index}", "A status is a text of 1 to 100 characters."
    if not content.statuses.closed:
        yield "statuses.closed", "Name at least one status that means closed."
    open_ones = {status.casefold() for status in content.statuses.stopped}
    both = sorted(
        open_ones & {each.casefold() for each in (*content.statuses.closed, *content.statuses.spam)}
    )
    if both:
        yield "statuses.stopped", f"A status can not mean both stopped and closed: {', '.join(both)}."


def _of_milestone(content: values.MilestoneDefinition) -> Iterator[Problem]:
    if not re.fullmatch(KEY_FORM.strip("^$"), content.key):
        yield "key", "A key has small letters, digits and underscores, beginning with a letter."
    if not content.name.strip() or len(content.name) > 200:
        yield "name", "A name is a text of 1 to 200 characters."
    yield from _of_criteria("entry", content.entry)
    yield from _of_criteria("completion", content.completion)
    yield from _of_criteria("pause", content.pause)
    seen: set[str] = set()
    for priority in content.budgets:
        if not priority.strip() or len(priority) > 100:
            yield "budgets", "A priority is a text of 1 to 100 characters."
        if priority.casefold() in seen:
            yield "budgets", f"The priority {priority} has two budgets."
        seen.add(priority.casefold())
    arriving = (each.budget for each in content.arrivals)
    for budget in (content.budget, *content.budgets.values(), *arriving):
        if budget is not None and max(budget.micros, budget.days * DAY) > LONGEST_MICROS:
            yield "budget", "A budget is at most ten years."
    yield from _of_arrivals(content.arrivals)
    if content.pause_budget < 0 or content.pause_budget > LONGEST_MICROS:
        yield "pause_budget", "A pause budget is more than nothing and at most ten years."
    if content.pause_budget and not content.pausable:
        yield "pause_budget", "A milestone that may not be paused has no pause budget."
    yield from _of_triggers(content.triggers)


def _of_arrivals(arrivals: tuple[values.ArrivalBudget, ...]) -> Iterator[Problem]:
    if len(arrivals) > MOST_ARRIVALS:
        yield "arrivals", f"A milestone has at most {MOST_ARRIVALS} budgets by arrival."
        return
    for index, each in enumerate(arrivals):
        if any(not 0 <= day <= 6 for day in each.weekdays):
            yield f"arrivals.{index}.weekdays", "Weekdays are numbers from 0 (Monday) to 6."
        if not 0 <= each.begins < each.ends <= DAY:
            yield f"arrivals.{index}.ends", "A band ends after it begins; one past midnight is two."
        elif each.begins % MINUTE or each.ends % MINUTE:
            yield f"arrivals.{index}.begins", "A band begins and ends on a whole minute."
        if len(each.priority) > 100:
            yield f"arrivals.{index}.priority", "A priority is a text of at most 100 characters."


def _of_triggers(triggers: tuple[values.Trigger, ...]) -> Iterator[Problem]:
    if len(triggers) > MOST_TRIGGERS:
        yield "triggers", f"A milestone has at most {MOST_TRIGGERS} triggers."
        return
    seen: set[str] = set()
    for index, trigger in enumerate(triggers):
        reason = wrong_trigger(trigger)
        if reason is None and trigger.key in seen:
            reason = f"The trigger {trigger.key} is there twice."
        if reason is not None:
            yield f"triggers.{index}", reason
        seen.add(trigger.key)


def _of_criteria(field: str, tree: values.CriteriaTree | None) -> Iterator[Problem]:
    if tree is not None:
        for path, reason in validate_criteria(tree):
            yield f"{field}.{path}" if path else field, reason


def _of_hours(content: values.Process) -> Iterator[Problem]:
    named = {"hours": content.hours}
    named.update({f"milestones.{index}.hours": each.hours for index, each in enumerate(content.milestones)})
    wanted = [hours for hours in named.values() if hours is not None]
    known = set(BusinessHours.objects.filter(pk__in=wanted).values_list("id", flat=True))
    for field, hours in named.items():
        if hours is not None and hours not in known:
            yield field, f"There are no business hours {hours}."

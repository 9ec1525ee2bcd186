"""A what-if from its start to its figures, as a background run that can be stopped and goes on."""

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from entitlements.business_time.instants import to_datetime, to_instant
from entitlements.models import ProcessVersion
from entitlements.process.definition import Process
from entitlements.selectors.calendars import calendar_for
from escalations.models import WhatIf
from escalations.services.what_if.figures import count_figures, read_figures
from escalations.services.what_if.look import Looked, keep, look_at
from escalations.services.what_if.order import WhatIfOrder, check_order, chosen_cases, content_of, read_order
from escalations.services.what_if.tried import Question
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.models.background_run import ACTIVE
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Step, start_run
from sla_admin.shared.viewing.addresses import address

A_STEP = 250
"""Cases looked at in one step: a third of a second or so."""

EDITED = (
    "The version was edited while the what-if was at work, so that its figures would mix two. Start another."
)


class Definition(msgspec.Struct, frozen=True):
    """What is kept of the version: its content, and the timelines of the hours it names."""

    process: Process
    calendars: dict[int, int]


class Progress(msgspec.Struct, frozen=True):
    """Where the next step begins: behind the case `after`; so many were looked at, so many compared."""

    after: int = 0
    cases: int = 0
    compared: int = 0


class Part(NamedTuple):
    """What one step found, and where the next begins; None: that was the last."""

    found: Looked
    progress: Progress | None


class Started(NamedTuple):
    """A what-if, the run that works on it, and how many cases it looks at."""

    what_if: WhatIf
    run: BackgroundRun


def definition_of(what_if: WhatIf) -> Definition:
    """The version as the what-if has run it."""
    return msgspec.convert(what_if.definition, Definition, strict=False)


def question_of(what_if: WhatIf) -> Question:
    """What it asks of every case."""
    known, order = definition_of(what_if), read_order(what_if.order)
    of_process = ProcessVersion.objects.filter(process__versions=what_if.version_id)
    return Question(
        process=known.process,
        calendars=known.calendars,
        own_process=frozenset(of_process.values_list("pk", flat=True)),
        every_process=order.every_process,
        as_of=to_instant(what_if.as_of),
    )


def is_edited_since(what_if: WhatIf) -> bool:
    """Whether the version is not what it was any more. One that is in use never changes."""
    try:
        return content_of(what_if.version_id).fingerprint != what_if.fingerprint
    except InvalidInput:
        return True


def open_what_if(order: WhatIfOrder, *, actor: str, at: int, reason: str = "") -> WhatIf:
    """A what-if that nobody works on yet. Raises NotFound, and InvalidInput: what is wrong with the order, or
    that no case answers it.
    """
    content = check_order(order)
    if not chosen_cases(order, content.row, at).exists():
        raise InvalidInput.of("", "No case answers this choice, so there is nothing to compare.")
    hours = content.process.hours
    definition = Definition(content.process, dict(content.calendars))
    return WhatIf.objects.create(
        version=content.row,
        order=msgspec.to_builtins(order),
        definition=msgspec.to_builtins(definition, str_keys=True),
        fingerprint=content.fingerprint,
        zone=calendar_for(hours, 0 if hours is None else content.calendars[hours]).zone,
        actor=actor,
        reason=reason.strip(),
        as_of=to_datetime(at),
    )


@transaction.atomic
def start_what_if(order: WhatIfOrder, *, actor: str, at: int, reason: str = "") -> Started:
    """Look at the cases in the background. Raises as `open_what_if`."""
    what_if = open_what_if(order, actor=actor, at=at, reason=reason)
    run = start_run(TryVersion.name, {"what_if": what_if.pk}, actor=actor, at=at, reason=reason)
    return Started(what_if, run)


@transaction.atomic
def remove_what_if(what_if_id: int) -> None:
    """Throw a what-if away, with all its lines. Raises NotFound, Conflict while it is at work."""
    what_if = found_what_if(what_if_id)
    run = run_of(what_if)
    if run is not None and run.state in ACTIVE:
        raise Conflict("It is at work. Stop its run first.")
    what_if.delete()


def found_what_if(what_if_id: int) -> WhatIf:
    """That what-if with its version. Raises NotFound."""
    what_if = WhatIf.objects.select_related("version__process").filter(pk=what_if_id).first()
    if what_if is None:
        raise NotFound(f"There is no what-if {what_if_id}.")
    return what_if


def run_of(what_if: WhatIf) -> BackgroundRun | None:
    """The run that works, or worked, on it; None for one that was run in one go."""
    return (
        BackgroundRun.objects.filter(kind=TryVersion.name, subject=_subject(what_if.pk)).order_by("pk").last()
    )


def go_on(what_if: WhatIf, progress: Progress, at: int) -> Part:
    """Look at the next cases and keep what was found, in the caller's transaction; with the last of them come
    the figures. `at` is now (µs). Raises Conflict where the version was edited since the start.
    """
    if is_edited_since(what_if):
        raise Conflict(EDITED)
    question = question_of(what_if)
    rows = chosen_cases(read_order(what_if.order), what_if.version, question.as_of)
    found = look_at(rows.filter(pk__gt=progress.after)[:A_STEP], what_if.pk, question, ZoneInfo(what_if.zone))
    keep(found)
    cases, compared = progress.cases + len(found.cases), progress.compared + found.compared
    if len(found.cases) == A_STEP:
        return Part(found, Progress(found.cases[-1], cases, compared))
    figures = count_figures(what_if.pk, cases=cases, compared=compared)
    what_if.ended_at, what_if.summary = to_datetime(at), msgspec.to_builtins(figures)
    what_if.save(update_fields=["ended_at", "summary"])
    return Part(found, None)


@transaction.atomic
def run_in_one_go(what_if: WhatIf, at: int) -> None:
    """All of it now, without a run: for few cases."""
    progress: Progress | None = Progress()
    while progress is not None:
        progress = go_on(what_if, progress, at).progress


class TryVersion(RunKind):
    """Looks at some hundred cases a step. Each step's lines and its progress are one transaction, so that a
    what-if that was interrupted goes on with the same result.
    """

    name = "what-if"
    word = "What-if"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        what_if = found_what_if(int(parameters.get("what_if") or 0))
        if what_if.is_complete:
            raise Conflict("It is complete.")
        return {"what_if": what_if.pk}

    def title(self, parameters: dict[str, Any]) -> str:
        return f"What if {found_what_if(parameters['what_if']).version} had been promised"

    def subject(self, parameters: dict[str, Any]) -> str:
        return _subject(parameters["what_if"])

    def count(self, parameters: dict[str, Any], at: int) -> int:
        what_if = found_what_if(parameters["what_if"])
        return chosen_cases(read_order(what_if.order), what_if.version, to_instant(what_if.as_of)).count()

    def step(self, run: RunInHand, at: int) -> Step:
        what_if = found_what_if(run.parameters["what_if"])
        found, progress = go_on(what_if, msgspec.convert(run.cursor or {}, Progress), at)
        failed = len(found.failures)
        tally = {"compared": len(found.cases) - failed, "failed": failed}
        return Step(
            done=len(found.cases),
            cursor=None if progress is None else msgspec.to_builtins(progress),
            items=[
                ItemReport(row.name, "failed", reason, row.case_id, is_failure=True)
                for row, reason in found.failures
            ],
            tally={word: number for word, number in tally.items() if number},
        )

    def findings(self, run: RunInHand) -> list[tuple[str, int]]:
        what_if = WhatIf.objects.filter(pk=run.parameters["what_if"], ended_at__isnull=False).first()
        if what_if is None:
            return []
        figures = read_figures(what_if.summary)
        return [
            ("Met, and would be violated", figures.clocks("met", "violated")),
            ("Violated, and would be met", figures.clocks("violated", "met")),
        ]

    def address(self, run: RunInHand) -> str:
        number = run.parameters["what_if"]
        return address("setup-what-if-one", number) if WhatIf.objects.filter(pk=number).exists() else ""

    def address_of_item(self, reference: int) -> str:
        return address("case", reference)


def _subject(what_if: int) -> str:
    return f"what-if:{what_if}"

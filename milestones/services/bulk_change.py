"""One change to many cases: their owner, queue, priority or status, as a run that reports on every row.

Few cases are changed while the person waits, many in the background; it is the same run. Taking it back
retracts the very events it recorded, so that clocks stand as if nothing had happened; what somebody changed
since is left to them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User

from milestones.clock.event import ENGINE, Event, Retraction
from milestones.engine.process import process_cases
from milestones.models import Case, CaseState, Queue
from milestones.models.case import LOCAL
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from milestones.services.request_checks import text_problem
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.background_run import BackgroundRun, RunItem
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Start, Step
from sla_admin.shared.runs.kind import Parameters

AT_ONCE = 200
"""So many cases are changed while one waits, and in one step of a longer run."""

MOST = 100_000

CHANGED, UNCHANGED, LEFT, FAILED = "changed", "already so", "left as it is", "failed"
SET_BACK = "set back"

ASIDE = "It is set aside: the change is kept and shows when the case is released."

FIELDS = ("owner", "queue", "priority", "status")
_LONGEST = 64


class BulkChange(RunKind):
    """Sets `field` to `value` on the cases `ids` (None takes the value away).

    `seen` maps cases to the owner the person saw: one who has somebody else now is left to them. With
    `open_only` cases that were closed meanwhile are left too.
    """

    name = "bulk change"
    word = "Change of many cases"

    def validate(self, parameters: Parameters) -> Parameters:
        """Raises InvalidInput for a field that is none, a value that names nobody, no cases, or too many."""
        field, value = parameters.get("field"), parameters.get("value")
        ids = list(dict.fromkeys(parameters.get("ids") or ()))
        problems = _value_problems(field, value)
        if not ids:
            problems.append(("case", "Select at least one case."))
        elif len(ids) > MOST:
            problems.append(("case", f"At most {MOST:,} cases at once; narrow the filter."))
        if problems:
            raise InvalidInput(problems)
        return {
            "field": field,
            "value": value,
            "ids": ids,
            "seen": {str(case): owner for case, owner in (parameters.get("seen") or {}).items()},
            "open_only": bool(parameters.get("open_only")),
            "title": deed_of(str(field), value, len(ids)),
        }

    def title(self, parameters: Parameters) -> str:
        return str(parameters["title"])

    def count(self, parameters: Parameters, at: int) -> int:
        return len(parameters["ids"])

    def step(self, run: RunInHand, at: int) -> Step:
        first = int(run.cursor or 0)
        chosen: list[int] = run.parameters["ids"][first : first + AT_ONCE]
        items = _change(chosen, run, at)
        done = first + len(chosen)
        return Step(len(chosen), done if done < len(run.parameters["ids"]) else None, items)

    def undo(self, run: RunInHand) -> Start | None:
        changed = RunItem.objects.filter(run=run.id, outcome=CHANGED).exists()
        return Start(BulkUndo.name, {"run": run.id}) if changed else None

    def may_undo(self, run: RunInHand) -> bool:
        return True


class BulkUndo(RunKind):
    """Takes back what the bulk change `run` did, where nobody changed it since."""

    name = "bulk undo"
    word = "Taking back a change of many cases"

    def validate(self, parameters: Parameters) -> Parameters:
        row = BackgroundRun.objects.filter(pk=parameters.get("run", 0), kind=BulkChange.name).first()
        if row is None:
            raise InvalidInput.of("run", "There is no such change.")
        return {
            "run": row.pk,
            "field": row.parameters["field"],
            "value": row.parameters["value"],
            "title": f"Undo: {row.title}"[:300],
        }

    def title(self, parameters: Parameters) -> str:
        return str(parameters["title"])

    def count(self, parameters: Parameters, at: int) -> int:
        return RunItem.objects.filter(run=parameters["run"], outcome=CHANGED).count()

    def step(self, run: RunInHand, at: int) -> Step:
        rows = list(
            RunItem.objects.filter(run=run.parameters["run"], outcome=CHANGED, pk__gt=run.cursor or 0)
            .order_by("pk")
            .values_list("pk", "reference")[: AT_ONCE + 1]
        )
        chosen = [case for _, case in rows[:AT_ONCE] if case is not None]
        items = _take_back(chosen, run, at)
        last = rows[:AT_ONCE][-1][0] if len(rows) > AT_ONCE else None
        return Step(len(rows[:AT_ONCE]), last, items)


def deed_of(field: str, value: Any, number: int) -> str:
    """What is done, in words."""
    cases = "1 case" if number == 1 else f"{number:,} cases"
    if field == "owner":
        if value is None:
            return f"Take {cases} from their owners"
        user = User.objects.filter(pk=value).first()
        return f"Assign {cases} to {user.get_full_name() or user.username}" if user else f"Assign {cases}"
    if field == "queue":
        name = Queue.objects.filter(key=value).values_list("name", flat=True).first()
        return f"Move {cases} to the queue {name}" if name else f"Take {cases} from their queues"
    return f"Set the {field} of {cases} to {value}"


def _value_problems(field: Any, value: Any) -> list[tuple[str, str]]:
    if field not in FIELDS:
        return [("change", "Choose a change.")]
    if field == "owner":
        is_one = isinstance(value, int) and User.objects.filter(pk=value, is_active=True).exists()
        if value is not None and not is_one:
            return [("change", "There is no such person, or their account is switched off.")]
    elif field == "queue":
        if value is not None and not Queue.objects.filter(key=value).exists():
            return [("change", "There is no such queue.")]
    elif reason := text_problem(value, _LONGEST):
        return [("change", f"The {field} {reason}")]
    return []


def _change(ids: Sequence[int], run: RunInHand, at: int) -> list[ItemReport]:
    field, value = run.parameters["field"], run.parameters["value"]
    cases = _held(ids)
    reports = {case: _gone(case) for case in ids if case not in cases}
    requests: list[CaseRequest] = []
    asked: list[int] = []
    for case_id, case in cases.items():
        report = _left_alone(case, run.parameters)
        if report is not None:
            reports[case_id] = report
            continue
        asked.append(case_id)
        requests.append(
            CaseRequest(
                source=case.source,
                external_id=case.external_id,
                must_exist=True,
                event_source=LOCAL,
                event_id=event_of(run.id),
                actor=run.actor,
                fields={field: value},
            )
        )
    for case_id, answer in zip(asked, record(requests, at=at), strict=True):
        number = cases[case_id].external_id
        if answer.status == "refused":
            reason = " ".join(reason for _, reason in answer.problems)
            reports[case_id] = ItemReport(number, FAILED, reason, case_id, is_failure=True)
        else:
            sentence = ASIDE if answer.quarantined else ""
            reports[case_id] = ItemReport(number, CHANGED, sentence, case_id)
    return [reports[case] for case in ids]


def _left_alone(case: Case, parameters: Mapping[str, Any]) -> ItemReport | None:
    """Why a case is not changed, or None."""
    field, value = parameters["field"], parameters["value"]
    if current(case, field) == value:
        return ItemReport(case.external_id, UNCHANGED, reference=case.pk)
    if parameters["open_only"] and case.closed_at is not None:
        sentence = "It was closed meanwhile."
        return ItemReport(case.external_id, LEFT, sentence, case.pk, is_failure=True)
    seen = parameters["seen"].get(str(case.pk), case.owner_id)
    if field == "owner" and seen != case.owner_id:
        who = "Nobody owns it" if case.owner is None else f"{_name(case.owner)} has it"
        return ItemReport(case.external_id, LEFT, f"{who} since you looked.", case.pk, is_failure=True)
    return None


def _take_back(ids: Sequence[int], run: RunInHand, at: int) -> list[ItemReport]:
    field, value, undone = run.parameters["field"], run.parameters["value"], run.parameters["run"]
    cases = _held(ids)
    reports = {case: _gone(case) for case in ids if case not in cases}
    arrivals: dict[int, Sequence[Event]] = {}
    # What a case in quarantine was told shows on its row when it is released, so the row says nothing.
    aside = set(
        CaseState.objects.filter(pk__in=cases, quarantined_at__isnull=False).values_list("pk", flat=True)
    )
    for case_id, case in cases.items():
        if current(case, field) != value and case_id not in aside:
            sentence = f"Its {field} was changed again since."
            reports[case_id] = ItemReport(case.external_id, LEFT, sentence, case_id)
            continue
        reports[case_id] = ItemReport(case.external_id, SET_BACK, reference=case_id)
        arrivals[case_id] = (
            Event(
                id=f"{event_of(undone)}:undone",
                source=ENGINE,
                occurred_at=at,
                recorded_at=at,
                actor=run.actor,
                decision=Retraction(source=LOCAL, event=event_of(undone)),
            ),
        )
    process_cases(arrivals, at)
    return [reports[case] for case in ids]


def event_of(run_id: int) -> str:
    """The id of the event that a bulk change records on each of its cases."""
    return f"bulk:{run_id}"


def current(case: Case, field: str) -> Any:
    """The value as a bulk change names it."""
    if field == "owner":
        return case.owner_id
    if field == "queue":
        return None if case.queue is None else case.queue.key
    return getattr(case, field)


def _held(ids: Sequence[int]) -> dict[int, Case]:
    """These cases as they are, held until the step ends; purged ones are missing."""
    list(CaseState.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = Case.objects.filter(pk__in=ids).select_related("owner", "queue").defer("attributes")
    return {case.pk: case for case in rows}


def _gone(case_id: int) -> ItemReport:
    return ItemReport(f"case {case_id}", FAILED, "It is not there any more.", is_failure=True)


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()

"""What a run over cases reports: how each fared, and the sum of it."""

from collections.abc import Callable, Sequence
from typing import Any

from milestones.clock.effect import ClockEffect, Summary
from milestones.engine.deciding import Decided
from milestones.models import Case
from sla_admin.shared.runs import ItemReport, RunInHand


def tally_of(found: Decided, done: str) -> dict[str, int]:
    """Cases by what became of them; `done` is the word for those that have the decision now."""
    counts = {done: len(found.done), "passed over": len(found.passed_over), "failed": len(found.failed)}
    return {word: number for word, number in counts.items() if number}


def reports_of(found: Decided, names: Callable[[Sequence[int]], dict[int, str]]) -> list[ItemReport]:
    """Cases that are out of the ordinary: failed, passed over, newly violated, relieved."""
    told = [case_id for case_id, effects in found.done.items() if _is_remarkable(effects)]
    named = names([*found.failed, *found.passed_over, *told])
    reports = [
        ItemReport(named.get(case_id, f"case {case_id}"), "failed", reason, case_id, is_failure=True)
        for case_id, reason in found.failed.items()
    ]
    reports += [
        ItemReport(named.get(case_id, f"case {case_id}"), "passed over", reason, case_id)
        for case_id, reason in found.passed_over.items()
    ]
    for case_id in told:
        violated = [each.milestone for each in found.done[case_id] if each.is_newly_violated]
        relieved = [each.milestone for each in found.done[case_id] if each.is_relieved]
        words = []
        if violated:
            words.append(f"Violated now: {', '.join(violated)}.")
        if relieved:
            words.append(f"No longer violated: {', '.join(relieved)}.")
        outcome = "newly violated" if violated else "relieved"
        reports.append(ItemReport(named[case_id], outcome, " ".join(words), case_id))
    return reports


def _is_remarkable(effects: list[ClockEffect]) -> bool:
    return any(each.is_newly_violated or each.is_relieved for each in effects)


def case_names(case_ids: Sequence[int]) -> dict[int, str]:
    """Cases as people know them."""
    if not case_ids:
        return {}
    rows = Case.objects.filter(pk__in=case_ids).values_list("pk", "external_id", "subject")
    return {pk: f"{external_id} {subject}".strip() for pk, external_id, subject in rows}


def add_up(run: RunInHand, found: Decided) -> dict[str, Any]:
    """The run's clocks by what became of them, those of this step included, in the words of the preview."""
    return {name: number + int(run.result.get(name, 0)) for name, number in clocks_of(found).items()}


def clocks_of(found: Decided) -> dict[str, int]:
    """The clocks of one step by what became of them."""
    summary = Summary()
    for case_id, effects in found.done.items():
        summary.add(case_id, effects, found.alerts.get(case_id, 0))
    total = summary.total
    return {
        "clocks": total.clocks,
        "moved": total.moved,
        "unaffected": total.unaffected,
        "canceled": total.canceled,
        "started": total.started,
        "newly_violated": total.newly_violated,
        "relieved": total.relieved,
    }


_WORDS = {
    "clocks": "Open clocks",
    "moved": "Targets moved",
    "newly_violated": "Newly violated",
    "relieved": "No longer violated",
    "started": "Clocks begun",
    "canceled": "Clocks canceled",
}


def findings_of(run: RunInHand) -> list[tuple[str, int]]:
    """What became of the clocks of a run, in words; clocks begun and canceled only where there are any."""
    optional = ("started", "canceled")
    return [
        (words, int(run.result[name]))
        for name, words in _WORDS.items()
        if name in run.result and (run.result[name] or name not in optional)
    ]

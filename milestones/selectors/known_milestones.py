"""Which milestones a case can be told to complete, pause or resume."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from milestones.clock.compiled import CompiledProcess
from milestones.models import CaseMilestone


class Versions(Protocol):
    """Where process versions are read."""

    def process(self, version: int) -> CompiledProcess: ...


def known_milestones(
    versions: Versions, cases: Iterable[tuple[int, int | None]]
) -> dict[int, frozenset[str]]:
    """Keys of definitions by case, for (case, process version) pairs: those of its version and of its clocks.

    A case that was moved may still run a clock whose definition its new version lacks.
    """
    by_case: dict[int, set[str]] = defaultdict(set)
    asked = list(cases)
    for case_id, version in asked:
        if version is not None:
            by_case[case_id].update(versions.process(version).by_key)
    rows = CaseMilestone.objects.filter(case__in=[case_id for case_id, _ in asked])
    for case_id, definition in rows.order_by().values_list("case_id", "definition").distinct():
        by_case[case_id].add(definition)
    return {case_id: frozenset(names) for case_id, names in by_case.items()}

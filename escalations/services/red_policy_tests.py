"""Red policy tests as findings: at activation, and whenever the checks look at versions in use.

Pages ask the checks often and what a test depends on seldom changes, so what was found is remembered for as
long as that is the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from entitlements.process.definition import Process
from entitlements.process.finding import Finding
from entitlements.process.policy_test import PolicyTest
from entitlements.selectors.calendars import current_timelines
from entitlements.services.policy_tests import policy_tests_of
from escalations.models import CellEntry
from escalations.services.run_policy_tests import run_policy_tests
from milestones.services.references import NAMING


class _Basis(NamedTuple):
    """Everything the answer of a version's tests depends on: version, tests, the hours in force, and the
    entries of its matrix with the names of whom they tell.
    """

    process: Process
    tests: Sequence[PolicyTest]
    timelines: Mapping[int, int]
    entries: Sequence[tuple[Any, ...]]


_OF_ENTRIES = (
    "pk", "row__tier", "row__priority", "row__type", "trigger", "position", "action", "target", "address",
    "parameters", "user__username", "queue__key",
)  # fmt: skip

_remembered: dict[int, tuple[_Basis, tuple[Finding, ...]]] = {}
"""By version, in this process: a handful of versions is in use."""


def red_policy_tests(process: Process) -> Iterator[Finding]:
    """A red test keeps the version from being activated: it does not promise what its author meant."""
    tests = policy_tests_of(process.version)
    if not tests:
        return
    if any(_names_rows(test) for test in tests):
        yield from _found(process)
        return
    basis = _Basis(process, tests, _timelines(process, tests), _entries(process))
    known = _remembered.get(process.version)
    if known is None or known[0] != basis:
        known = _remembered[process.version] = (basis, tuple(_found(process)))
    yield from known[1]


def _found(process: Process) -> Iterator[Finding]:
    for result in run_policy_tests(process.version):
        if not result.is_green:
            yield Finding(
                code="policy_test_red",
                severity="error",
                object=process.name,
                field="policy_tests",
                why=f"“{result.test.name}” is red: {result.failures[0]}",
                fix="Correct the version, or the test if something else is meant now.",
            )


def _names_rows(test: PolicyTest) -> bool:
    """Whether its case names an account, an owner or the like, which may be renamed or go."""
    told = [test.given.fields, *(event.fields for event in test.given.events)]
    return any(not NAMING.isdisjoint(fields) for fields in told)


def _timelines(process: Process, tests: Sequence[PolicyTest]) -> Mapping[int, int]:
    named = {process.hours, *(each.hours for each in process.milestones)}
    named |= {test.given.hours for test in tests}
    return current_timelines({hours for hours in named if hours is not None})


def _entries(process: Process) -> Sequence[tuple[Any, ...]]:
    if process.matrix_version is None:
        return ()
    entries = CellEntry.objects.filter(row__version=process.matrix_version).order_by("pk")
    return tuple(entries.values_list(*_OF_ENTRIES))

"""What is found out on the day and printed beside the design: no signature covers it."""

from collections.abc import Callable, Iterator

from entitlements.models import ProcessVersion
from entitlements.services.check_version import check_version
from entitlements.services.checks.site import check_site
from escalations.design.configuration import Configuration
from escalations.design.table import Table
from escalations.models import MatrixVersion
from escalations.services.check_matrix import check_matrix
from escalations.services.design.hours_year import hours_year
from escalations.services.design.names import Names
from escalations.services.design.sizes import entitlements_in_force, largest_tables, sizes
from escalations.services.design.who import administrators_now, who_now
from escalations.services.run_policy_tests import run_policy_tests

Row = tuple[str, ...]


def evidence_tables(configuration: Configuration, at: int) -> tuple[Table, ...]:
    """Everything measured and checked at `at` (µs), in the order of the document."""
    names = Names(configuration)
    whole = configuration.version is None
    return (
        _who(names),
        entitlements_in_force(names, at),
        *hours_year(names, at),
        sizes(names, at),
        *([largest_tables()] if whole else []),
        _checks(lambda: _of_site(at) if whole else _of_version(configuration)),
        _policy_tests(configuration),
    )


def _who(names: Names) -> Table:
    found = who_now(names)
    if found:
        found["administrators"] = administrators_now()
    return Table(
        "targets-now",
        "Who the targets are now",
        ("Target", "In short", "Who that is now"),
        tuple((target, each.short, each.everybody) for target, each in found.items()),
        absent="No entry of a matrix means anybody.",
        note="Nobody's alert is dropped: where a target is nobody, it goes along owner, queue, team lead, "
        "manager, administrators.",
    )


def _checks(found: Callable[[], Iterator[Row]]) -> Table:
    return Table(
        "checks",
        "Check results",
        ("Severity", "Where", "Why it matters", "How to mend it", "Rule"),
        tuple(found()),
        keys=3,
        absent="Every check has looked and found nothing.",
    )


def _of_site(at: int) -> Iterator[Row]:
    for each in check_site(at):
        yield (each.severity, each.object, each.why, each.fix, each.code)


def _of_version(configuration: Configuration) -> Iterator[Row]:
    pinned = [each.matrix.version for each in configuration.matrices]
    found = [each for number in (configuration.version,) if number for each in check_version(number)]
    for matrix in MatrixVersion.objects.filter(pk__in=pinned):
        found += check_matrix(matrix)
    for each in sorted(found, key=lambda finding: finding.severity != "error"):
        yield (each.severity, each.object, each.why, each.fix, each.code)


def _policy_tests(configuration: Configuration) -> Table:
    tested = ProcessVersion.objects.filter(
        pk__in=[each.process.version for each in configuration.versions], policy_tests__isnull=False
    ).distinct()
    rows = [
        (
            str(version),
            result.test.name,
            "green" if result.is_green else "red",
            " ".join(result.failures),
        )
        for version in tested.select_related("process").order_by("process__name", "number")
        for result in run_policy_tests(version.pk)
    ]
    return Table(
        "policy-tests",
        "Policy tests",
        ("Version", "Test", "Result", "What is not as expected"),
        tuple(rows),
        keys=2,
        absent="No policy test is stored with these versions.",
    )

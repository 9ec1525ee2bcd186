"""Policy tests of drafts: written, removed and copied in one place. Running them needs the clock, and is a
layer above (`escalations.services.run_policy_tests`)."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max

from entitlements.models import PolicyTest, ProcessVersion
from entitlements.process import policy_test as values
from entitlements.services.locked_version import locked_draft
from entitlements.services.validated import save_validated
from sla_admin.shared.errors import InvalidInput, NotFound

MOST_TESTS = 200


@transaction.atomic
def add_policy_test(version_id: int, *, name: str, given: Any, then: Any) -> PolicyTest:
    """Store a test with a draft. Raises NotFound, Conflict where the version is in use, InvalidInput naming
    each wrong field.
    """
    version = locked_draft(version_id)
    read = _read({"given": (given, values.read_given), "then": (then, values.read_expected)})
    last = PolicyTest.objects.filter(version=version).aggregate(last=Max("position"))["last"] or 0
    if PolicyTest.objects.filter(version=version).count() >= MOST_TESTS:
        raise InvalidInput.of("version", f"A version has at most {MOST_TESTS} policy tests.")
    test = PolicyTest(
        version=version,
        position=last + 1,
        name=name.strip(),
        given=msgspec.to_builtins(read["given"]),
        then=msgspec.to_builtins(read["then"]),
    )
    save_validated(test)
    return test


@transaction.atomic
def remove_policy_test(test_id: int) -> None:
    """Take a test out of a draft. Raises NotFound, or Conflict where its version is in use."""
    version_id = PolicyTest.objects.filter(pk=test_id).values_list("version", flat=True).first()
    if version_id is None:
        raise NotFound(f"There is no policy test {test_id}.")
    locked_draft(version_id)
    PolicyTest.objects.filter(pk=test_id).delete()


def copy_policy_tests(source: ProcessVersion, draft: ProcessVersion) -> None:
    """What was meant by a version is meant by its copy, until somebody changes it."""
    PolicyTest.objects.bulk_create(
        PolicyTest(version=draft, position=test.position, name=test.name, given=test.given, then=test.then)
        for test in PolicyTest.objects.filter(version=source)
    )


def policy_tests_of(version_id: int) -> Sequence[values.PolicyTest]:
    """The tests of a version in their order."""
    return [
        values.PolicyTest(row.name, values.read_given(row.given), values.read_expected(row.then))
        for row in PolicyTest.objects.filter(version=version_id)
    ]


def _read(parts: dict[str, tuple[Any, Callable[[Any], Any]]]) -> dict[str, Any]:
    found, problems = {}, []
    for field, (raw, read) in parts.items():
        try:
            found[field] = read(raw)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at `$")
            place = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", where.rstrip("`"))
            problems.append((f"{field}{place}", f"{reason}."))
    if problems:
        raise InvalidInput(problems)
    if not found["then"]:
        raise InvalidInput.of("then", "A test expects something.")
    return found

"""Policy tests of a process version."""

from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.models import PolicyTest, ProcessVersion
from entitlements.services.policy_tests import add_policy_test, remove_policy_test
from escalations.services.run_policy_tests import run_policy_tests
from sla_admin.shared.api.fields import Input, ObjectField, TextField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import NotFound


class PolicyTestAnswer(msgspec.Struct, frozen=True):
    """A test as it is stored, and what it says now: red where `failures` has sentences."""

    id: int
    name: str
    given: dict[str, Any]
    then: list[dict[str, Any]]
    is_green: bool
    failures: list[str]


class PolicyTestsAnswer(msgspec.Struct, frozen=True):
    """Every test of the version, run just now."""

    green: int
    red: int
    tests: list[PolicyTestAnswer]


class PolicyTestInput(Input):
    """`given`: `opened_at`, `fields`, `tier`, `hours`, `events` (each `at`, `fields`, `signals`, `commands`).
    `then`: a list of expectations of one clock each: `milestone`, `occurrence`, `target_at`, `at`,
    `standing`, `violated`, `alerts`.
    """

    name = TextField(max_length=200, help_text="A sentence: what is promised.")
    given = ObjectField()
    then = serializers.ListField(child=ObjectField(), min_length=1, max_length=50)


class PolicyTests(ApiView):
    """The tests of a version."""

    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)
    write_permissions = ("entitlements.change_processversion",)

    @extend_schema(
        operation_id="run_policy_tests",
        summary="Run the policy tests of a version",
        responses=PolicyTestsAnswer,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(_answer(pk))

    @extend_schema(
        operation_id="add_policy_test",
        summary="Add a policy test to a draft",
        description="While one is red, the version cannot be activated.",
        request=PolicyTestInput,
        responses=PolicyTestsAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        told = self.read(PolicyTestInput)
        add_policy_test(pk, name=told["name"], given=told["given"], then=told["then"])
        return Response(_answer(pk))


class RemovePolicyTest(ApiView):
    """Taking a test out of a draft."""

    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)
    write_permissions = ("entitlements.change_processversion",)

    @extend_schema(
        operation_id="remove_policy_test",
        summary="Remove a policy test from a draft",
        request=Input,
        responses=PolicyTestsAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        self.read(Input)
        version = PolicyTest.objects.filter(pk=pk).values_list("version", flat=True).first()
        remove_policy_test(pk)
        return Response(_answer(version or 0))


def _answer(version_id: int) -> PolicyTestsAnswer:
    if not ProcessVersion.objects.filter(pk=version_id).exists():
        raise NotFound(f"There is no process version {version_id}.")
    rows = PolicyTest.objects.filter(version=version_id)
    results = run_policy_tests(version_id)
    answers = [
        PolicyTestAnswer(row.pk, row.name, row.given, row.then, result.is_green, list(result.failures))
        for row, result in zip(rows, results, strict=True)
    ]
    green = sum(each.is_green for each in answers)
    return PolicyTestsAnswer(green, len(answers) - green, answers)

"""The configuration checks."""

from typing import Literal

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.services.checks.site import About, check_site
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.viewing.objects import page_of_object


class FindingAnswer(msgspec.Struct, frozen=True):
    """One finding. `about` and `id` name the object; `link` is its page, empty where it has none."""

    code: str
    severity: Literal["error", "warning"]
    object: str
    about: About
    id: int | None
    field: str
    why: str
    fix: str
    link: str


class ChecksAnswer(msgspec.Struct, frozen=True):
    """Everything found, errors first."""

    errors: int
    warnings: int
    findings: list[FindingAnswer]


class Checks(ApiView):
    """What is wrong or doubtful in the configuration in use."""

    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)

    @extend_schema(
        operation_id="check_configuration",
        summary="Check the configuration in use",
        responses=ChecksAnswer,
        tags=["configuration"],
    )
    def get(self, request: Request) -> Response:
        found = check_site(self.at)
        errors = sum(each.severity == "error" for each in found)
        answers = [
            FindingAnswer(
                each.code,
                each.severity,
                each.object,
                each.about,
                each.id,
                each.field,
                each.why,
                each.fix,
                page_of_object(each.about, each.id),
            )
            for each in found
        ]
        return Response(ChecksAnswer(errors, len(found) - errors, answers))

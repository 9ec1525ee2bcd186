"""Comparing versions, and putting one into use: now or at an instant."""

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.api.process_versions import ProcessVersionAnswer, Versions
from entitlements.models import ProcessVersion
from entitlements.selectors.version_words import compare
from entitlements.services.activate_version import activate_version
from entitlements.services.retire_version import retire_version
from entitlements.services.schedule_activation import schedule_activation, scheduled
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.fields import LARGEST_ID, Input, InstantField, TextField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.precondition import require_match, single, wants_match
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.runs.deeds import stop_run


class DifferenceAnswer(msgspec.Struct, frozen=True):
    """What differs: `field` of `object` (the process or a milestone), before and after in words."""

    object: str
    field: str
    before: str
    after: str
    sentence: str


class ComparisonAnswer(msgspec.Struct, frozen=True):
    """What a case moved from version `old` to version `new` would find changed. `same` names milestones in
    which nothing differs."""

    old: int
    new: int
    differences: list[DifferenceAnswer]
    same: list[str]


class ActivationInput(Input):
    reason = TextField(max_length=500, help_text="Why; it is kept with the version.")
    at = InstantField(
        required=False, help_text="From when on it is the default; without it, from now. Must lie ahead."
    )


class ActivationAnswer(msgspec.Struct, frozen=True):
    """What became of an activation: `active` now, or `scheduled` as the run of that number, which can be
    stopped until its moment comes. `warnings` are what the checks found beside errors."""

    version: int
    status: str
    run: int | None
    warnings: list[str]


class RetirementInput(Input):
    reason = TextField(max_length=500, help_text="Why; it is kept with the version.")


class CallingOffInput(Input):
    reason = TextField(max_length=500, required=False, allow_blank=True, help_text="Why; it is kept.")


class _OfVersion(Versions):
    write_permissions = ("entitlements.change_processversion",)

    def require_unchanged(self, request: Request, pk: int) -> None:
        """Hold the version until the deed is done, if it still is as the caller read it."""
        require_match(request, self.answer(self.find(pk, lock=True)))

    def found(self, pk: int, field: str = "") -> ProcessVersion:
        version = ProcessVersion.objects.filter(pk=pk).first()
        if version is None:
            sentence = f"There is no process version {pk}."
            raise InvalidInput.of(field, sentence) if field else NotFound(sentence)
        return version


class CompareVersions(_OfVersion):
    """Two versions of a process."""

    query_names = ("with",)

    @extend_schema(
        operation_id="compare_process_versions",
        summary="What differs between two versions of a process",
        parameters=[
            OpenApiParameter(
                "with",
                {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID},
                description="The version to compare with, usually the older one.",
                required=True,
            )
        ],
        responses=ComparisonAnswer,
        tags=["configuration"],
    )
    def get(self, request: Request, pk: int) -> Response:
        new = self.found(pk)
        given = request.query_params.get("with", "")
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:19]) <= LARGEST_ID):
            raise InvalidInput.of("with", "Name the version to compare with, by its id.")
        old = self.found(int(given), "with")
        if old.process_id != new.process_id:
            raise InvalidInput.of("with", "It is a version of another process.")
        found = compare(old.pk, new.pk)
        differences = [
            DifferenceAnswer(group.object, each.field, each.before, each.after, each.sentence)
            for group in found.groups
            for each in group.changes
        ]
        return Response(ComparisonAnswer(old.pk, new.pk, differences, found.same))


class ActivateProcessVersion(_OfVersion):
    """Putting a draft into use."""

    @extend_schema(
        operation_id="activate_process_version",
        summary="Make a draft the default for new cases",
        description="Runs the checks and refuses a version in which they find errors. With `at`, a "
        "background run does it then, after running the checks again, unless it is called off.",
        request=ActivationInput,
        responses=ActivationAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(ActivationInput)
        actor = actor_of(request)
        if wants_match(request):
            self.require_unchanged(request, pk)
        if "at" in given:
            run = schedule_activation(pk, at=self.at, when=given["at"], actor=actor, reason=given["reason"])
            return Response(ActivationAnswer(pk, "scheduled", run.pk, []))
        done = activate_version(version_id=pk, actor=actor, at=self.at, reason=given["reason"])
        warnings = [f"{each.object}: {each.why} {each.fix} [{each.code}]" for each in done.warnings]
        return Response(ActivationAnswer(pk, "active", None, warnings))


class CallActivationOff(_OfVersion):
    """An activation that was scheduled, and is not wanted any more."""

    @extend_schema(
        operation_id="call_activation_off",
        summary="Call off the scheduled activation of a version",
        request=CallingOffInput,
        responses=ProcessVersionAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        reason = self.read(CallingOffInput).get("reason", "")
        self.require_unchanged(request, pk)
        run = scheduled(pk)
        if run is None:
            raise Conflict("No activation of it is scheduled.")
        stop_run(run.pk, actor=actor_of(request), at=self.at, reason=reason)
        return single(request, self.answer(self.find(pk)))


class RetireProcessVersion(_OfVersion):
    """Taking a version out of use."""

    @extend_schema(
        operation_id="retire_process_version",
        summary="Retire a version that is not the default any more",
        description="The cases it serves keep it; it cannot become the default again.",
        request=RetirementInput,
        responses=ProcessVersionAnswer,
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        reason = self.read(RetirementInput)["reason"]
        self.require_unchanged(request, pk)
        retire_version(version_id=pk, actor=actor_of(request), at=self.at, reason=reason)
        return single(request, self.answer(self.find(pk)))

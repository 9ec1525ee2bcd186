"""Activating a version at an instant: announced, canceled by stopping its run, done exactly once by beat.

The checks run when it is scheduled and again when its moment comes; a version that turned red by then is not
activated, and the run says why.
"""

from typing import Any

from entitlements.models import ProcessVersion, VersionStatus
from entitlements.services.activate_version import activate_version
from entitlements.services.check_version import check_version
from entitlements.services.required_reason import required_reason
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.models.background_run import ACTIVE
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Step, start_run
from sla_admin.shared.viewing.addresses import address


def schedule_activation(version_id: int, *, at: int, when: int, actor: str, reason: str) -> BackgroundRun:
    """Let a draft become the default for cases opened from the instant `when` (µs, later than `at`) on.

    Raises NotFound; Conflict where it is no draft or is scheduled already; InvalidInput without a reason,
    for an instant that is past, or naming every check that finds an error now.
    """
    given = required_reason(reason)
    if when <= at:
        raise InvalidInput.of("when", "lies in the past.")
    errors = [finding for finding in check_version(version_id) if finding.severity == "error"]
    if errors:
        raise InvalidInput(
            (each.field, f"{each.object}: {each.why} {each.fix} [{each.code}]") for each in errors
        )
    return start_run(
        ActivateVersion.name,
        {"version": version_id},
        actor=actor,
        at=at,
        reason=given,
        not_before=when,
    )


def scheduled(version_id: int) -> BackgroundRun | None:
    """The run that is to activate that version, while it waits or works."""
    return BackgroundRun.objects.filter(
        kind=ActivateVersion.name, subject=_subject(version_id), state__in=ACTIVE
    ).first()


def last_attempt(version_id: int) -> BackgroundRun | None:
    """The latest run that was to activate that version, whatever became of it."""
    return (
        BackgroundRun.objects.filter(kind=ActivateVersion.name, subject=_subject(version_id))
        .order_by("-pk")
        .first()
    )


def _subject(version_id: int) -> str:
    return f"process-version:{version_id}"


class ActivateVersion(RunKind):
    """Activates one version when its moment has come."""

    name = "activate version"
    word = "Scheduled activation"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        version = _version(parameters["version"])
        if version.status != VersionStatus.DRAFT:
            raise Conflict(f"{version} is {version.status}; only a draft is activated.")
        return {"version": version.pk}

    def title(self, parameters: dict[str, Any]) -> str:
        return f"Activate {_version(parameters['version'])}"

    def subject(self, parameters: dict[str, Any]) -> str:
        return _subject(parameters["version"])

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return 1

    def step(self, run: RunInHand, at: int) -> Step:
        version_id = run.parameters["version"]
        done = activate_version(version_id=version_id, actor=run.actor, at=at, reason=run.reason)
        warnings = [
            ItemReport(each.object, "warning", f"{each.why} {each.fix} [{each.code}]")
            for each in done.warnings
        ]
        activated = ItemReport(str(done.version), "activated", "", version_id)
        return Step(1, None, [activated, *warnings], tally={"activated": 1})

    def address(self, run: RunInHand) -> str:
        return self.address_of_item(run.parameters["version"])

    def address_of_item(self, reference: int) -> str:
        return address("setup-version", reference)


def _version(version_id: int) -> ProcessVersion:
    version = ProcessVersion.objects.select_related("process").filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no process version {version_id}.")
    return version

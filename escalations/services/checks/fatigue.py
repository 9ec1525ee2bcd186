"""Too many alerts: what everybody is told of everything, nobody reads."""

from collections import Counter
from collections.abc import Iterator

from django.contrib.auth.models import User

from entitlements.models import Entitlement, ProcessVersion, SupportTier, VersionStatus
from entitlements.process.definition import VIOLATION, Process
from entitlements.selectors.process_versions import process_of
from entitlements.services.checks.site import Found
from escalations.matrix.look_up import deliveries
from escalations.matrix.rows import Matrix
from escalations.models import MatrixVersion
from escalations.models.cell_entry import TargetKind
from escalations.selectors.matrices import matrix_of
from milestones.models import Queue

MOST_ALERTS = 4
"""To one person, about one case."""


def alert_fatigue(at: int) -> Iterator[Found]:
    """A version whose matrix can tell one and the same person more than four times of one case: each of them,
    with the tier and priority of which they hear most."""
    matrices: dict[int, Matrix] = {}
    versions = ProcessVersion.objects.filter(
        status=VersionStatus.ACTIVE, matrix_version__in=MatrixVersion.objects.values("pk")
    ).select_related("process")
    for version in versions:
        number = version.matrix_version or 0
        matrix = matrices.setdefault(number, matrix_of(number))
        worst = _worst(process_of(version.pk), matrix, _tiers(version))
        if worst:
            told = ", ".join(
                f"the {target} {count} times ({' '.join(part for part in of if part) or 'any case'})"
                for target, (count, *of) in sorted(worst.items(), key=lambda each: -each[1][0])
            )
            yield (
                str(version),
                "process_version",
                version.pk,
                f"One case can tell {told}: more than anybody reads.",
                f"Keep at most {MOST_ALERTS} thresholds that tell the same person.",
            )


def _tiers(version: ProcessVersion) -> list[str]:
    named = Entitlement.objects.filter(process=version.process_id).values_list("tier__key", flat=True)
    return sorted(set(named)) or list(SupportTier.objects.values_list("key", flat=True)) or [""]


def _worst(process: Process, matrix: Matrix, tiers: list[str]) -> dict[str, tuple[int, str, str]]:
    """By target: how often it is told at most, and of which tier and priority."""
    worst: dict[str, tuple[int, str, str]] = {}
    priorities = {name for each in process.milestones for name in each.priorities} or {""}
    for tier in tiers:
        for priority in sorted(priorities):
            for target, count in _told(process, matrix, tier, priority).items():
                if count > max(MOST_ALERTS, worst.get(target, (0, "", ""))[0]):
                    worst[target] = (count, tier, priority)
    return worst


def _told(process: Process, matrix: Matrix, tier: str, priority: str) -> Counter[str]:
    told: Counter[str] = Counter()
    for milestone in process.milestones:
        if not milestone.may_promise(priority):
            continue
        for trigger in {trigger.key for trigger in milestone.triggers} | {VIOLATION}:
            for entry in deliveries(matrix, tier, priority, milestone.type, trigger):
                if entry.target == TargetKind.ENDPOINT:  # a system does not tire
                    continue
                told[_in_words(entry.target, entry.reference)] += 1
    return told


def _in_words(target: str, reference: str) -> str:
    """Named ones apart from each other: a queue and a user by who they are."""
    kind = TargetKind(target).label if target in TargetKind.values else target
    if target == TargetKind.USER:
        return f"user {User.objects.get(pk=reference).get_username()}"
    if target == TargetKind.QUEUE and reference:
        return f"queue {Queue.objects.get(pk=reference)}"
    return f"{kind} {reference}" if target == TargetKind.ADDRESS else kind

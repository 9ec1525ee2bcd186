"""What the checks of one version find in every version that is in use."""

from collections.abc import Iterator

from entitlements.models import ProcessVersion, VersionStatus
from entitlements.selectors.process_versions import process_of
from entitlements.services.check_version import check_version
from entitlements.services.checks.site import Found, SiteFinding


def versions_in_use(at: int) -> Iterator[SiteFinding]:
    """The findings of every active version, under their own codes."""
    for version in ProcessVersion.objects.filter(status=VersionStatus.ACTIVE).select_related("process"):
        for each in check_version(version.pk):
            named = str(version) if each.object == version.process.name else f"{version}: {each.object}"
            yield SiteFinding(
                each.code, each.severity, named, each.why, each.fix, "process_version", version.pk, each.field
            )


def default_hours_beside_others(at: int) -> Iterator[Found]:
    """A milestone that counts day and night because nobody named hours, beside others that have some.

    Whoever named business hours for one milestone of a version hardly meant 24×7 for its neighbour.
    """
    for version in ProcessVersion.objects.filter(status=VersionStatus.ACTIVE, hours=None).select_related(
        "process"
    ):
        milestones = process_of(version.pk).milestones
        if all(each.hours is None for each in milestones):
            continue
        for each in milestones:
            if each.hours is None:
                yield (
                    f"{version}: {each.name}",
                    "process_version",
                    version.pk,
                    "It counts day and night by default, while other milestones of the version name hours.",
                    "Name its hours, or hours that are open around the clock if that is what was sold.",
                )

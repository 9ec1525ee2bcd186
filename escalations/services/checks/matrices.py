"""What the checks of one matrix version find in every version that answers cases."""

from collections.abc import Iterator

from entitlements.models import ProcessVersion, VersionStatus
from entitlements.services.checks.site import SiteFinding
from escalations.models import MatrixVersion
from escalations.services.check_matrix import check_matrix


def matrices_in_use(at: int) -> Iterator[SiteFinding]:
    """The findings of every matrix version that an active process version pins."""
    pinned = ProcessVersion.objects.filter(
        status=VersionStatus.ACTIVE, matrix_version__isnull=False
    ).values_list("matrix_version", flat=True)
    for version in MatrixVersion.objects.filter(pk__in=set(pinned)).select_related("matrix"):
        for each in check_matrix(version):
            named = str(version) if each.object == str(version) else f"{version}: {each.object}"
            yield SiteFinding(
                each.code, each.severity, named, each.why, each.fix, "matrix_version", version.pk, each.field
            )

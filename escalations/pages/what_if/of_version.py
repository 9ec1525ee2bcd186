"""What the page of a version says of its what-ifs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from entitlements.business_time.instants import to_instant
from entitlements.pages.tried import TriedOnce
from escalations.models import WhatIf
from escalations.selectors.what_ifs import what_ifs_of
from escalations.services.what_if.figures import read_figures
from sla_admin.shared.display import durations

LATEST = 5


class WhatIfsOfVersion:
    """Answers at the seam `entitlements.pages.tried`."""

    def of_version(self, version_id: int) -> list[TriedOnce]:
        return [
            TriedOnce(reverse("setup-what-if-one", args=[row.pk]), to_instant(row.as_of), _words(row))
            for row in what_ifs_of(version_id)[:LATEST]
        ]

    def address(self, version_id: int) -> str:
        return f"{reverse('setup-what-if')}?version={version_id}#start"


def _words(row: WhatIf) -> str:
    if not row.is_complete:
        return _("not complete")
    figures = read_figures(row.summary)
    known = {
        "cases": durations.count(figures.cases),
        "worse": durations.count(figures.clocks("met", "violated")),
        "better": durations.count(figures.clocks("violated", "met")),
    }
    return _("%(cases)s cases: %(worse)s met → violated, %(better)s violated → met") % known

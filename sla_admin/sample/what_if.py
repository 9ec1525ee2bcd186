"""What the sample's draft would have meant: one what-if over the cases of its process, run in one go."""

from entitlements.models import ProcessVersion, VersionStatus
from escalations.services.what_if.order import WhatIfOrder
from escalations.services.what_if.run import open_what_if, run_in_one_go
from milestones.selectors.actors import actor_of_user
from sla_admin.sample.people import MANAGER, People
from sla_admin.sample.promises import ENTERPRISE


def try_the_draft(people: People, at: int) -> None:
    """As of `at` (µs). It belongs to the draft and goes with it."""
    draft = ProcessVersion.objects.get(process__name=ENTERPRISE, status=VersionStatus.DRAFT)
    asked = open_what_if(
        WhatIfOrder(version=draft.pk),
        actor=actor_of_user(people.users[MANAGER].pk),
        at=at,
        reason="Could we have kept 16 hours for P3?",
    )
    run_in_one_go(asked, at)

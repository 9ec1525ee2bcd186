"""Cases that are told of now, for pages, which speak of the present."""

from typing import Any

from entitlements.business_time.instants import MINUTE
from entitlements.models import Entitlement
from entitlements.process.definition import MilestoneDefinition
from milestones.models import Case
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.system_clock import database_time
from tests.milestones.promised import SOURCE, first_response, promise


def promised_for_ever(*milestones: MilestoneDefinition, **process: Any) -> Entitlement:
    """The promise of the tests (by default a first response in an hour), whatever the year."""
    entitlement = promise(*(milestones or (first_response(60),)), **process)
    Entitlement.objects.filter(pk=entitlement.pk).update(last_day="2199-12-31")
    return entitlement


def opened(external_id: str, minutes_ago: float, **fields: Any) -> Case:
    """A case that was opened so long ago; a field `account=None` leaves the account out."""
    now = database_time()
    told = {"account": "acme", "status": "new", "priority": "P1", **fields}
    (answer,) = record(
        [
            CaseRequest(
                source=SOURCE,
                external_id=external_id,
                opened_at=now - int(minutes_ago * MINUTE),
                fields={name: value for name, value in told.items() if value is not None},
            )
        ],
        at=now,
    )
    assert not answer.problems, answer
    return Case.objects.get(external_id=external_id)

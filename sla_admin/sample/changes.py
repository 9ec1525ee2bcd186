"""A little of what people do to a configuration in an ordinary week, each with its reason."""

from django.contrib.auth.models import User

from entitlements.models import ServiceContract, SupportTier
from entitlements.services.contracts import change_contract
from entitlements.services.tiers import change_tier
from sla_admin.models import SampleItem
from sla_admin.sample.people import MANAGER
from sla_admin.sample.quiet import quiet
from sla_admin.shared.changes.responsible import acting
from sla_admin.shared.viewing.actors import actor_of_person


def change_some() -> None:
    """Hanna Virtanen has a contract announced earlier, and says whom the first tier is sold to."""
    contract = _first("entitlements.servicecontract")
    tiers = SupportTier.objects.filter(pk__in=_ids("entitlements.supporttier")).order_by("rank")
    person = actor_of_person(User.objects.get(username=MANAGER).pk)
    with acting(person, source="page"), quiet("sla_admin.configuration"):
        change_contract(
            ServiceContract.objects.get(pk=contract),
            {"renewal_notice_days": 45},
            reason="Their purchasing needs six weeks for a renewal.",
        )
        change_tier(
            tiers[0],
            {"customer_segment": f"{tiers[0].customer_segment}, group accounts"},
            reason="Sold to groups of companies from the coming year on.",
        )


def _first(kind: str) -> int:
    return min(_ids(kind))


def _ids(kind: str) -> list[int]:
    return list(SampleItem.objects.filter(kind=kind).values_list("object_id", flat=True))

"""Reading what messages say about a case and a clock, for a whole batch with a fixed number of queries."""

from collections.abc import Sequence

from django.conf import settings

from entitlements.business_time.calendar import around_the_clock
from entitlements.business_time.instants import to_instant
from entitlements.models import MilestoneType, SupportTier
from escalations.actions.context import OpenTime, Situation
from escalations.engine.told import Told, told
from escalations.models import Delivery
from escalations.models.delivery import Purpose
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, CaseMilestone, LedgerEntry

CASE_PAGE = "/cases/{}/"
"""Where a case is looked at. Not reversed: a worker would load every page for its first message."""


def causes_of(deliveries: Sequence[Delivery]) -> dict[tuple[int, int], str]:
    """What the ledger names as the cause of each delivery's fact, by case and number."""
    if not deliveries:
        return {}
    entries = LedgerEntry.objects.filter(
        case__in={each.case_id for each in deliveries}, seq__in={each.ledger_seq for each in deliveries}
    )
    return {(case, seq): cause for case, seq, cause in entries.values_list("case", "seq", "cause")}


class Situations:
    """The cases, clocks and names behind some deliveries, as they are now."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self._plan = PinnedPlan()
        cases = {delivery.case_id for delivery in deliveries}
        self._cases = Case.objects.select_related("account", "owner", "queue").in_bulk(cases)
        self._clocks = {
            (clock.case_id, clock.definition, clock.cycle, clock.occurrence): clock
            for clock in CaseMilestone.objects.filter(case__in=cases)
        }
        self._causes = causes_of([each for each in deliveries if each.endpoint_id is not None])
        self._types = dict(MilestoneType.objects.values_list("key", "name"))
        self._tiers = dict(SupportTier.objects.values_list("key", "name"))

    def of(self, delivery: Delivery) -> Situation:
        """The situation of one of the deliveries. Raises LookupError where the case is gone."""
        case = self._cases.get(delivery.case_id)
        if case is None:
            raise LookupError(f"Case {delivery.case_id} does not exist any more.")
        fact = told(delivery.payload)
        withdrawn = delivery.created_at if delivery.purpose == Purpose.CORRECTION else None
        return Situation(
            case_id=case.pk,
            case_number=case.external_id,
            case_subject=case.subject,
            case_priority=case.priority,
            case_status=case.status,
            case_account=str(case.account or ""),
            case_owner="" if case.owner is None else case.owner.get_full_name() or case.owner.get_username(),
            case_queue=str(case.queue or ""),
            case_link=settings.PUBLIC_URL + CASE_PAGE.format(case.pk),
            milestone=self._milestone(fact),
            milestone_type=self._types.get(fact.type, fact.type),
            tier=self._tiers.get(fact.tier, fact.tier),
            kind=fact.kind,
            trigger=fact.trigger,
            severity=fact.severity,
            repeat=fact.repeat,
            occurred_at=fact.occurred_at,
            target_at=fact.target,
            withdrawn_at=None if withdrawn is None else to_instant(withdrawn),
            open_time=self._open_time(delivery, fact),
            case_source=case.source,
            cause=self._causes.get((delivery.case_id, delivery.ledger_seq), ""),
        )

    def _milestone(self, fact: Told) -> str:
        if fact.version is None:
            return self._types.get(fact.type, fact.type)
        milestone = self._plan.process(fact.version).by_key.get(fact.milestone)
        return fact.milestone if milestone is None else milestone.definition.name

    def _open_time(self, delivery: Delivery, fact: Told) -> OpenTime:
        """The hours of the clock.

        One that was withdrawn altogether has none any more: then time by the clock.
        """
        clock = self._clocks.get((delivery.case_id, fact.milestone, fact.cycle, fact.occurrence))
        if clock is None:
            return around_the_clock(settings.TIME_ZONE)
        return self._plan.calendar(clock.hours_id, clock.timeline)

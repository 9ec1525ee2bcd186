"""What one case is made of, read for looking at it: the case with its people and promise, its clocks, what
was told about it, and its ledger. One query each.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from milestones.models import Case, CaseEvent, CaseMilestone, LedgerEntry, Queue
from sla_admin.shared.errors import NotFound


def find_case(pk: int) -> Case:
    """The case with everything its page names. `queue_members` are the users of its queue.

    Raises NotFound.
    """
    case = _cases().filter(pk=pk).first()
    if case is None:
        raise NotFound(f"There is no case {pk}.")
    return case


def clocks_of(case: Case) -> list[CaseMilestone]:
    """Every clock the case ever had, with its hours, in the order in which they came into being."""
    rows = list(
        CaseMilestone.objects.filter(case=case)
        .select_related("hours", "process_version__process")
        .order_by("cycle", "began_at", "id")
    )
    for row in rows:
        row.case = case
    return rows


def events_of(case: Case) -> list[CaseEvent]:
    """What was told about the case, each with what was said (`comment`), in the order of arrival."""
    return list(CaseEvent.objects.filter(case=case).select_related("comment").order_by("number"))


def ledger_of(case: Case, after: int = 0) -> list[LedgerEntry]:
    """The ledger entries of the case behind that number, in their order."""
    return list(LedgerEntry.objects.filter(case=case, seq__gt=after).order_by("seq"))


def _cases() -> QuerySet[Case]:
    members = Queue.members.through.objects.filter(queue=OuterRef("queue")).order_by("user_id")
    return Case.objects.select_related(
        "account",
        "contact",
        "owner__agent__team",
        "queue__team",
        "entitlement__tier",
        "entitlement__hours",
        "entitlement__asset",
        "entitlement__product",
        "entitlement__contract",
        "entitlement__line_item__asset",
        "entitlement__line_item__product",
        "asset",
        "product",
        "contract",
        "process_version__process",
        "process_version__hours",
        "engine_state",
    ).annotate(queue_members=ArraySubquery(members.values("user_id")))

"""What the cases at hand say about the configuration."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from entitlements.models import Entitlement, MilestoneDefinition, VersionStatus
from entitlements.selectors import entitlement_statuses
from entitlements.services.checks.site import Found
from milestones.models import Case
from milestones.selectors.pause_reasons import reasons_for


def expired_with_open_cases(at: int) -> Iterator[Found]:
    """Expired promises under which cases are still open: their clocks run on, new cases have none."""
    counted = dict(
        Case.objects.filter(closed_at=None, entitlement__isnull=False)
        .values("entitlement")
        .annotate(number=Count("pk"))
        .values_list("entitlement", "number")
    )
    rows = Entitlement.objects.filter(pk__in=counted).select_related(
        "account", "contract", "line_item", "asset"
    )
    statuses = entitlement_statuses(rows, at)
    for each in rows.order_by("id"):
        if statuses[each.pk] == "expired":
            number = counted[each.pk]
            cases = "1 case is" if number == 1 else f"{number} cases are"
            yield (
                str(each),
                "entitlement",
                each.pk,
                f"It has expired and {cases} still open under it.",
                "Renew it, or settle with the account what happens to them.",
            )


def quarantined(at: int) -> Iterator[Found]:
    """Cases whose clocks stand because they could not be computed."""
    number = Case.objects.filter(engine_state__quarantined_at__isnull=False).count()
    if number:
        yield (
            "1 case" if number == 1 else f"{number} cases",
            "cases",
            None,
            "They are set aside: their clocks stand where they stood, and nobody is told of anything.",
            "Read the reason of each in the tool room, mend it, and release them from quarantine.",
        )


def without_clock(at: int) -> Iterator[Found]:
    """Open cases that nobody promised anything for, or that two promises claim alike."""
    counted = (
        Case.objects.filter(~Q(coverage_outcome="covered"), closed_at=None)
        .order_by()
        .values(outcome=F("coverage_outcome"))
        .annotate(number=Count("pk"))
        .values_list("outcome", "number")
    )
    for outcome, number in sorted(counted):
        word = outcome.replace("_", " ") or "undecided"
        yield (
            f"{number} open with coverage {word}",
            "cases",
            None,
            "No clock runs for them." if outcome != "ambiguous" else "Two promises claim them alike.",
            "Open the coverage gaps and give each a promise, or leave it without on purpose.",
        )


def pauses_without_reasons(at: int) -> Iterator[Found]:
    """Kinds of record whose clocks may be paused by hand while no reason is offered."""
    pausable = MilestoneDefinition.objects.filter(
        pausable=True, version__status=VersionStatus.ACTIVE, version__retired_at=None
    )
    for record_type in pausable.values_list("version__process__record_type", flat=True).distinct().order_by():
        if not reasons_for(record_type):
            word = record_type.replace("_", " ")
            yield (
                f"pauses of {word}s",
                "pause_reasons",
                None,
                "Clocks may be paused by hand for any reason somebody types, so nobody can say what for.",
                "Make a short list of pause reasons, such as waiting for the customer or for parts.",
            )

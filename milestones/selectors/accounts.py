"""An account or a contact as those see it who work for them: what was promised, and what became of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from entitlements.models import Account, BusinessHours, Contact, Entitlement, ProcessVersion
from entitlements.selectors.promises import EntitlementStatus, entitlement_statuses, promises_of
from milestones.models import Case, CaseMilestone
from milestones.models.case_milestone import OPEN

LONGEST = 200
"""A search is no longer than the longest name."""


class PromiseNow(NamedTuple):
    """An entitlement at an instant: `version` is the one new cases would get, `hours` those it counts on
    (None: around the clock), `open_cases` and `cases` those it covers."""

    entitlement: Entitlement
    status: EntitlementStatus
    version: ProcessVersion | None
    hours: BusinessHours | None
    open_cases: int
    cases: int


class Kept(NamedTuple):
    """How promises were kept. What is open and not violated is not counted, nor what was canceled."""

    on_time: int
    late: int
    open_violated: int

    @property
    def counted(self) -> int:
        return self.on_time + self.late + self.open_violated

    @property
    def share(self) -> float | None:
        """On time of all that was completed or violated; None where there is nothing to count."""
        return self.on_time / self.counted if self.counted else None


class CaseCounts(NamedTuple):
    open: int
    closed: int


class Outcome(NamedTuple):
    """How the clocks of one closed case ended."""

    on_time: int
    late: int

    @property
    def word(self) -> str:
        if not self.on_time and not self.late:
            return "no_clock"
        return "met_late" if self.late else "met"


def accounts_found(text: str, today: date) -> QuerySet[Any]:
    """Accounts whose name, external id, people or serial numbers have every word of `text` in them; by name.

    Each has `open_cases`, `entitled` (how many entitlements), `running` (how many are within their days
    on `today`) and `ends` (the last day of the first of those to end).
    """
    rows = Account.objects.all()
    for word in text.split():
        of_contact = Contact.objects.filter(
            Q(name__icontains=word) | Q(email__icontains=word), account=OuterRef("pk")
        )
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(external_id__icontains=word)
            | Q(assets__serial_number__icontains=word)
            | Exists(of_contact)
        )
    open_cases = Case.objects.filter(account=OuterRef("pk"), closed_at=None).order_by().values("account")
    entitled = Entitlement.objects.filter(account=OuterRef("pk")).order_by().values("account")
    running = entitled.filter(first_day__lte=today, last_day__gte=today)
    return (
        rows.distinct()
        .annotate(
            open_cases=_number(open_cases.annotate(number=Count("pk")).values("number")),
            entitled=_number(entitled.annotate(number=Count("pk")).values("number")),
            running=_number(running.annotate(number=Count("pk")).values("number")),
            ends=Subquery(running.annotate(day=Min("last_day")).values("day")),
        )
        .order_by("name", "id")
    )


def promises_now(account: Account, at: int) -> list[PromiseNow]:
    """Every entitlement of an account at `at` (µs): active ones first, then by last day."""
    found = promises_of([account.pk]).get(account.pk, [])
    rows = [promise.entitlement for promise in found]
    prefetch_related_objects(
        rows, "product", "asset__product", "line_item__asset", "line_item__product", "named_contacts__contact"
    )
    statuses = entitlement_statuses(rows, at)
    defaults = {promise.entitlement.pk: promise.versions.default_at(at) for promise in found}
    versions = ProcessVersion.objects.select_related("process").in_bulk(
        {version for version, _ in defaults.values() if version is not None}
    )
    hours = BusinessHours.objects.in_bulk(
        {each for row in rows for each in (row.hours_id, defaults[row.pk][1]) if each is not None}
    )
    used = {
        entitlement: (is_open, total)
        for entitlement, is_open, total in Case.objects.filter(entitlement__in=[row.pk for row in rows])
        .order_by()
        .values("entitlement")
        .annotate(is_open=Count("pk", filter=Q(closed_at=None)), total=Count("pk"))
        .values_list("entitlement", "is_open", "total")
    }
    order = {"active": 0, "inactive": 1, "expired": 2}
    promised = []
    for row in rows:
        version, version_hours = defaults[row.pk]
        counts_on = row.hours_id if row.hours_id is not None else version_hours
        promised.append(
            PromiseNow(
                row,
                statuses[row.pk],
                None if version is None else versions.get(version),
                None if counts_on is None else hours.get(counts_on),
                *used.get(row.pk, (0, 0)),
            )
        )
    return sorted(promised, key=lambda each: (order[each.status], each.entitlement.last_day))


def kept(cases: QuerySet[Case]) -> Kept:
    """How the promises on these cases were kept."""
    clocks = CaseMilestone.objects.filter(case__in=cases)
    counted = clocks.aggregate(
        on_time=Count("pk", filter=Q(status="completed", is_violated=False)),
        late=Count("pk", filter=Q(status="completed", is_violated=True)),
        open_violated=Count("pk", filter=Q(status__in=OPEN, is_violated=True)),
    )
    return Kept(**counted)


def case_counts(cases: QuerySet[Case]) -> CaseCounts:
    """How many of these cases are open, and how many closed."""
    counted = cases.aggregate(
        open=Count("pk", filter=Q(closed_at=None)), closed=Count("pk", filter=Q(closed_at__isnull=False))
    )
    return CaseCounts(**counted)


def outcomes_of(case_ids: Sequence[int]) -> dict[int, Outcome]:
    """How the clocks of these cases ended, in one query."""
    rows = (
        CaseMilestone.objects.filter(case__in=case_ids)
        .order_by()
        .values("case")
        .annotate(
            on_time=Count("pk", filter=Q(status="completed", is_violated=False)),
            late=Count("pk", filter=Q(is_violated=True)),
        )
        .values_list("case", "on_time", "late")
    )
    return {case: Outcome(on_time, late) for case, on_time, late in rows}


def contacts_of(account: Account) -> QuerySet[Contact]:
    """The people of an account, each with `open_cases`."""
    return account.contacts.annotate(
        open_cases=Count("cases", filter=Q(cases__closed_at=None)), all_cases=Count("cases")
    ).order_by("name", "id")


def _number(query: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(query, output_field=IntegerField()), 0)

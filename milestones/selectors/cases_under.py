"""Open cases by what they are about, and by what covers them."""

from django.db.models import Count

from entitlements.services.cases_under import Kind
from milestones.models import Case


class OpenCasesUnder:
    """What `milestones` answers at the seam of cases under configuration (entitlements.services.cases_under).

    A contract, asset or product has the cases that name it and those under its entitlements.
    """

    def open_cases(self, kind: Kind, numbers: list[int]) -> dict[int, int]:
        rows = Case.objects.filter(closed_at=None, **{f"{kind}__in": numbers})
        counted = rows.order_by().values_list(f"{kind}_id").annotate(cases=Count("pk"))
        found: dict[int, int] = dict(counted)
        if kind in ("contract", "asset", "product", "line_item"):
            under = Case.objects.filter(closed_at=None, **{f"entitlement__{kind}__in": numbers})
            others = under.exclude(**{f"{kind}__in": numbers})
            for number, cases in (
                others.order_by().values_list(f"entitlement__{kind}").annotate(cases=Count("pk"))
            ):
                found[number] = found.get(number, 0) + cases
        return found

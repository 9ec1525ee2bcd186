"""Incidents of an allowance: taken when a case is covered, given back when it is not, one after the other."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db.models import F, Q
from django.db.models.functions import Least

from entitlements.models import Entitlement
from sla_admin.shared.changes.responsible import counting_incidents


def lock_allowances(accounts: Collection[int], entitlements: Collection[int] = ()) -> None:
    """Hold every entitlement of these accounts that counts incidents, and these, until the transaction ends.

    In the order of their ids, after the cases: whoever takes the last one, the next finds none.
    """
    counting = Entitlement.objects.filter(
        Q(account_id__in=accounts) | Q(pk__in=entitlements), incident_allowance__isnull=False
    )
    list(counting.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


class Allowances:
    """What is left of allowances while a batch of cases is decided. `held` have been given back first."""

    def __init__(self, entitlements: Iterable[Entitlement], held: Iterable[int] = ()) -> None:
        self._left = {
            each.pk: each.incidents_left for each in entitlements if each.incidents_left is not None
        }
        self._found = dict(self._left)
        self._elsewhere: Counter[int] = Counter()
        allowed = {each.pk: each.incident_allowance for each in entitlements if each.pk in self._left}
        for number in held:
            if number in self._left:
                self._left[number] = min(self._left[number] + 1, allowed[number] or 0)
            else:
                self._elsewhere[number] += 1

    def left(self, entitlement: int) -> int | None:
        """How many are left; None: it counts none."""
        return self._left.get(entitlement)

    def take(self, entitlement: int) -> bool:
        """One for a case. False where the entitlement counts none."""
        if entitlement not in self._left:
            return False
        self._left[entitlement] -= 1
        return True

    def store(self) -> None:
        """Write what changed. The rows are held by this transaction."""
        for number, left in self._left.items():
            if left != self._found[number]:
                with counting_incidents():
                    Entitlement.objects.filter(pk=number).update(incidents_left=left)
        give_back(self._elsewhere)


def give_back(incidents: Mapping[int, int]) -> None:
    """So many incidents to each entitlement, never more than it allows; the caller's transaction holds the
    cases.
    """
    for number, count in sorted(incidents.items()):
        with counting_incidents():
            Entitlement.objects.filter(pk=number, incident_allowance__isnull=False).update(
                incidents_left=Least(F("incidents_left") + count, F("incident_allowance"))
            )


def take_one(entitlement: int) -> bool:
    """One incident of that entitlement, if one is left. The caller's transaction holds the case."""
    with counting_incidents():
        taken = Entitlement.objects.filter(pk=entitlement, incidents_left__gt=0).update(
            incidents_left=F("incidents_left") - 1
        )
    return bool(taken)

"""Incidents of an allowance: one for each case that is covered, given back by those that are not."""

import pytest

from entitlements.models import Entitlement
from entitlements.services.entitlements import change_entitlement
from milestones.engine.verify import verify
from milestones.models import Case, LedgerEntry
from milestones.services.case_request import CaseRequest, Recorded
from milestones.services.coverage import cover_again
from milestones.services.record import record
from tests.milestones.engine.test_workers_at_once import at_once
from tests.milestones.promised import Desk, at, promise


def allow(entitlement: Entitlement, incidents: int) -> Entitlement:
    return change_entitlement(entitlement, {"incident_allowance": incidents})


def left(entitlement: Entitlement) -> int | None:
    return Entitlement.objects.values_list("incidents_left", flat=True).get(pk=entitlement.pk)


def told(*numbers: int) -> list[Recorded]:
    requests = [
        CaseRequest(
            source="desk",
            external_id=f"CS-{number}",
            opened_at=at("10:00") + number,
            fields={"account": "acme", "status": "new", "priority": "P1"},
        )
        for number in numbers
    ]
    return record(requests, at=at("11:00"))


def outcome(number: int) -> str:
    return Case.objects.get(external_id=f"CS-{number}").coverage_outcome


@pytest.mark.django_db
def test_example_f16_twelve_incidents_thirteen_cases() -> None:
    entitlement = allow(promise(), 12)

    told(*range(1, 14))

    assert left(entitlement) == 0
    assert [outcome(number) for number in range(1, 14)] == ["covered"] * 12 + ["incidents_exhausted"]
    last = Case.objects.get(external_id="CS-13")
    assert last.coverage_candidates[0]["why"] == "None of the incidents it allows is left."
    assert (last.entitlement, last.holds_incident, last.milestones.count()) == (None, False, 0)


@pytest.mark.django_db
def test_of_cases_told_together_those_opened_first_get_theirs_first() -> None:
    allow(promise(), 1)

    told(2, 1)

    assert (outcome(1), outcome(2)) == ("covered", "incidents_exhausted")


@pytest.mark.django_db(transaction=True)
def test_the_last_incident_goes_to_one_of_two_cases_told_at_once() -> None:
    entitlement = allow(promise(), 1)

    at_once(lambda: told(1), lambda: told(2))

    assert left(entitlement) == 0
    assert sorted([outcome(1), outcome(2)]) == ["covered", "incidents_exhausted"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["spam", "Duplicate"])
def test_a_case_closed_as_spam_or_duplicate_gives_its_incident_back(status: str) -> None:
    entitlement = allow(promise(), 3)
    desk = Desk()
    desk.opens("10:00")
    assert (left(entitlement), desk.case.holds_incident) == (2, True)

    desk.says("10:10", status=status)

    assert (left(entitlement), desk.case.holds_incident) == (3, False)
    given = LedgerEntry.objects.get(kind="incident given back")
    assert given.case == desk.case
    assert verify([desk.case.pk]).drift == []


@pytest.mark.django_db
def test_a_case_opened_again_that_was_no_spam_takes_one_again() -> None:
    entitlement = allow(promise(), 3)
    desk = Desk()
    desk.opens("10:00")
    desk.says("10:10", status="spam")

    desk.says("10:20", status="new")

    assert (left(entitlement), desk.case.holds_incident) == (2, True)
    assert verify([desk.case.pk]).drift == []


@pytest.mark.django_db
def test_a_case_closed_as_solved_keeps_its_incident() -> None:
    entitlement = allow(promise(), 3)
    desk = Desk()
    desk.opens("10:00")

    desk.says("10:10", status="closed")

    assert (left(entitlement), desk.case.holds_incident) == (2, True)


@pytest.mark.django_db
def test_a_spam_told_late_is_given_back_when_it_is_heard_of_and_once() -> None:
    entitlement = allow(promise(), 3)
    desk = Desk()
    desk.opens("10:00")
    desk.says("10:30", "customer_replied")
    desk.says("10:10", told="10:40", status="spam")
    desk.says("10:50", "customer_replied")

    assert left(entitlement) == 3
    assert LedgerEntry.objects.filter(kind="incident given back").count() == 1
    assert verify([desk.case.pk]).drift == []


@pytest.mark.django_db
def test_a_case_covered_again_gives_its_incident_back_first() -> None:
    entitlement = allow(promise(), 1)
    desk = Desk()
    desk.opens("10:00")
    assert left(entitlement) == 0

    cover_again([desk.case.pk], at=at("10:30"))

    assert (left(entitlement), desk.case.coverage_outcome, desk.case.holds_incident) == (0, "covered", True)

    change_entitlement(entitlement, {"is_enabled": False}, reason="Sold.")
    cover_again([desk.case.pk], at=at("10:40"))

    assert (left(entitlement), desk.case.coverage_outcome, desk.case.holds_incident) == (
        1,
        "no_entitlement",
        False,
    )
    assert verify([desk.case.pk]).drift == []


@pytest.mark.django_db
def test_an_allowance_that_is_raised_leaves_what_was_taken_taken() -> None:
    entitlement = allow(promise(), 2)
    told(1)

    change_entitlement(
        Entitlement.objects.get(pk=entitlement.pk), {"incident_allowance": 10}, reason="They bought more."
    )

    assert left(entitlement) == 9

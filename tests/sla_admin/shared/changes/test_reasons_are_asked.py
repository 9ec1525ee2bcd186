"""What touches running clocks is refused without a reason, names the field, and changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from entitlements.models import BusinessHoursRevision, Entitlement
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import create_business_hours, publish_revision
from entitlements.services.contracts import create_contract, renew_contract
from entitlements.services.entitlements import change_entitlement, renew_entitlement
from entitlements.services.retire_version import retire_version
from entitlements.services.suspension import resume, suspend, switch
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.retire_matrix import retire_matrix
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import ConfigurationChange
from tests.entitlements import stored
from tests.entitlements.stored import BEGAN, USED
from tests.milestones.promised import Desk, promise

pytestmark = pytest.mark.django_db

Deed = Callable[[str], Any]


def hours() -> Deed:
    draft = create_business_hours(name="Office", zone="Europe/Berlin", weekly=stored.NINE_TO_FIVE)
    return lambda reason: publish_revision(draft.pk, at=BEGAN, actor="ann", reason=reason)


def matrix_in() -> Deed:
    duty = DraftEntry("email", "address", address="duty@example.org")
    draft = draft_version(create_matrix("Standard"), [DraftRow(cells={"100": [duty]})])
    return lambda reason: activate_matrix(draft.pk, "ann", BEGAN, reason=reason)


def matrix_out() -> Deed:
    number = stored.matrix()
    return lambda reason: retire_matrix(number, "ann", BEGAN, reason=reason)


def version_in() -> Deed:
    stored.types()
    draft = stored.draft(stored.process(), stored.content(matrix_version=stored.matrix()))
    return lambda reason: activate_version(version_id=draft.pk, actor="ann", at=USED, reason=reason)


def version_out() -> Deed:
    stored.types()
    process = stored.process()
    first = stored.active(process)
    stored.active(process, at=USED + 1)
    return lambda reason: retire_version(version_id=first.pk, actor="ann", at=USED + 2, reason=reason)


def promised() -> Entitlement:
    return stored.entitlement(stored.account(), stored.tier(), stored.process())


def suspending() -> Deed:
    row = promised()
    return lambda reason: suspend(row, reason=reason, actor="ann", at=USED)


def resuming() -> Deed:
    row = suspend(promised(), reason="Unpaid.", actor="ann", at=USED)
    return lambda reason: resume(row, actor="ann", reason=reason)


def switching() -> Deed:
    row = promised()
    return lambda reason: switch(row, on=False, actor="ann", reason=reason)


def renewing() -> Deed:
    row = promised()
    return lambda reason: renew_entitlement(row, actor="ann", reason=reason)


def renewing_a_contract() -> Deed:
    days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    row = create_contract({"account": stored.account().pk, "number": "SC-1", **days})
    return lambda reason: renew_contract(row, number="SC-2", actor="ann", reason=reason)


def changing_what_covers_open_cases() -> Deed:
    row = promise()
    Desk().opens("10:00")
    return lambda reason: change_entitlement(row, {"name": "Better"}, actor="ann", reason=reason)


@pytest.mark.parametrize(
    "prepared",
    [
        hours,
        matrix_in,
        matrix_out,
        version_in,
        version_out,
        suspending,
        resuming,
        switching,
        renewing,
        renewing_a_contract,
        changing_what_covers_open_cases,
    ],
)
def test_no_reason_no_deed_and_with_one_it_is_kept(prepared: Callable[[], Deed]) -> None:
    deed = prepared()
    before = ConfigurationChange.objects.count()

    with pytest.raises(InvalidInput) as refused:
        deed(" ")
    assert [field for field, _ in refused.value.problems] == ["reason"]
    assert ConfigurationChange.objects.count() == before

    deed("Agreed on the phone")
    assert ConfigurationChange.objects.latest("id").reason == "Agreed on the phone"


def test_what_covers_no_open_case_may_be_changed_without_a_reason() -> None:
    assert change_entitlement(promised(), {"name": "Better"}).name == "Better"


def test_notes_of_a_draft_of_hours_are_the_reason_of_its_publication() -> None:
    draft = create_business_hours(name="Office", zone="Europe/Berlin", weekly=stored.NINE_TO_FIVE)
    BusinessHoursRevision.objects.update(notes="As printed")

    publish_revision(draft.pk, at=BEGAN, actor="ann")

    assert ConfigurationChange.objects.latest("id").reason == "As printed"

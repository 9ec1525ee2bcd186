"""The checks over the whole installation: each alone fires on its fault, and none on an installation without.

The rules of one process version and one matrix version have tests of their own (tests/entitlements/process,
tests/escalations).
"""

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from entitlements.business_time.holidays import FixedDate, Holiday, Yearly
from entitlements.business_time.instants import parse_instant
from entitlements.models import Account, BusinessHours, Contact, Entitlement
from entitlements.services.business_hours import create_business_hours, publish_revision
from entitlements.services.checks.site import check_site
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.models import Case, CaseState, PauseReason
from milestones.services.case_request import CaseRequest
from milestones.services.pause_reasons import create_pause_reason
from milestones.services.record import record
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution

pytestmark = pytest.mark.django_db

AT = parse_instant("2026-06-01T10:00:00Z")
NEW_YEAR = Holiday("New Year", Yearly(1, 1))
DUTY = DraftEntry("email", "address", address="duty@example.org")


class Installation:
    """A small one without fault: hours, one tier, one process, one account."""

    def __init__(self) -> None:
        User.objects.create_superuser("root", "root@example.org", "correct horse battery")
        stored.types()
        self.hours = stored.hours(holidays=[NEW_YEAR])
        self.of = stored.process()
        self.tier = stored.tier()
        self.matrix = self.told(75, 100)
        self.version = stored.active(self.of, self.content())
        self.account = stored.account()
        self.entitlement = stored.entitlement(self.account, self.tier, self.of)
        create_pause_reason({"key": "customer", "name": "Waiting for the customer"})

    def content(self, hours: BusinessHours | None = None, **changes: Any) -> Any:
        named = (hours or self.hours).pk
        given = {"hours": named, "matrix_version": self.matrix, **changes}
        return stored.content(first_response(hours=None), resolution(hours=None), **given)

    def told(self, *percents: int, times: int = 1) -> int:
        cells = {str(each): [DUTY] * times for each in percents}
        name = f"Told {percents} {times}"
        version = draft_version(create_matrix(name), [DraftRow(cells=cells)])
        activate_matrix(version.pk, "ann", stored.BEGAN, reason="As agreed")
        return version.pk

    def case(self, opened_at: str = "2026-05-29T09:00:00Z", **fields: Any) -> Case:
        request = CaseRequest(
            source="desk",
            external_id=f"CS-{Case.objects.count()}",
            opened_at=parse_instant(opened_at),
            fields={"account": "acme", "priority": "High", **fields},
        )
        [told] = record([request], at=AT)
        assert told.case_id is not None, told.problems
        return Case.objects.get(pk=told.case_id)


@pytest.fixture
def here() -> Installation:
    return Installation()


def found(at: int = AT) -> list[str]:
    return [each.code for each in check_site(at)]


def test_an_installation_without_fault_has_no_findings(here: Installation) -> None:
    here.case()
    assert check_site(AT) == []


def closed_for_a_year(here: Installation) -> None:
    days = [Holiday("Closed", FixedDate(date.fromordinal(day))) for day in range(739_768, 740_200)]
    hours = stored.hours("Closed for a year", holidays=days)
    stored.active(stored.process("Other"), here.content(hours))


def no_holiday(here: Installation) -> None:
    past = Holiday("Then", FixedDate(date(2025, 1, 1)))
    stored.active(stored.process("Other"), here.content(stored.hours("Bare", holidays=[past])))


def one_milestone_without_hours(here: Installation) -> None:
    named = first_response(hours=here.hours.pk)
    milestones = (named, resolution(hours=None))
    stored.active(
        stored.process("Other"),
        stored.content(*milestones, hours=None, matrix_version=here.matrix),
    )


def last_day_in_three_weeks(here: Installation) -> None:
    Entitlement.objects.filter(pk=here.entitlement.pk).update(last_day=date(2026, 6, 22))


def a_pair_for_two_contacts(here: Installation) -> None:
    one = Contact.objects.create(account=here.account, name="Petra")
    two = Contact.objects.create(account=here.account, name="Paul")
    for name, contacts in (("First", [one]), ("Second", [one, two])):
        made = stored.entitlement(here.account, here.tier, here.of, name=name)
        made.contacts.set(contacts)


def expired_beside_an_open_case(here: Installation) -> None:
    here.case()
    Entitlement.objects.filter(pk=here.entitlement.pk).update(last_day=date(2026, 5, 31))


def nobody_promised(here: Installation) -> None:
    here.case(account=Account.objects.create(name="Stranger", external_id="stranger").pk)


def set_aside(here: Installation) -> None:
    case = here.case()
    CaseState.objects.filter(pk=case.pk).update(
        quarantined_at="2026-06-01T09:00Z", quarantine_reason="Its hours are gone."
    )


def told_too_often(here: Installation) -> None:
    here.matrix = here.told(75, 100, times=2)
    stored.active(stored.process("Other"), here.content())


def no_reason_to_pause(here: Installation) -> None:
    PauseReason.objects.update(record_types=["work_order"])


Fault = Callable[[Installation], None]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("hours_never_open", closed_for_a_year),
        ("hours_without_holiday", no_holiday),
        ("default_24x7_beside_hours", one_milestone_without_hours),
        ("entitlement_ends_soon", last_day_in_three_weeks),
        ("entitlements_can_tie", a_pair_for_two_contacts),
        ("expired_with_open_cases", expired_beside_an_open_case),
        ("cases_without_clock", nobody_promised),
        ("case_in_quarantine", set_aside),
        ("too_many_alerts", told_too_often),
        ("pauses_without_reasons", no_reason_to_pause),
    ],
)
def test_a_fault_is_found_by_its_rule_and_by_no_other(here: Installation, code: str, fault: Fault) -> None:
    fault(here)

    others = {"milestone_without_hours"} if code == "default_24x7_beside_hours" else set[str]()
    assert set(found()) - others == {code}


def test_renewed_in_time_ends_nothing(here: Installation) -> None:
    last_day_in_three_weeks(here)
    stored.entitlement(
        here.account,
        here.tier,
        here.of,
        name="Renewed",
        first_day=date(2026, 6, 23),
        last_day=date(2027, 6, 22),
        previous=here.entitlement,
    )
    assert found() == []


def test_contacts_apart_do_not_tie(here: Installation) -> None:
    for name in ("Petra", "Paul"):
        made = stored.entitlement(here.account, here.tier, here.of, name=name)
        made.contacts.set([Contact.objects.create(account=here.account, name=name)])
    assert found() == []


def test_hours_around_the_clock_need_no_holidays(here: Installation) -> None:
    always = create_business_hours(name="Always", zone="UTC", weekly=[[["00:00", "24:00"]]] * 7)
    publish_revision(always.pk, at=stored.BEGAN, actor="ann", reason="As agreed")
    stored.active(stored.process("Other"), here.content(always.hours))
    assert found() == []


def test_a_rule_that_finds_too_much_shows_the_first_and_says_how_many_more(here: Installation) -> None:
    for number in range(103):
        stored.entitlement(
            stored.account(f"Account {number:03d}"), here.tier, here.of, last_day=date(2026, 6, 10)
        )
    ending = [each for each in check_site(AT) if each.code == "entitlement_ends_soon"]
    assert len(ending) == 101
    assert [each.object for each in ending if "more" in each.object] == ["and 3 more"]


def test_the_command_exits_with_1_for_errors_and_when_strict_for_warnings(here: Installation) -> None:
    out = StringIO()
    call_command("check_sla", "--strict", stdout=out)
    assert out.getvalue() == "0 errors, 0 warnings\n"

    set_aside(here)
    with pytest.raises(SystemExit) as ended:
        call_command("check_sla", "--json", stdout=(out := StringIO()))
    assert ended.value.code == 1
    assert "case_in_quarantine" in [each["code"] for each in json.loads(out.getvalue())]


def test_warnings_alone_fail_only_when_strict(here: Installation) -> None:
    nobody_promised(here)
    call_command("check_sla", stdout=StringIO())
    with pytest.raises(SystemExit):
        call_command("check_sla", "--strict", stdout=StringIO())


def test_the_page_groups_by_rule_and_leads_to_the_object(here: Installation, client: Client) -> None:
    set_aside(here)
    nobody_promised(here)
    person = User.objects.create_user("adele", password="correct horse battery")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    client.force_login(person)

    page = client.get(reverse("setup-checks")).content.decode()
    errors = client.get(reverse("setup-checks"), {"show": "errors"}).content.decode()

    assert "Case in quarantine" in page
    assert "Cases without clock" in page
    assert "Cases without clock" not in errors

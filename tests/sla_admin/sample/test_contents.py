"""What a newcomer finds in the sample: every state, every outcome, and numbers that hold."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import Count, Q

from entitlements.models import Account, EntitlementProcess, ProcessVersion
from entitlements.services.check_version import check_version
from escalations.models import Delivery, DeliveryAttempt, MatrixVersion
from escalations.services.check_matrix import check_matrix
from milestones.models import Case, CaseMilestone, CaseState, Comment, LedgerEntry
from milestones.models.case import COVERAGE_OUTCOMES
from sla_admin.sample.alerts import NOTHING_WAS_SENT
from sla_admin.sample.matrices import CRITICAL
from sla_admin.sample.story import SOURCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample"), pytest.mark.xdist_group("sample")]

OPEN = Q(status__in=("running", "paused"))


def test_the_ledger_agrees_with_the_events_of_every_case() -> None:
    said = StringIO()

    call_command("verify_ledger", stdout=said)

    assert "drift 0" in said.getvalue()


def test_there_are_three_to_four_hundred_cases_about_half_of_them_open() -> None:
    assert 380 <= Case.objects.count() <= 460
    assert 170 <= Case.objects.filter(closed_at=None).count() <= 240


def test_every_way_to_be_covered_or_not_occurs_among_open_cases() -> None:
    outcomes = set(Case.objects.filter(closed_at=None).values_list("coverage_outcome", flat=True))

    assert outcomes == set(COVERAGE_OUTCOMES)


@pytest.mark.parametrize(
    ("word", "where"),
    [
        ("on track", Q(status="running", is_violated=False, at_risk=False)),
        ("at risk", Q(status="running", is_violated=False, at_risk=True)),
        ("violated", OPEN & Q(is_violated=True)),
        ("paused", Q(status="paused")),
        ("met", Q(status="completed", is_violated=False)),
        ("met late", Q(status="completed", is_violated=True)),
        ("canceled", Q(status="canceled")),
    ],
)
def test_every_standing_occurs(word: str, where: Q) -> None:
    assert CaseMilestone.objects.filter(where).exists(), word


def test_one_case_is_set_aside_and_says_why() -> None:
    (state,) = CaseState.objects.exclude(quarantine_reason="").select_related("case")

    assert "0026" in state.quarantine_reason
    assert state.case.subject.startswith("Replace power supply")


def test_the_agent_has_a_morning_to_look_at() -> None:
    mine = Case.objects.filter(owner__username="agent", closed_at=None)
    worst = mine.annotate(
        late=Count("milestones", filter=Q(milestones__is_violated=True, milestones__closed_at=None)),
        risky=Count("milestones", filter=Q(milestones__at_risk=True)),
    )

    assert 11 <= mine.count() <= 15
    assert worst.filter(late__gt=0).count() >= 2
    assert worst.filter(late=0, risky__gt=0).exists()
    assert mine.filter(milestones__status="paused").exists()
    assert mine.filter(coverage_outcome="expired").exists()
    assert 55 <= Case.objects.filter(queue__key="emea-platform", closed_at=None).count() <= 70


def test_every_queue_has_open_cases_and_some_belong_to_nobody() -> None:
    queues = dict(Case.objects.filter(closed_at=None).values_list("queue__key").annotate(number=Count("id")))

    assert set(queues) == {
        "emea-platform", "emea-payments", "major-incidents", "americas-core", "apac-core", "field-service"
    }  # fmt: skip
    assert Case.objects.filter(closed_at=None, owner=None).count() >= 8


def test_something_falls_due_in_the_next_quarter_of_an_hour() -> None:
    latest = max(Case.objects.values_list("recorded_at", flat=True))
    soon = CaseMilestone.objects.filter(OPEN, is_violated=False, target_at__gt=latest).order_by("target_at")

    assert len([each for each in soon if (each.target_at - latest).total_seconds() <= 900]) >= 4


def test_an_overdue_report_makes_the_case_critical_and_tells_the_officer() -> None:
    overdue = CaseMilestone.objects.get(OPEN, type="mandatory_reporting", is_violated=True)
    told = Delivery.objects.filter(case=overdue.case, status="sent", entry__user__username="compliance")

    assert overdue.case.priority == CRITICAL
    assert overdue.case.attributes["breach_on_record"] is True
    assert told.exists()
    assert LedgerEntry.objects.filter(case=overdue.case, kind="field updated").count() == 2


def test_what_was_told_late_took_its_violation_back() -> None:
    withdrawn = LedgerEntry.objects.filter(kind="withdrawn")
    corrections = Delivery.objects.filter(purpose="correction", status="sent")

    assert withdrawn.values("case").distinct().count() == 2
    assert corrections.exists()
    assert not CaseMilestone.objects.filter(
        case__in=withdrawn.values("case"), type="first_response", is_violated=True
    ).exists()


def test_the_48_hours_are_not_paused_while_the_customer_is_waited_for() -> None:
    clocks = CaseMilestone.objects.filter(
        OPEN, type="compliance_acknowledgment", case__status="Waiting on customer"
    )

    assert clocks.filter(status="running").count() >= 2
    assert not clocks.filter(status="paused").exists()


def test_work_orders_have_a_process_of_their_own() -> None:
    orders = Case.objects.filter(record_type="work_order")

    assert orders.count() >= 10
    processes = orders.exclude(process_version=None).values_list("process_version__process__name", flat=True)
    assert set(processes) == {"Field service", "Planned maintenance"}


def test_conversations_have_all_three_voices() -> None:
    assert set(Comment.objects.values_list("kind", flat=True)) == {"public", "internal", "customer"}
    assert not Comment.objects.filter(author="").exists()


def test_eleven_weeks_are_closed_with_late_ones_among_them() -> None:
    closed = CaseMilestone.objects.filter(status="completed")
    late = closed.filter(is_violated=True).count()
    first, last = (
        Case.objects.exclude(closed_at=None).order_by(order).values_list("opened_at", flat=True)[0]
        for order in ("opened_at", "-opened_at")
    )

    assert 0.03 <= late / closed.count() <= 0.15
    assert (last - first).days >= 60
    assert Case.objects.exclude(closed_at=None).values("owner").distinct().count() >= 12


def test_nobody_gets_mail_about_the_past() -> None:
    assert mail.outbox == []
    assert not Delivery.objects.filter(status__in=("pending", "claimed")).exists()
    mails = DeliveryAttempt.objects.filter(delivery__action="email")
    assert set(mails.values_list("answer", flat=True)) == {NOTHING_WAS_SENT}


def test_no_version_in_use_has_an_error() -> None:
    versions = ProcessVersion.objects.exclude(status="draft").values_list("id", flat=True)
    found = [each for version in versions for each in check_version(version)]
    found += [each for matrix in MatrixVersion.objects.all() for each in check_matrix(matrix)]

    assert [each for each in found if each.severity == "error"] == []


def test_enterprise_has_an_older_version_a_current_one_and_a_draft() -> None:
    versions = ProcessVersion.objects.filter(process__name="Enterprise support").order_by("number")

    assert [each.status for each in versions] == ["active", "active", "draft"]
    assert Case.objects.filter(process_version=versions[0]).exists()
    assert Case.objects.filter(process_version=versions[1]).exists()


def test_loading_twice_changes_nothing() -> None:
    before = (Case.objects.count(), Account.objects.count(), EntitlementProcess.objects.count())

    call_command("load_sample", if_empty=True, stdout=StringIO())

    assert (Case.objects.count(), Account.objects.count(), EntitlementProcess.objects.count()) == before


def test_every_case_is_the_samples() -> None:
    assert set(Case.objects.values_list("source", flat=True)) == {SOURCE}


def test_who_is_told_where_is_found_by_the_matrix_and_nobody_is_left_out(sample: Any) -> None:
    targets = set(Delivery.objects.filter(status="sent").values_list("target", flat=True))

    assert {"owner", "team_lead", "manager", "user"} <= targets

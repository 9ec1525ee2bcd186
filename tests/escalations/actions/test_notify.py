"""A notice by the matrix: once for each person, followed by a correction where it was not true."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail

from entitlements.business_time.instants import MINUTE, SECOND
from escalations.actions.notify import ACTION
from escalations.engine.claim import LEASE, claim_due
from escalations.engine.deliver import Batch, deliver_due
from escalations.engine.settle import settle
from escalations.models import Notice
from escalations.services.draft_matrix import DraftEntry, DraftRow
from milestones.engine.consequences import Withdrawal
from milestones.models import Case, Queue
from tests.escalations.conftest import MONDAY_10, active_matrix, line, only_delivery, record

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND


def telling(target: str = "owner", **names: Any) -> DraftRow:
    return DraftRow(cells={"100": [DraftEntry("notify", target, **names)]})


def test_the_owner_finds_a_notice_that_holds_keys_and_no_names(case: Case, owner: User) -> None:
    record([line(case, active_matrix(telling()))])

    assert deliver_due(NOW).sent == 1

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.case, notice.read_at) == (owner, "alert", case, None)
    assert notice.content["milestone"] == "first_response"
    assert notice.content["found_as"] == "owner"
    assert "Printer" not in str(notice.content)
    assert not mail.outbox


def test_every_member_of_a_queue_is_told_also_those_without_an_address(case: Case) -> None:
    of_queue = Queue.objects.create(name="Europe", key="europe", email="europe@example.org")
    of_queue.members.set([User.objects.create_user(name) for name in ("jonas", "lena")])
    record([line(case, active_matrix(telling("queue", queue=of_queue.pk)))])

    deliver_due(NOW)

    assert sorted(each.recipient.username for each in Notice.objects.all()) == ["jonas", "lena"]


def test_a_delivery_that_is_carried_out_twice_tells_once(case: Case) -> None:
    """The worker vanishes after it wrote the notice and before that was recorded; another takes over."""
    record([line(case, active_matrix(telling()))])
    token = uuid.uuid4()
    settled = settle(token, claim_due(token, NOW, 20), NOW)
    Batch(settled.to_send, NOW).deed(settled.to_send[0])(NOW)
    assert only_delivery().status == "claimed"

    assert deliver_due(NOW + LEASE).sent == 1

    assert Notice.objects.count() == 1


def test_a_withdrawn_fact_is_corrected_by_one_notice(case: Case, owner: User) -> None:
    record([line(case, active_matrix(telling()))])
    deliver_due(NOW)

    record([], [Withdrawal(case.pk, 7)], at=NOW + MINUTE)
    deliver_due(NOW + MINUTE)
    record([], [Withdrawal(case.pk, 7)], at=NOW + 2 * MINUTE)
    deliver_due(NOW + 2 * MINUTE)

    assert [each.kind for each in Notice.objects.order_by("id")] == ["alert", "correction"]
    assert {each.recipient for each in Notice.objects.all()} == {owner}


def test_a_fact_withdrawn_before_anybody_was_told_is_no_notice(case: Case) -> None:
    record([line(case, active_matrix(telling()))])
    record([], [Withdrawal(case.pk, 7)])

    deliver_due(NOW)

    assert not Notice.objects.exists()


def test_it_takes_no_parameters() -> None:
    assert [field for field, _ in ACTION.problems({"text": "x"})] == ["text"]
    assert list(ACTION.problems({})) == []
    assert ACTION.describe({}) == "in-app notice"

"""An endpoint that fails and recovers: nothing lost, nothing out of order, nobody else delayed."""

import json
import time

import pytest

from entitlements.business_time.instants import HOUR, MINUTE, SECOND, to_datetime
from escalations.engine.claim import LEASE
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery, MatrixVersion, WebhookEndpoint
from escalations.services.draft_matrix import DraftEntry, DraftRow
from escalations.services.endpoint_tests import send_endpoint_test
from escalations.services.endpoints import change_endpoint
from escalations.services.replay import ReplayDeliveries, start_replay
from escalations.services.send_again import give_up, send_again
from milestones.engine.consequences import Withdrawal
from milestones.models import Case
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.runs import install_kind
from sla_admin.shared.runs.work import finish
from tests.escalations.conftest import (
    MONDAY_10,
    MailServer,
    active_matrix,
    calling,
    line,
    make_case,
    only_delivery,
    record,
)
from tests.escalations.http_receiver import ADMINISTRATOR, HttpReceiver, endpoint, silent, status

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND


def cases(version: MatrixVersion, count: int, per_case: int = 1) -> list[Case]:
    """That many cases, each with facts 1, 2 … told in this order."""
    made = [make_case(f"CS-{number}") for number in range(count)]
    for seq in range(1, per_case + 1):
        record([line(each, version, seq) for each in made])
    return made


def test_five_failures_open_the_breaker_a_probe_finds_out_and_everything_arrives_in_order(
    receiver: HttpReceiver,
) -> None:
    target, _ = endpoint(receiver, concurrency=5)
    made = cases(active_matrix(calling(target.pk)), 8, per_case=3)
    receiver.answers = [status(503, "out of order")] * 6

    assert deliver_due(NOW).retried == 5
    target.refresh_from_db()
    assert (target.breaker, target.breaker_reason) == ("open", "503 out of order")
    assert target.breaker_until is not None
    assert to_datetime(NOW + 30 * SECOND) <= target.breaker_until < to_datetime(NOW + 40 * SECOND)
    assert deliver_due(NOW + 20 * SECOND).claimed == 0

    assert deliver_due(NOW + 40 * SECOND).retried == 1  # the probe, and nothing else
    target.refresh_from_db()
    assert (target.breaker, target.openings, target.failures) == ("open", 2, 6)
    assert deliver_due(NOW + 80 * SECOND).claimed == 0

    assert deliver_due(NOW + 3 * MINUTE).sent == 1  # the probe that succeeds
    target.refresh_from_db()
    assert (target.breaker, target.failures, target.last_success_at is not None) == ("closed", 0, True)
    at = NOW + 3 * MINUTE
    while deliver_due(at).claimed:
        at += SECOND
    assert Delivery.objects.exclude(status="sent").count() == 0
    accepted = receiver.got[6:]
    assert len(accepted) == 24
    for case in made:
        told = [json.loads(each.body)["data"] for each in accepted]
        assert [each["sequence"] for each in told if each["case"]["id"] == case.pk] == [1, 2, 3]


def test_an_earlier_message_of_a_case_holds_the_later_ones_until_it_is_settled(
    receiver: HttpReceiver,
) -> None:
    target, _ = endpoint(receiver)
    first, second = cases(active_matrix(calling(target.pk)), 2, per_case=2)
    receiver.answers = [status(500)]

    assert deliver_due(NOW).claimed == 2  # the first of each case
    assert deliver_due(NOW + SECOND).claimed == 1  # the other case goes on
    assert deliver_due(NOW + 2 * SECOND).claimed == 0
    assert deliver_due(NOW + MINUTE).sent == 1
    assert deliver_due(NOW + MINUTE).sent == 1
    assert Delivery.objects.filter(case=first, status="sent").count() == 2
    assert Delivery.objects.filter(case=second, status="sent").count() == 2


def test_a_dead_letter_holds_nothing(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    cases(active_matrix(calling(target.pk)), 1, per_case=2)
    receiver.answers = [status(410)]
    assert deliver_due(NOW).dead == 1
    assert deliver_due(NOW + SECOND).sent == 1


def test_no_more_are_on_their_way_than_the_endpoint_allows(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver, concurrency=3)
    cases(active_matrix(calling(target.pk)), 10)
    Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:2]).update(
        status="claimed",
        claim="00000000-0000-0000-0000-000000000001",
        next_attempt_at=to_datetime(NOW + LEASE),
    )
    assert deliver_due(NOW).claimed == 1
    assert deliver_due(NOW + 2 * LEASE).claimed == 3


def test_requests_go_out_side_by_side_and_mail_does_not_wait_for_them(
    receiver: HttpReceiver, mail_server: MailServer
) -> None:
    target, _ = endpoint(receiver)
    both = DraftRow(
        cells={
            "100": [
                DraftEntry("webhook", "endpoint", endpoint=target.pk),
                DraftEntry("email", "address", address="duty@example.org"),
            ]
        }
    )
    cases(active_matrix(both), 4)
    receiver.answers = [silent(0.5)] * 4
    began = time.monotonic()
    deliver_due(NOW)
    assert time.monotonic() - began < 1.5
    assert len(mail_server.received) == 4


def test_a_worker_that_vanished_during_the_probe_blocks_nothing(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    cases(active_matrix(calling(target.pk)), 3)
    WebhookEndpoint.objects.update(
        breaker="half_open", breaker_until=to_datetime(NOW), breaker_reason="503", failures=5, openings=1
    )
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(
        status="claimed",
        claim="00000000-0000-0000-0000-000000000001",
        next_attempt_at=to_datetime(NOW + LEASE),
    )
    assert deliver_due(NOW).claimed == 0
    assert deliver_due(NOW + LEASE).sent == 1
    assert deliver_due(NOW + LEASE).sent == 2


def test_one_endpoint_that_stands_still_stops_no_other(receiver: HttpReceiver) -> None:
    broken, _ = endpoint(receiver, "Broken")
    fine, _ = endpoint(receiver, "Fine")
    WebhookEndpoint.objects.filter(pk=broken.pk).update(
        breaker="open", breaker_until=to_datetime(NOW + HOUR), breaker_reason="503", failures=5, openings=1
    )
    row = DraftRow(
        cells={
            "100": [
                DraftEntry("webhook", "endpoint", endpoint=broken.pk),
                DraftEntry("webhook", "endpoint", endpoint=fine.pk),
            ]
        }
    )
    cases(active_matrix(row), 3)
    assert deliver_due(NOW).sent == 3
    assert Delivery.objects.filter(endpoint=broken, status="pending", attempts=0).count() == 3


def test_an_address_that_cannot_be_opened_any_more_is_recorded_and_mended(
    case: Case, receiver: HttpReceiver
) -> None:
    target, _ = endpoint(receiver)
    sealed = target.sealed_address
    WebhookEndpoint.objects.update(sealed_address="garbage")
    record([line(case, active_matrix(calling(target.pk)))])
    assert deliver_due(NOW).retried == 1
    assert "cannot be opened" in only_delivery().last_error
    WebhookEndpoint.objects.update(sealed_address=sealed)
    assert deliver_due(NOW + MINUTE).sent == 1


def test_a_test_that_is_answered_closes_the_breaker_and_is_kept(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    WebhookEndpoint.objects.update(
        breaker="open", breaker_until=to_datetime(NOW + HOUR), breaker_reason="503", failures=9, openings=3
    )
    receiver.answers = [status(500, "still")]
    failed = send_endpoint_test(target.pk, actor="user:1", at=NOW)
    answered = send_endpoint_test(target.pk, actor="user:1", at=NOW)
    assert [(each.is_accepted, each.answer) for each in (failed, answered)] == [
        (False, "500 still"),
        (True, "200 ok"),
    ]
    target.refresh_from_db()
    assert target.breaker == "closed"
    assert json.loads(receiver.got[0].body) == {
        "type": "endpoint.test",
        "timestamp": "2026-06-01T10:00:01Z",
        "data": {"endpoint": "Pager"},
    }


def test_what_an_endpoint_got_can_be_replayed_under_its_own_id_and_mail_cannot(
    case: Case, receiver: HttpReceiver, mail_server: MailServer
) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    deliver_due(NOW)
    assert send_again([only_delivery().pk], NOW + HOUR) == 1
    assert deliver_due(NOW + HOUR).sent == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1

    record([], [Withdrawal(case.pk, 7)])
    with pytest.raises(Conflict, match="withdrawn"):
        send_again([Delivery.objects.get(purpose="alert").pk], NOW + HOUR)


def test_what_people_were_told_instead_can_be_replayed_to_the_endpoint_later(
    case: Case, receiver: HttpReceiver, mail_server: MailServer
) -> None:
    target, _ = endpoint(receiver, is_active=False)
    record([line(case, active_matrix(calling(target.pk)))])
    deliver_due(NOW)
    change_endpoint(target, {"is_active": True}, who=ADMINISTRATOR)
    send_again([only_delivery().pk], NOW + HOUR)
    assert deliver_due(NOW + HOUR).sent == 1
    assert (len(receiver.got), len(mail_server.received)) == (1, 1)


def test_a_stretch_of_time_is_replayed_by_a_run(receiver: HttpReceiver) -> None:
    install_kind(ReplayDeliveries())
    target, _ = endpoint(receiver)
    version = active_matrix(calling(target.pk))
    made = [make_case(f"CS-{number}") for number in range(4)]
    for number, each in enumerate(made):
        record([line(each, version, 1)], at=NOW + number * HOUR)
    receiver.answers = [status(410)] * 2
    deliver_due(NOW)
    deliver_due(NOW + HOUR)
    deliver_due(NOW + 3 * HOUR)
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["dead", "dead", "sent", "sent"]

    run = start_replay(
        target.pk, begin=NOW + HOUR, end=NOW + 4 * HOUR, which="all", actor="user:1", at=NOW + 5 * HOUR
    )
    finish(run.pk, lambda: NOW + 5 * HOUR)
    run.refresh_from_db()
    assert (run.state, run.tally) == ("done", {"set going": 3})
    assert deliver_due(NOW + 5 * HOUR).sent == 3

    run = start_replay(target.pk, begin=NOW, end=NOW + 9 * HOUR, which="failed", actor="user:1", at=NOW)
    finish(run.pk, lambda: NOW + 6 * HOUR)
    assert deliver_due(NOW + 6 * HOUR).sent == 1
    with pytest.raises(InvalidInput, match="ends after it begins"):
        start_replay(target.pk, begin=NOW, end=NOW, which="all", actor="user:1", at=NOW)


def test_what_waits_can_be_given_up_with_a_reason(case: Case, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    with pytest.raises(InvalidInput, match="Say why"):
        give_up(only_delivery().pk, actor="user:1", reason=" ")
    give_up(only_delivery().pk, actor="user:1", reason="The pager is being replaced.")
    assert only_delivery().last_error == "Given up by hand (user:1): The pager is being replaced."
    assert deliver_due(NOW + HOUR).claimed == 0
    with pytest.raises(Conflict):
        give_up(only_delivery().pk, actor="user:1", reason="again")

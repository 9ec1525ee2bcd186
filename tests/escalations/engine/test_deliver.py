"""From a delivery row to a message at a mail server that really speaks SMTP."""

import uuid

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from entitlements.business_time.instants import HOUR, MINUTE, SECOND, to_datetime
from escalations.engine.back_off import MOST_ATTEMPTS
from escalations.engine.claim import LEASE, claim_due
from escalations.engine.deliver import deliver_due
from escalations.engine.settle import settle
from escalations.models import Delivery, DeliveryAttempt, MatrixVersion
from escalations.services.send_again import send_again
from milestones.engine.consequences import Withdrawal
from milestones.models import Case
from tests.escalations.conftest import (
    MONDAY_10,
    MailServer,
    active_matrix,
    line,
    make_case,
    only_delivery,
    plain,
    record,
    telling,
    violation,
)

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND


def test_a_violation_reaches_the_owner_once(case: Case, mail_server: MailServer) -> None:
    record([line(case, active_matrix(telling("owner")))])
    counts = deliver_due(NOW)
    again = deliver_due(NOW + HOUR)
    assert (counts.claimed, counts.sent, again.claimed) == (1, 1, 0)
    [message] = mail_server.received
    assert message["To"] == "ines@example.org"
    assert message["Subject"] == "Violated: first_response on CS-1042 was due Mon 10:00 UTC"
    assert message["X-SLA-Delivery"] == only_delivery().idempotency_key
    assert "You get this as the owner of this case." in plain(message)
    assert f"https://sla.example.org/cases/{case.pk}/" in plain(message)
    delivery = only_delivery()
    assert (delivery.status, delivery.sent_at, delivery.attempts) == ("sent", delivery.sent_at, 1)
    assert delivery.sent_at is not None


def test_nothing_is_sent_before_its_time(case: Case, mail_server: MailServer) -> None:
    record([line(case, active_matrix(telling("owner")))], at=NOW)
    assert deliver_due(NOW - 1).claimed == 0
    assert mail_server.received == []


def test_a_temporary_refusal_is_tried_again_after_a_while(case: Case, mail_server: MailServer) -> None:
    record([line(case, active_matrix(telling("owner")))])
    mail_server.answers = ["451 come back later"]
    assert deliver_due(NOW).retried == 1
    waiting = only_delivery()
    assert waiting.status == "pending"
    assert "451 come back later" in waiting.last_error
    assert to_datetime(NOW + 4 * SECOND) <= waiting.next_attempt_at <= to_datetime(NOW + 7 * SECOND)
    assert deliver_due(NOW + 3 * SECOND).claimed == 0
    assert deliver_due(NOW + 10 * SECOND).sent == 1
    assert [each.outcome for each in DeliveryAttempt.objects.order_by("id")] == ["retry", "accepted"]
    assert len(mail_server.received) == 1


def test_a_permanent_refusal_is_a_dead_letter_at_once(case: Case, mail_server: MailServer) -> None:
    record([line(case, active_matrix(telling("owner")))])
    mail_server.refused["ines@example.org"] = "550 no such user"
    assert deliver_due(NOW).dead == 1
    dead = only_delivery()
    assert (dead.status, dead.possibly_sent) == ("dead", False)
    assert "550 no such user" in dead.last_error


def test_what_fails_too_often_is_a_dead_letter_and_can_be_sent_again(
    case: Case, mail_server: MailServer
) -> None:
    record([line(case, active_matrix(telling("owner")))])
    mail_server.answers = ["451 come back later"] * MOST_ATTEMPTS
    at = NOW
    for _ in range(MOST_ATTEMPTS):
        at += 2 * HOUR
        assert deliver_due(at).claimed == 1
    dead = only_delivery()
    assert dead.status == "dead"
    assert dead.last_error.startswith(f"Given up after {MOST_ATTEMPTS} tries")
    assert deliver_due(at + 24 * HOUR).claimed == 0
    assert send_again([dead.pk], at) == 1
    assert deliver_due(at).sent == 1
    assert len(mail_server.received) == 1


def test_a_mail_server_that_is_away_delays_and_loses_nothing(
    case: Case, mail_server: MailServer, settings: Settings
) -> None:
    record([line(case, active_matrix(telling("owner")))])
    settings.EMAIL_PORT = 1
    assert deliver_due(NOW).retried == 1
    delivery = only_delivery()
    assert delivery.possibly_sent is False
    assert "cannot be reached" in delivery.last_error
    settings.EMAIL_PORT = mail_server.port
    assert deliver_due(NOW + MINUTE).sent == 1


def test_what_a_vanished_worker_held_is_sent_when_its_lease_ends_with_the_same_message_id(
    case: Case, mail_server: MailServer
) -> None:
    record([line(case, active_matrix(telling("owner")))])
    deliver_due(NOW)
    Delivery.objects.all().delete()
    record([line(case, MatrixVersion.objects.get())])
    _claim_and_vanish(NOW)
    assert deliver_due(NOW + LEASE - SECOND).claimed == 0
    assert deliver_due(NOW + LEASE).sent == 1
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"]
    assert [each.outcome for each in DeliveryAttempt.objects.order_by("id")][-2:] == ["abandoned", "accepted"]


def _claim_and_vanish(at: int) -> None:
    """What a worker leaves behind that is killed after it claimed and before it recorded."""
    token = uuid.uuid4()
    settle(token, claim_due(token, at, 10), at)


def test_one_hopeless_delivery_stops_no_other(case: Case, mail_server: MailServer, owner: User) -> None:
    version = active_matrix(telling("owner"))
    other = make_case("CS-7", owner=owner, subject="Fine")
    record([line(case, version)])
    hopeless = only_delivery()
    hopeless.delete()
    hopeless.pk, hopeless.action = None, "carrier pigeon"
    hopeless.save(force_insert=True)
    record([line(other, version)])
    counts = deliver_due(NOW)
    assert (counts.sent, counts.retried) == (1, 1)
    assert "carrier pigeon" in Delivery.objects.get(case=case).last_error
    assert mail_server.subjects == ["Violated: first_response on CS-7 was due Mon 10:00 UTC"]


def test_a_withdrawn_fact_cancels_what_was_not_sent(case: Case, mail_server: MailServer) -> None:
    version = active_matrix(telling("owner"))
    record([line(case, version)])
    assert record([], [Withdrawal(case.pk, 7)]) is False
    assert deliver_due(NOW + HOUR).claimed == 0
    assert only_delivery().status == "canceled"
    assert mail_server.received == []


def test_a_withdrawn_fact_is_corrected_once_to_those_who_were_told(
    case: Case, mail_server: MailServer, owner: User
) -> None:
    version = active_matrix(telling("owner"))
    record([line(case, version)])
    deliver_due(NOW)
    User.objects.create_user("hanna", "hanna@example.org")
    Case.objects.update(owner=User.objects.get(username="hanna"))
    assert record([], [Withdrawal(case.pk, 7)], at=MONDAY_10 + 7 * MINUTE) is True
    assert record([], [Withdrawal(case.pk, 7)], at=MONDAY_10 + 8 * MINUTE) is False
    deliver_due(MONDAY_10 + 9 * MINUTE)
    deliver_due(MONDAY_10 + HOUR)
    alert, correction = mail_server.received
    assert correction["To"] == "ines@example.org"
    assert correction["Subject"] == "Withdrawn: violation of first_response on CS-1042, due Mon 10:00 UTC"
    assert correction["In-Reply-To"] == alert["Message-ID"]
    assert correction["Message-ID"] != alert["Message-ID"]
    assert "it does not hold" in plain(correction)
    assert "10:07" in plain(correction)


def test_a_fact_withdrawn_while_its_message_is_on_the_way_is_corrected_after_it(
    case: Case, mail_server: MailServer
) -> None:
    version = active_matrix(telling("owner"))
    record([line(case, version)])
    _claim_and_vanish(NOW)
    assert record([], [Withdrawal(case.pk, 7)]) is True
    counts = deliver_due(NOW + 2 * SECOND)
    assert (counts.postponed, counts.sent) == (1, 0)
    counts = deliver_due(NOW + LEASE + 2 * SECOND)
    deliver_due(NOW + LEASE + 5 * SECOND)
    assert mail_server.subjects == ["Withdrawn: violation of first_response on CS-1042, due Mon 10:00 UTC"]
    assert Delivery.objects.get(purpose="alert").status == "canceled"


def test_a_withdrawn_alert_that_was_refused_needs_no_correction(case: Case, mail_server: MailServer) -> None:
    record([line(case, active_matrix(telling("owner")))])
    mail_server.refused["ines@example.org"] = "550 no such user"
    deliver_due(NOW)
    assert record([], [Withdrawal(case.pk, 7)]) is False
    assert only_delivery().status == "canceled"


def test_repetitions_of_a_trigger_are_deliveries_of_their_own(case: Case, mail_server: MailServer) -> None:
    version = active_matrix(telling("owner", "+PT30M"))
    for repeat, seq in enumerate((8, 9, 10)):
        fact = violation(trigger="+PT30M", repeat=repeat, kind="trigger reached")
        record([line(case, version, seq, fact=fact)])
    assert deliver_due(NOW).sent == 3


def test_only_facts_that_are_to_be_sent_are(case: Case, mail_server: MailServer) -> None:
    assert record([line(case, active_matrix(telling("owner")), send=False)]) is False
    assert not Delivery.objects.exists()

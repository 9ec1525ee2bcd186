"""The main job, told as stories: a case comes in, its clock runs, and the right people hear of it in time."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from escalations.engine.deliver import deliver_due
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import CaseMilestone
from tests.escalations.conftest import MailServer, mail_server
from tests.milestones.promised import Desk, at, first_response, promise

__all__ = ["mail_server"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    """A desk whose cases of Acme are promised a first response within two minutes."""
    promise(first_response(budget=Budget(micros=2 * MINUTE)))
    return Desk()


def tick(clock: str) -> None:
    """What beat sets off every second: evaluate, then deliver."""
    evaluate_due(at(clock))
    deliver_due(at(clock))


def test_two_minutes_bring_one_message_at_each_mark(desk: Desk, mail_server: MailServer) -> None:
    desk.opens("10:00")
    arrived = []
    for clock in (
        "10:00:59",
        "10:01:01",
        "10:01:29",
        "10:01:31",
        "10:01:49",
        "10:02:00",
        "10:02:01",
        "10:30",
    ):
        tick(clock)
        arrived.append(len(mail_server.received))
    assert arrived == [0, 1, 1, 2, 3, 3, 4, 4]
    assert [subject.split(":")[0] for subject in mail_server.subjects] == ["50 %", "75 %", "90 %", "Violated"]


def test_after_an_outage_every_mark_is_recorded_and_the_last_is_sent(
    desk: Desk, mail_server: MailServer
) -> None:
    desk.opens("10:00")
    tick("10:45")
    assert [subject.split(":")[0] for subject in mail_server.subjects] == ["Violated"]
    found = desk.case.ledger.filter(kind__in=["trigger reached", "violated"]).order_by("seq")
    assert [f"{entry.kind} {entry.occurred_at:%H:%M:%S}" for entry in found] == [
        "trigger reached 10:01:00",
        "trigger reached 10:01:30",
        "trigger reached 10:01:48",
        "violated 10:02:00",
    ]


def test_a_reply_that_was_known_late_withdraws_the_violation_with_one_correction_for_each_alert(
    desk: Desk, mail_server: MailServer
) -> None:
    desk.opens("10:00")
    for clock in ("10:01:01", "10:01:31", "10:01:49", "10:02:01"):
        tick(clock)
    desk.says("10:01:55", "public_reply_sent", told="10:07")
    tick("10:07:01")
    tick("10:08")
    assert [subject.split(":")[0] for subject in mail_server.subjects[4:]] == ["Withdrawn"]
    answered = CaseMilestone.objects.get()
    assert (answered.status, answered.is_violated) == ("completed", False)
    assert desk.case.ledger.filter(kind="withdrawn").count() == 1
    assert verify([desk.case.pk]).drift == []


def test_an_alert_that_was_not_sent_yet_is_canceled_instead_of_corrected(
    desk: Desk, mail_server: MailServer
) -> None:
    desk.opens("10:00")
    evaluate_due(at("10:02:01"))
    desk.says("10:00:30", "public_reply_sent", told="10:02:02")
    deliver_due(at("10:03"))
    assert mail_server.received == []


def test_a_reply_in_time_lets_nobody_hear_of_anything(desk: Desk, mail_server: MailServer) -> None:
    desk.opens("10:00")
    desk.says("10:00:59", "public_reply_sent")
    tick("12:00")
    assert mail_server.received == []
    assert desk.case.milestones.get().is_violated is False

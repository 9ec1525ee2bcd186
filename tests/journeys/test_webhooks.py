"""The main job while another system listens: what a case goes through arrives there signed and in order."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery, WebhookEndpoint
from escalations.services.draft_matrix import DraftEntry, DraftRow
from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.services.case_request import CommentText
from tests.escalations.conftest import active_matrix
from tests.escalations.http_receiver import HttpReceiver, endpoint, listening, status
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with listening() as found:
        yield found


def desk_calling(target: WebhookEndpoint) -> Desk:
    """A desk whose cases are promised a first response in two minutes; its clocks tell that endpoint."""
    call = [DraftEntry("webhook", "endpoint", endpoint=target.pk)]
    row = DraftRow(cells=dict.fromkeys(("50", "75", "90", "100", "met", "met_late"), call))
    version = active_matrix(row, name="Calls")
    promise(first_response(budget=Budget(micros=2 * MINUTE)), matrix_version=version.pk)
    return Desk()


def tick(clock: str) -> None:
    """What beat sets off every second: evaluate, then deliver."""
    evaluate_due(at(clock))
    deliver_due(at(clock))


def told(receiver: HttpReceiver) -> list[dict[str, Any]]:
    return [json.loads(each.body) for each in receiver.got]


def test_each_mark_arrives_once_and_a_late_reply_takes_the_violation_back(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    desk = desk_calling(target)
    desk.opens("10:00", subject="Scanner offline")
    for clock in ("10:01:01", "10:01:31", "10:01:49", "10:02:01", "10:05"):
        tick(clock)
    desk.says("10:01:55", "public_reply_sent", told="10:07", comment=CommentText("internal", "A secret note"))
    tick("10:07:01")
    tick("10:08")

    types = [(each["type"], each["data"]["trigger"]) for each in told(receiver)]
    assert types[:4] == [
        ("milestone.trigger_reached", "50"),
        ("milestone.trigger_reached", "75"),
        ("milestone.trigger_reached", "90"),
        ("milestone.violated", "100"),
    ]
    assert sorted(types[4:]) == [("milestone.completed", "met"), ("milestone.withdrawn", "100")]
    [taken_back] = [each for each in told(receiver) if each["type"] == "milestone.withdrawn"]
    assert taken_back["data"]["withdraws"] == receiver.ids[3]
    assert len(set(receiver.ids)) == 6
    assert "secret note" not in "".join(each.body for each in receiver.got)
    assert verify([desk.case.pk]).drift == []


def test_what_the_source_did_itself_comes_back_marked(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver, source="desk")
    desk = desk_calling(target)
    desk.opens("10:00")
    tick("10:01:01")
    desk.says("10:01:10", "public_reply_sent")
    tick("10:01:11")
    assert [(each["data"]["trigger"], each["data"]["is_echo"]) for each in told(receiver)] == [
        ("50", False),
        ("met", True),
    ]


def test_a_receiver_that_is_away_for_a_while_gets_everything_in_order(receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver, concurrency=8)
    desk = desk_calling(target)
    desks = [desk, *(Desk(external_id=f"CS-{number}") for number in range(2, 7))]
    for each in desks:
        each.opens("10:00")
    receiver.answers = [status(503)] * 8
    for clock in ("10:01:01", "10:01:31", "10:01:49", "10:02:01"):
        tick(clock)
    assert WebhookEndpoint.objects.get().breaker == "open"
    minutes = iter(range(3, 30))
    while Delivery.objects.exclude(status="sent").exists():
        tick(f"10:{next(minutes):02}")

    accepted = [json.loads(each.body)["data"] for each in receiver.got[8:]]
    for each in desks:
        marks = [data["trigger"] for data in accepted if data["case"]["external_id"] == each.external_id]
        assert marks == ["50", "75", "90", "100"]
    assert WebhookEndpoint.objects.get().breaker == "closed"


def test_the_receiver_verifies_with_its_own_library(receiver: HttpReceiver) -> None:
    target, secret = endpoint(receiver)
    desk = desk_calling(target)
    desk.opens("10:00")
    evaluate_due(at("10:02:01"))
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    deliver_due(now)
    [got] = receiver.got
    assert Webhook(secret).verify(got.body, got.headers)["type"] == "milestone.violated"

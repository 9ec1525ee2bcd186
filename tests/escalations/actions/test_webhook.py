"""Webhooks and chat messages at a receiver that speaks HTTP; signatures are verified by the library that
receivers use.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from entitlements.business_time.instants import HOUR, MINUTE, SECOND
from escalations.actions.registry import action_of
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery, DeliveryAttempt
from escalations.services.check_matrix import check_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.endpoints import change_endpoint, rotate_secret
from milestones.engine.consequences import Withdrawal
from milestones.models import Case
from sla_admin.shared.errors import InvalidInput
from tests.escalations.conftest import (
    MONDAY_10,
    MailServer,
    active_matrix,
    calling,
    line,
    only_delivery,
    plain,
    record,
)
from tests.escalations.http_receiver import (
    ADMINISTRATOR,
    Answer,
    HttpReceiver,
    dripping,
    endless,
    endpoint,
    hang_up,
    no_http,
    silent,
    status,
)

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND


def now() -> int:
    """The library looks at this machine's clock: signatures are good for five minutes."""
    return int(datetime.now(UTC).timestamp() * 1_000_000)


def test_a_violation_arrives_signed_in_stable_words(case: Case, receiver: HttpReceiver) -> None:
    target, secret = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])

    assert deliver_due(now()).sent == 1

    [got] = receiver.got
    told = Webhook(secret).verify(got.body, got.headers)
    assert got.headers["webhook-id"] == only_delivery().idempotency_key
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"].startswith("SLA-Admin/")
    assert told["type"] == "milestone.violated"
    assert told["timestamp"] == "2026-06-01T10:00:00Z"
    data = told["data"]
    assert {name: data[name] for name in ("event", "occurred_at", "sequence", "severity", "trigger")} == {
        "event": "violated",
        "occurred_at": "2026-06-01T10:00:00Z",
        "sequence": 7,
        "severity": "violation",
        "trigger": "100",
    }
    assert data["milestone"] | {"left": None} == {
        "key": "first_response",
        "name": "first_response",
        "type": "first_response",
        "cycle": 1,
        "occurrence": 1,
        "target_at": "2026-06-01T10:00:00Z",
        "left": None,
    }
    assert data["case"] == {
        "id": case.pk,
        "source": "desk",
        "external_id": "CS-1042",
        "subject": "Printer on fire",
        "priority": "P1",
        "status": "open",
        "account": None,
        "owner": "Ines Carvalho",
        "queue": None,
        "tier": "enterprise",
        "url": f"http://127.0.0.1:8000/cases/{case.pk}/",
    }
    assert data["is_echo"] is False


def test_every_try_has_the_same_id_and_each_is_logged_with_what_went_over_the_line(
    case: Case, receiver: HttpReceiver
) -> None:
    target, secret = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [status(503, "down for a moment")]

    assert deliver_due(NOW).retried == 1
    assert deliver_due(NOW + MINUTE).sent == 1

    assert len(set(receiver.ids)) == 1
    first, second = DeliveryAttempt.objects.order_by("id")
    assert (first.outcome, first.answer) == ("retry", "503 down for a moment")
    assert (second.outcome, second.answer) == ("accepted", "200 ok")
    assert first.exchange is not None
    request, response = first.exchange["request"], first.exchange["response"]
    assert request["line"] == "POST /hook HTTP/1.1"
    assert request["body"] == receiver.got[0].body
    assert dict(request["headers"])["webhook-id"] == receiver.ids[0]
    assert (response["status"], response["body"]) == (503, "down for a moment")
    assert secret not in json.dumps(first.exchange)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(302, Location="http://127.0.0.1/"), "302, and redirects are not followed"),
        (status(400, "no such field"), "400 no such field"),
        (silent(3), "No answer within 1 s."),
        (dripping(head=True), "No answer within 1 s."),
        (dripping(head=False), "No answer within 1 s."),
        (no_http, "The connection broke:"),
        (hang_up, "The connection broke:"),
    ],
)
def test_a_receiver_that_misbehaves_is_recorded_and_tried_again(
    case: Case, receiver: HttpReceiver, answer: Answer, said: str
) -> None:
    target, _ = endpoint(receiver, timeout_seconds=1)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [answer]
    assert deliver_due(NOW).retried == 1
    assert said in only_delivery().last_error
    target.refresh_from_db()
    assert said in target.last_failure
    assert target.failures == 1
    assert deliver_due(NOW + HOUR).sent == 1


def test_an_endless_answer_of_a_receiver_that_accepts_is_cut(case: Case, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver, body_limit=2048)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [endless]
    assert deliver_due(NOW).sent == 1
    kept = DeliveryAttempt.objects.get().exchange
    assert kept is not None
    assert (len(kept["response"]["body"]), kept["response"]["is_cut"]) == (2048, True)


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(case: Case, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [status(410)]
    assert deliver_due(NOW).dead == 1
    assert "gone for good" in only_delivery().last_error


def test_a_name_that_leads_inside_is_refused_at_the_moment_of_sending(
    case: Case, receiver: HttpReceiver
) -> None:
    target, _ = endpoint(receiver, address=f"https://localhost:{receiver.port}/", allow_private=False)
    record([line(case, active_matrix(calling(target.pk)))])
    assert deliver_due(NOW).retried == 1
    assert "localhost leads to" in only_delivery().last_error
    assert receiver.got == []


def test_after_a_rotation_both_secrets_are_good_for_a_while(case: Case, receiver: HttpReceiver) -> None:
    target, old = endpoint(receiver)
    version = active_matrix(calling(target.pk))
    begun = now()
    new = rotate_secret(target.pk, overlap_hours=24, who=ADMINISTRATOR, at=begun)

    record([line(case, version, 7)])
    deliver_due(now())
    for secret in (new, old):
        assert Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)

    rotate_secret(target.pk, overlap_hours=0, who=ADMINISTRATOR, at=now())
    record([line(case, version, 8)])
    deliver_due(now())
    assert receiver.got[1].headers["webhook-signature"].count("v1,") == 1


def test_the_previous_secret_ends_by_itself(case: Case, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    version = active_matrix(calling(target.pk))
    rotate_secret(target.pk, overlap_hours=2, who=ADMINISTRATOR, at=NOW)
    for seq, at in ((7, NOW), (8, NOW + 2 * HOUR - SECOND), (9, NOW + 2 * HOUR)):
        record([line(case, version, seq)])
        deliver_due(at)
    assert [each.headers["webhook-signature"].count("v1,") for each in receiver.got] == [2, 2, 1]


def test_a_withdrawn_fact_is_corrected_and_names_what_it_takes_back(
    case: Case, receiver: HttpReceiver
) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    deliver_due(NOW)
    record([], [Withdrawal(case.pk, 7)], at=MONDAY_10 + 7 * MINUTE)
    deliver_due(MONDAY_10 + 8 * MINUTE)

    alert, correction = receiver.got
    told = json.loads(correction.body)
    assert told["type"] == "milestone.withdrawn"
    assert told["data"]["withdraws"] == alert.headers["webhook-id"]
    assert told["data"]["withdrawn_at"] == told["timestamp"] == "2026-06-01T10:07:00Z"
    assert correction.headers["webhook-id"] != alert.headers["webhook-id"]


def test_a_withdrawn_fact_that_was_not_sent_is_canceled(case: Case, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [status(503)]
    deliver_due(NOW)
    record([], [Withdrawal(case.pk, 7)], at=NOW + SECOND)
    deliver_due(NOW + HOUR)
    assert (only_delivery().status, len(receiver.got)) == ("canceled", 1)


def test_a_message_of_ones_own_is_filled_in_and_nothing_else_is_read(
    case: Case, receiver: HttpReceiver
) -> None:
    Case.objects.update(subject="{{case.owner}} <!channel>")
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk, message="Look at {{case.subject}}")))])
    deliver_due(NOW)
    assert json.loads(receiver.got[0].body)["data"]["message"] == "Look at {{case.owner}} <!channel>"


def test_what_its_own_source_caused_is_marked_as_an_echo_or_not_sent(
    case: Case, receiver: HttpReceiver
) -> None:
    from milestones.models import LedgerEntry

    target, _ = endpoint(receiver, source="desk")
    version = active_matrix(calling(target.pk))
    for seq, cause in ((1, "event:desk/4711"), (2, "timer"), (3, "event:desk2/4711")):
        LedgerEntry.objects.create(
            case=case, seq=seq, kind="violated", cause=cause, body=b"", hash=b"",
            occurred_at=case.opened_at, recorded_at=case.opened_at,
        )  # fmt: skip
        record([line(case, version, seq)])
        deliver_due(NOW + seq)
    assert [json.loads(each.body)["data"]["is_echo"] for each in receiver.got] == [True, False, False]

    change_endpoint(target, {"on_echo": "suppress"}, who=ADMINISTRATOR)
    LedgerEntry.objects.create(
        case=case, seq=4, kind="violated", cause="event:desk/4712", body=b"", hash=b"",
        occurred_at=case.opened_at, recorded_at=case.opened_at,
    )  # fmt: skip
    record([line(case, version, 4)])
    assert deliver_due(NOW + 9).canceled == 1
    suppressed = Delivery.objects.get(ledger_seq=4)
    assert (suppressed.status, len(receiver.got)) == ("canceled", 3)
    assert suppressed.last_error == "An echo: desk caused it itself, and Pager is not told of those."


def test_an_endpoint_that_is_switched_off_falls_back_and_says_so(
    case: Case, receiver: HttpReceiver, mail_server: MailServer
) -> None:
    target, _ = endpoint(receiver)
    version = active_matrix(calling(target.pk))
    change_endpoint(target, {"is_active": False}, who=ADMINISTRATOR)
    record([line(case, version)])

    assert deliver_due(NOW).sent == 1

    assert receiver.got == []
    assert mail_server.addresses == ["ines@example.org"]
    assert (
        "This was meant for a webhook endpoint that is switched off. "
        "You get it instead, as the owner of this case."
    ) in plain(mail_server.received[0])
    assert [each["found_as"] for each in only_delivery().recipients] == ["owner"]


def test_what_waits_for_an_endpoint_that_is_switched_off_meanwhile_falls_back_too(
    case: Case, receiver: HttpReceiver, mail_server: MailServer
) -> None:
    target, _ = endpoint(receiver, timeout_seconds=1)
    record([line(case, active_matrix(calling(target.pk)))])
    receiver.answers = [silent(2)]
    deliver_due(NOW)
    target.refresh_from_db()
    change_endpoint(target, {"is_active": False}, who=ADMINISTRATOR)
    assert deliver_due(NOW + MINUTE).sent == 1
    assert mail_server.addresses == ["ines@example.org"]


def test_slack_gets_blocks_of_plain_text_and_keeps_its_address_to_itself(
    case: Case, receiver: HttpReceiver
) -> None:
    Case.objects.update(subject="<!channel> *now* <https://evil.example|click>")
    room, secret = endpoint(receiver, kind="slack", address=f"{receiver.url}/T1/B2/token")
    record([line(case, active_matrix(calling(room.pk, "chat", message="Ask {{case.owner}}")))])
    assert deliver_due(NOW).sent == 1
    assert secret == ""
    [got] = receiver.got
    body = json.loads(got.body)
    assert body["text"] == "Violated: first_response on CS-1042 was due Mon 10:00 UTC"
    texts = [block["text"] for block in body["blocks"] if block["type"] in ("header", "section")]
    assert {each["type"] for each in texts} == {"plain_text"}
    assert [each["text"] for each in texts][1:] == [
        "<!channel> *now* <https://evil.example|click>",
        "Ask Ines Carvalho",
    ]
    assert "webhook-signature" not in got.headers
    kept = DeliveryAttempt.objects.get().exchange
    assert kept is not None
    assert kept["request"]["line"] == "POST /(secret) HTTP/1.1"
    assert "token" not in json.dumps(kept)


def test_teams_gets_an_adaptive_card_in_which_nothing_of_the_case_is_markup(
    case: Case, receiver: HttpReceiver
) -> None:
    Case.objects.update(subject="[click](https://evil.example)")
    room, _ = endpoint(receiver, kind="teams")
    record([line(case, active_matrix(calling(room.pk, "chat")))])
    receiver.answers = [status(202)]
    assert deliver_due(NOW).sent == 1
    body: dict[str, Any] = json.loads(receiver.got[0].body)
    card = body["attachments"][0]
    assert (body["type"], card["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert card["content"]["body"][1]["text"] == "\\[click\\]\\(https://evil.example\\)"
    assert card["content"]["actions"][0]["url"].endswith(f"/cases/{case.pk}/")


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, []),
        ({"message": "{{headline}}"}, []),
        ({"message": "{{case.comments}}"}, ["message"]),
        ({"message": "x" * 1001}, ["message"]),
        ({"message": 4}, ["message"]),
        ({"url": "https://example.org"}, ["url"]),
    ],
)
@pytest.mark.parametrize("kind", ["webhook", "chat"])
def test_what_is_wrong_with_its_parameters_is_named(
    kind: str, parameters: dict[str, Any], fields: list[str]
) -> None:
    assert [field for field, _ in action_of(kind).problems(parameters)] == fields


def test_the_matrix_refuses_messages_without_endpoint_and_endpoints_for_anything_else(
    receiver: HttpReceiver,
) -> None:
    target, _ = endpoint(receiver)
    for wrong in (
        DraftEntry("webhook", "owner"),
        DraftEntry("webhook", "endpoint"),
        DraftEntry("email", "endpoint", endpoint=target.pk),
        DraftEntry("webhook", "owner", endpoint=target.pk),
    ):
        with pytest.raises(InvalidInput):
            draft_version(create_matrix(f"M{wrong}"[:60]), [DraftRow(cells={"100": [wrong]})])


def test_the_checks_find_a_room_that_would_get_a_webhook_and_one_switched_off(receiver: HttpReceiver) -> None:
    room, _ = endpoint(receiver, kind="slack", is_active=False)
    version = draft_version(create_matrix("Standard"), [calling(room.pk, "webhook")])
    found = {each.code: each for each in check_matrix(version)}
    assert found["matrix_endpoint_unfit"].severity == "error"
    assert found["matrix_endpoint_off"].severity == "warning"
    assert "falls back to the owner" in found["matrix_endpoint_off"].why

"""Bad input is answered with the field and the reason, and changes nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.instants import SECOND
from milestones.clock.event import Command
from milestones.models import Case, CaseEvent, Queue
from milestones.services.case_request import CaseRequest, CommentText, Recorded
from milestones.services.record import record
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db

NOW = at("12:00")


def tell(**parts: Any) -> Recorded:
    (answer,) = record([CaseRequest(**{"source": "desk", "external_id": "CS-1", **parts})], at=NOW)
    return answer


def refusal(**parts: Any) -> dict[str, str]:
    answer = tell(**parts)
    assert answer.status == "refused"
    return dict(answer.problems)


@pytest.mark.parametrize(
    ("parts", "field", "reason"),
    [
        ({"source": ""}, "source", "empty"),
        ({"source": "x" * 65}, "source", "longer than 64"),
        ({"external_id": " "}, "external_id", "empty"),
        ({"external_id": "a\x00b"}, "external_id", "NUL"),
        ({"external_id": "\ud800"}, "external_id", "surrogate"),
        ({"record_type": "problem"}, "record_type", "must be one of"),
        ({"sequence": 2**70}, "sequence", "64 bits"),
        ({"opened_at": NOW + 61 * SECOND}, "opened_at", "future"),
        ({"occurred_at": NOW + 61 * SECOND}, "occurred_at", "future"),
        ({"opened_at": at("11:00"), "occurred_at": at("10:59")}, "occurred_at", "before the case was opened"),
        ({"fields": {"severity": "1"}}, "fields.severity", "unknown field"),
        ({"fields": {"priority": 1}}, "fields.priority", "must be a text"),
        ({"fields": {"priority": "x" * 65}}, "fields.priority", "longer than 64"),
        ({"fields": {"channel": "fax"}}, "fields.channel", "must be one of"),
        ({"fields": {"owner": "nobody"}}, "fields.owner", "no user"),
        ({"fields": {"owner": True}}, "fields.owner", "must be a text"),
        ({"fields": {"queue": "nowhere"}}, "fields.queue", "no queue"),
        ({"fields": {"account": "unheard-of"}}, "fields.account", "no account"),
        ({"fields": {"account": 4_000_000}}, "fields.account", "no account"),
        ({"fields": {"contact": "nobody"}}, "fields.contact", "no contact"),
        ({"fields": {"attributes.": "x"}}, "fields.attributes.", "attribute's name"),
        ({"fields": {"attributes.a": float("nan")}}, "fields.attributes.a", "finite"),
        ({"fields": {"attributes.a": [1]}}, "fields.attributes.a", "text, a number"),
        ({"fields": {"attributes.a": 2**64}}, "fields.attributes.a", "64 bits"),
        ({"fields": {"attributes.a": "\x00"}}, "fields.attributes.a", "NUL"),
        ({"signals": ("milestone_violated:first_response",)}, "signals.0", "unknown"),
        ({"signals": ("public_reply_sent", "applause")}, "signals.1", "unknown"),
        ({"commands": (Command("pause"),)}, "commands.0.reason", "required"),
        ({"commands": (Command("complete", reason="done"),)}, "commands.0.milestone", "required"),
        ({"commands": (Command("complete", milestone="first_response"),)}, "commands.0.reason", "required"),
        ({"comment": CommentText("private", "x")}, "comment.kind", "must be one of"),
        ({"comment": CommentText("public", " ")}, "comment.body", "empty"),
        ({"must_exist": True}, "", "asserts fields, names signals"),
        ({"must_exist": True, "signals": ("case_opened",)}, "signals.0", "opened once"),
        (
            {"must_exist": True, "fields": {"status": "open"}},
            "external_id",
            "no case CS-1 of the source desk",
        ),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_field_and_reason(
    parts: dict[str, Any], field: str, reason: str
) -> None:
    problems = refusal(**parts)
    assert list(problems) == [field]
    assert reason in problems[field]
    assert not Case.objects.exists()


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(refusal(source="", fields={"priority": 1, "severity": 2}, signals=("applause",))) == {
        "source",
        "fields.priority",
        "fields.severity",
        "signals.0",
    }


@pytest.fixture
def desk() -> Desk:
    promise()
    desk = Desk()
    desk.opens("09:05")
    return desk


@pytest.mark.parametrize(
    ("parts", "field", "reason"),
    [
        ({"occurred_at": at("09:04")}, "occurred_at", "before the case was opened"),
        ({"opened_at": at("09:07")}, "opened_at", "never changes"),
        ({"record_type": "work_order"}, "record_type", "never changes"),
        ({"signals": ("case_opened",)}, "signals", "opened before"),
        (
            {"commands": (Command("complete", milestone="resolution", reason="done"),)},
            "commands.0.milestone",
            "no milestone resolution",
        ),
    ],
)
def test_what_does_not_fit_the_case_is_refused_and_changes_nothing(
    desk: Desk, parts: dict[str, Any], field: str, reason: str
) -> None:
    before = CaseEvent.objects.count()
    problems = refusal(fields={"status": "open"}, **parts)
    assert list(problems) == [field]
    assert reason in problems[field]
    assert CaseEvent.objects.count() == before
    assert desk.case.status == "new"


def test_a_refused_request_does_not_hinder_its_neighbours(desk: Desk) -> None:
    answers = record(
        [
            CaseRequest(
                source="desk", external_id="CS-1", fields={"status": "open"}, occurred_at=at("10:00")
            ),
            CaseRequest(source="desk", external_id="CS-1", fields={"status": 7}),
            CaseRequest(source="desk", external_id="CS-9", must_exist=True, fields={"status": "open"}),
            CaseRequest(source="desk", external_id="CS-2", fields={"status": "open"}),
        ],
        at=NOW,
    )
    assert [answer.status for answer in answers] == ["updated", "refused", "refused", "created"]


def test_a_clock_that_runs_a_minute_ahead_is_taken_for_now(desk: Desk) -> None:
    answer = tell(occurred_at=NOW + 60 * SECOND, fields={"status": "open"})
    assert answer.status == "updated"
    assert (
        CaseEvent.objects.get(event_id=answer.event_id).occurred_at.isoformat() == "2026-06-01T12:00:00+00:00"
    )


def test_a_case_opened_by_a_fast_clock_may_be_told_again_as_it_was() -> None:
    promise()
    for told in (NOW, NOW + 5 * SECOND):
        (answer,) = record(
            [CaseRequest(source="desk", external_id="CS-1", opened_at=NOW + 40 * SECOND)], at=told
        )
        assert answer.problems == ()
    assert Case.objects.get().opened_at.isoformat() == "2026-06-01T12:00:00+00:00"


def test_people_are_carried_by_number_so_that_names_stay_outside(desk: Desk) -> None:
    owner = User.objects.create_user("ines")
    Queue.objects.create(name="Network", key="network")
    tell(fields={"owner": "ines", "queue": "network"})
    case = desk.case
    assert (case.owner, case.queue and case.queue.key) == (owner, "network")
    assert b"ines" not in b"".join(bytes(event.payload) for event in CaseEvent.objects.all())
    tell(occurred_at=at("11:00"), fields={"owner": None, "queue": ""}, sequence=1)
    assert desk.case.owner == owner
    tell(fields={"owner": None, "queue": ""}, sequence=2)
    case = desk.case
    assert (case.owner, case.queue) == (None, None)


def test_the_account_may_be_named_by_external_id_or_by_number(desk: Desk) -> None:
    account = desk.case.account
    assert account is not None
    for external_id, named in (("A", "acme"), ("B", account.pk)):
        record([CaseRequest(source="desk", external_id=external_id, fields={"account": named})], at=NOW)
        assert Case.objects.get(external_id=external_id).account == account

"""Administrators are told once a day of open cases without a promise, and of nothing where there are none."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail

from escalations.models import CoverageNotice
from escalations.services.coverage_notice import send_coverage_notice
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    person = User.objects.create_user("mara", email="mara@example.org")
    person.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    User.objects.create_user("agent", email="agent@example.org")
    return person


def gap(number: str, opened: str = "06:00") -> Desk:
    desk = Desk(number, account=None)
    desk.opens(opened)
    return desk


def test_it_says_how_many_and_why_to_administrators_alone(administrator: User) -> None:
    promise()
    gap("CS-1")
    gap("CS-2")
    Desk("CS-3").opens("06:00")

    notice = send_coverage_notice(at("07:00"))

    assert notice is not None
    assert (notice.cases, notice.counts, notice.recipients) == (2, {"no_entitlement": 2}, 1)
    (sent,) = mail.outbox
    assert sent.to == ["mara@example.org"]
    assert sent.subject == "2 open cases without a promise"
    assert "2 × no entitlement, the oldest opened 1 Jun 2026 06:00 UTC" in sent.body


def test_it_is_told_once_a_day_and_again_the_next(administrator: User) -> None:
    gap("CS-1")
    day = 24 * 3_600_000_000

    told = [send_coverage_notice(at("07:00") + hour) for hour in (0, 3_600_000_000, day)]

    assert [each is not None for each in told] == [True, False, True]
    assert len(mail.outbox) == 2


def test_it_says_nothing_before_the_morning_or_where_there_is_nothing_to_say(administrator: User) -> None:
    assert send_coverage_notice(at("07:00")) is None
    gap("CS-1", "05:00")
    assert send_coverage_notice(at("05:59")) is None
    assert mail.outbox == []
    assert not CoverageNotice.objects.exists()


def test_a_closed_case_is_no_gap(administrator: User) -> None:
    gap("CS-1").says("06:30", status="closed")

    assert send_coverage_notice(at("07:00")) is None


def test_where_the_server_does_not_take_it_the_next_hour_tries_again(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap("CS-1")

    def refuse(*_: object) -> Callable[..., int]:
        raise ConnectionRefusedError("Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        failed = send_coverage_notice(at("07:00"))
    assert failed is not None
    assert (failed.sent_at, failed.attempts) == (None, 1)
    assert "Connection refused" in failed.failure

    told = send_coverage_notice(at("08:00"))

    assert told is not None
    assert (told.attempts, told.failure, len(mail.outbox)) == (2, "", 1)


def test_without_an_administrator_who_has_an_address_it_says_so() -> None:
    gap("CS-1")

    notice = send_coverage_notice(at("07:00"))

    assert notice is not None
    assert notice.failure == "No administrator has an e-mail address."

"""Notices: read, forgotten, chosen."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from entitlements.business_time.instants import DAY, MINUTE, to_datetime
from escalations.models import Notice
from escalations.notices import choose_in_browser, forget_read, read_all, read_notice, write_notices
from escalations.tasks import forget_read_notices
from milestones.models import Case
from sla_admin.shared.errors import InvalidInput, NotFound
from tests.escalations.conftest import MONDAY_10

pytestmark = pytest.mark.django_db

LATER = MONDAY_10 + MINUTE


def notice(case: Case, user: User, cause: str = "1") -> Notice:
    write_notices(
        [Notice(recipient=user, kind="alert", cause=cause, case=case, created_at=to_datetime(MONDAY_10))]
    )
    return Notice.objects.get(recipient=user, cause=cause)


def test_a_person_has_one_notice_of_a_cause(case: Case, owner: User) -> None:
    notice(case, owner)
    notice(case, owner)
    notice(case, User.objects.create_user("jonas"))

    assert Notice.objects.count() == 2


def test_reading_is_remembered_from_the_first_time(case: Case, owner: User) -> None:
    written = notice(case, owner)

    read_notice(written.pk, user=owner.pk, at=LATER)
    again = read_notice(written.pk, user=owner.pk, at=LATER + DAY)

    assert again.read_at == to_datetime(LATER)


def test_nobody_reads_or_finds_the_notice_of_another(case: Case, owner: User) -> None:
    written = notice(case, owner)

    with pytest.raises(NotFound):
        read_notice(written.pk, user=User.objects.create_user("jonas").pk, at=LATER)
    with pytest.raises(NotFound):
        read_notice(written.pk + 1, user=None, at=LATER)
    assert Notice.objects.get().read_at is None


def test_all_are_read_but_those_that_came_after_the_page(case: Case, owner: User) -> None:
    first, second = notice(case, owner, "1"), notice(case, owner, "2")

    assert read_all(owner.pk, at=LATER, up_to=first.pk) == 1
    assert Notice.objects.get(read_at=None) == second
    assert read_all(owner.pk, at=LATER) == 1
    assert read_all(owner.pk, at=LATER) == 0


def test_notices_are_forgotten_ninety_days_after_they_were_read(case: Case, owner: User) -> None:
    read, unread = notice(case, owner, "read"), notice(case, owner, "unread")
    read_notice(read.pk, user=owner.pk, at=LATER)

    assert forget_read(LATER + 90 * DAY) == 0
    assert forget_read(LATER + 90 * DAY + 1) == 1
    assert list(Notice.objects.all()) == [unread]
    forget_read_notices()


def test_a_choice_of_kinds_is_kept_in_their_order(owner: User) -> None:
    choose_in_browser(owner.pk, ["task_assigned", "alert", "alert"])

    assert choose_in_browser(owner.pk, ["task_assigned", "alert"]).in_browser == ["alert", "task_assigned"]
    with pytest.raises(InvalidInput):
        choose_in_browser(owner.pk, ["nonsense"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nonsense"},
        {"cause": " "},
        {"case_id": None},
        {"kind": "task_assigned"},
        {"read_at": to_datetime(MONDAY_10 - 1)},
    ],
)
def test_illegal_notices_cannot_be_stored(case: Case, owner: User, wrong: dict[str, object]) -> None:
    notice(case, owner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**wrong)

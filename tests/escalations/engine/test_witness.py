"""People are told of what others did to their cases and tasks, once, inside the transaction."""

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.instants import HOUR, to_datetime
from escalations.models import Notice
from milestones.models import Case
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.purge import purge_cases
from milestones.services.record import record
from milestones.services.tasks import TaskWish, create_task, reassign_task
from tests.milestones.promised import SOURCE, Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return User.objects.create_user("ines")


@pytest.fixture
def desk() -> Desk:
    promise()
    desk = Desk()
    desk.opens("09:05")
    return desk


def tell(actor: str = "user:999", **request: object) -> None:
    [answer] = record(
        [CaseRequest(source=SOURCE, external_id="CS-1", must_exist=True, actor=actor, **request)],  # type: ignore[arg-type]  # fields of a request
        at=at("10:00"),
    )
    assert not answer.problems


def kinds() -> list[tuple[str, str]]:
    return [(each.kind, each.recipient.username) for each in Notice.objects.order_by("id")]


def test_whoever_is_given_a_case_by_somebody_else_is_told(desk: Desk, ines: User) -> None:
    tell(fields={"owner": "ines"})

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.case) == ("case_assigned", ines, Case.objects.get())
    assert notice.content == {"actor": "user:999"}
    assert notice.created_at == to_datetime(at("10:00"))


def test_nobody_is_told_of_taking_a_case_oneself(desk: Desk, ines: User) -> None:
    tell(f"user:{ines.pk}", fields={"owner": "ines"})

    assert kinds() == []


def test_the_same_owner_asserted_again_is_no_news(desk: Desk, ines: User) -> None:
    tell(fields={"owner": "ines"}, event_id="1")
    tell(fields={"owner": "ines", "priority": "P1"}, event_id="2")
    tell(fields={"owner": "ines"}, event_id="1")

    assert kinds() == [("case_assigned", "ines")]


def test_the_owner_is_told_that_the_customer_spoke_and_of_nothing_else_that_is_said(
    desk: Desk, ines: User
) -> None:
    tell(f"user:{ines.pk}", fields={"owner": "ines"})
    tell(comment=CommentText("internal", "A note"), event_id="1")
    tell(comment=CommentText("public", "A reply"), event_id="2")

    tell(comment=CommentText("customer", "Any news?"), event_id="3")
    tell(comment=CommentText("customer", "Any news?"), event_id="3")

    assert kinds() == [("customer_replied", "ines")]


def test_what_is_recorded_in_silence_is_told_to_nobody(desk: Desk, ines: User) -> None:
    tell(fields={"owner": "ines"}, comment=CommentText("customer", "Old"), silent=True)

    assert kinds() == []


def test_a_case_that_nobody_owns_tells_nobody(desk: Desk) -> None:
    tell(comment=CommentText("customer", "Hello?"))

    assert kinds() == []


def test_a_new_case_that_comes_with_an_owner_is_theirs_by_somebody_else(ines: User) -> None:
    promise()
    Desk().opens("09:05", owner="ines")

    assert kinds() == [("case_assigned", "ines")]


def test_an_owner_who_left_is_told_nothing_and_hinders_nobody(desk: Desk, ines: User) -> None:
    User.objects.filter(pk=ines.pk).update(is_active=False)

    tell(fields={"owner": ines.pk})

    assert kinds() == []
    assert Case.objects.get().owner == ines


def test_whoever_is_given_a_task_is_told_but_for_their_own(desk: Desk, ines: User) -> None:
    jonas = User.objects.create_user("jonas")
    case = Case.objects.get()
    wish = TaskWish("Call", at("12:00"), case=case.pk, assignee=ines.pk)
    own = create_task(wish, actor=f"user:{ines.pk}", at=at("10:00")).task
    assert kinds() == []

    reassign_task(own.pk, assignee=jonas.pk, actor=f"user:{ines.pk}", at=at("10:00") + HOUR)

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.task, notice.case) == ("task_assigned", jonas, own, case)


def test_a_purged_case_takes_its_notices_along(desk: Desk, ines: User) -> None:
    tell(fields={"owner": "ines"})
    create_task(
        TaskWish("Call", at("12:00"), case=Case.objects.get().pk, assignee=ines.pk),
        actor="user:999",
        at=at("10:00"),
    )

    purge_cases([Case.objects.get().pk], reason="Test", actor="tests")

    assert kinds() == []

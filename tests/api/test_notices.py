"""Notices through the API: one's own for a person, anybody's for a key."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from entitlements.business_time.instants import to_datetime
from escalations.models import Notice
from escalations.notices import write_notices
from milestones.models import Case
from tests.api.conftest import Caller, Clock
from tests.escalations.conftest import make_case
from tests.milestones.promised import at

pytestmark = pytest.mark.django_db

NOTICES = "/api/v1/notices/"


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def someone(username: str) -> User:
    user = User.objects.create_user(username)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_notice", "change_notice"], content_type__model="notice")
    )
    return user


def tell(user: User, case: Case, cause: str, kind: str = "customer_replied") -> Notice:
    write_notices(
        [Notice(recipient=user, kind=kind, cause=cause, case=case, created_at=to_datetime(at("10:00")))]
    )
    return Notice.objects.get(recipient=user, cause=cause)


def as_person(user: User) -> Caller:
    caller = Caller(None)
    caller.client.force_login(user)
    return caller


def test_a_person_sees_and_reads_their_own(case: Case, clock: Clock) -> None:
    clock.at("12:00")
    ines, jonas = someone("ines"), someone("jonas")
    mine, theirs = tell(ines, case, "1"), tell(jonas, case, "1")
    caller = as_person(ines)

    listed: Any = caller.get(NOTICES)

    assert [each["id"] for each in listed["results"]] == [mine.pk]
    assert listed["results"][0]["case"] == case.pk
    caller.get(f"{NOTICES}{theirs.pk}/", expect=404)
    caller.post(f"{NOTICES}{theirs.pk}/read/", {}, expect=404)
    read = caller.post(f"{NOTICES}{mine.pk}/read/", {})
    assert read["read_at"] == "2026-06-01T12:00:00Z"
    caller.post(f"{NOTICES}read/", {"recipient": "jonas"}, expect=400)
    assert caller.post(f"{NOTICES}read/", {}) == {"read": 0}


def test_a_key_sees_everybodys_and_names_whose_it_reads(caller: Caller, case: Case, clock: Clock) -> None:
    clock.at("12:00")
    ines, jonas = someone("ines"), someone("jonas")
    first, second = tell(ines, case, "1"), tell(ines, case, "2")
    tell(jonas, case, "1")

    def found(query: str) -> list[int]:
        return [each["id"] for each in caller.get(f"{NOTICES}?{query}")["results"]]

    assert found("recipient=ines") == [second.pk, first.pk]
    assert len(found(f"case={case.pk}&kind=customer_replied&is_read=false")) == 3
    caller.post(f"{NOTICES}read/", {}, expect=400)
    caller.post(f"{NOTICES}read/", {"recipient": "nobody"}, expect=400)
    assert caller.post(f"{NOTICES}read/", {"recipient": "ines", "up_to": first.pk}) == {"read": 1}
    assert found("recipient=ines&is_read=true") == [first.pk]
    caller.post(f"{NOTICES}{second.pk}/read/", {}, expect=412, If_Match='"old"')
    assert json.loads(caller.last.content)["status"] == 412

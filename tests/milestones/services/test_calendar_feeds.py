"""The secret address of a calendar: made, made anew, revoked, recognised."""

import pytest
from django.contrib.auth.models import User

from milestones.models import CalendarFeed
from milestones.services.calendar_feeds import make_feed, reader_of, revoke_feed
from sla_admin.shared.errors import NotFound
from tests.milestones.promised import at

pytestmark = pytest.mark.django_db

NOW = at("12:00")


@pytest.fixture
def ines() -> User:
    return User.objects.create_user("ines")


def test_the_secret_opens_ones_calendar_and_is_not_kept(ines: User) -> None:
    secret = make_feed(ines.pk, at=NOW)

    assert reader_of(secret, at=NOW) == ines.pk
    assert secret not in str(CalendarFeed.objects.values().get())


def test_a_new_one_ends_the_former(ines: User) -> None:
    former = make_feed(ines.pk, at=NOW)
    make_feed(ines.pk, at=NOW)

    with pytest.raises(NotFound):
        reader_of(former, at=NOW)
    assert CalendarFeed.objects.count() == 1


def test_revoked_it_opens_nothing(ines: User) -> None:
    secret = make_feed(ines.pk, at=NOW)
    revoke_feed(ines.pk)

    with pytest.raises(NotFound):
        reader_of(secret, at=NOW)
    with pytest.raises(NotFound):
        revoke_feed(ines.pk)


def test_who_is_switched_off_has_no_calendar(ines: User) -> None:
    secret = make_feed(ines.pk, at=NOW)
    User.objects.update(is_active=False)

    with pytest.raises(NotFound):
        reader_of(secret, at=NOW)


@pytest.mark.parametrize("secret", ["", "x", "x" * 5000, "\x00", "0" * 64])
def test_anything_else_opens_nothing(ines: User, secret: str) -> None:
    make_feed(ines.pk, at=NOW)

    with pytest.raises(NotFound):
        reader_of(secret, at=NOW)


def test_its_use_is_noted_to_the_hour(ines: User) -> None:
    secret = make_feed(ines.pk, at=NOW)
    reader_of(secret, at=at("12:10"))
    reader_of(secret, at=at("12:50"))

    assert CalendarFeed.objects.get().last_read_at.isoformat() == "2026-06-01T12:10:00+00:00"  # type: ignore[union-attr]
    reader_of(secret, at=at("13:11"))
    assert CalendarFeed.objects.get().last_read_at.isoformat() == "2026-06-01T13:11:00+00:00"  # type: ignore[union-attr]

"""Hours that follow from two others: made, counted in SQL, published again with either side."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from entitlements.business_time.instants import HOUR, parse_instant, to_datetime
from entitlements.models import BusinessHours, BusinessHoursRevision
from entitlements.selectors.calendars import calendar_for, current_timelines
from entitlements.services.business_hours import (
    change_draft,
    create_business_hours,
    draft_revision,
    publish_revision,
)
from entitlements.services.intersections import create_intersection
from sla_admin.shared.errors import Conflict, InvalidInput

pytestmark = pytest.mark.django_db

NOW = parse_instant("2026-06-01T00:00:00Z")
MONDAY = parse_instant("2026-06-01T00:00:00Z")
DAY = 24 * HOUR


def hours(name: str, zone: str, opens: str, closes: str) -> int:
    week = [[[opens, closes]]] * 5 + [[], []]
    draft = create_business_hours(name=name, zone=zone, weekly=week)
    publish_revision(draft.pk, at=NOW, actor="ann", reason="As agreed")
    return draft.hours_id


@pytest.fixture
def sides() -> tuple[int, int]:
    provider = hours("Provider", "America/New_York", "09:00", "17:00")
    return provider, hours("Customer", "Europe/Berlin", "09:00", "18:00")


def both(sides: tuple[int, int]) -> BusinessHours:
    return create_intersection(name="Both", first=sides[0], second=sides[1], at=NOW, actor="ann")


def test_it_is_published_at_once_and_counts_in_sql_as_in_python(sides: tuple[int, int]) -> None:
    made = both(sides)
    calendar = calendar_for(made.pk, 1)

    assert calendar.elapsed(MONDAY, MONDAY + DAY) == 3 * HOUR
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT business_position(%s, 1, %s) - business_position(%s, 1, %s)",
            [made.pk, to_datetime(MONDAY + 30 * DAY), made.pk, to_datetime(MONDAY)],
        )
        (counted,) = cursor.fetchone()
    assert counted == calendar.elapsed(MONDAY, MONDAY + 30 * DAY)
    assert (made.zone, current_timelines([made.pk])) == ("America/New_York", {made.pk: 1})


@pytest.mark.parametrize("side", [0, 1])
def test_a_revision_of_either_side_publishes_it_again_and_leaves_the_older_timeline(
    sides: tuple[int, int], side: int
) -> None:
    made = both(sides)
    draft = draft_revision(sides[side], effective=datetime(2026, 6, 3))  # noqa: DTZ001 (local to the hours)
    week = [[["09:00", "16:00"]], [["09:00", "16:00"]], [["15:00", "15:30"]], [], [], [], []]
    change_draft(draft.pk, weekly=week)

    publish_revision(draft.pk, at=NOW, actor="ann", reason="As agreed")

    wednesday = MONDAY + 2 * DAY
    assert current_timelines([made.pk]) == {made.pk: 2}
    assert calendar_for(made.pk, 1).elapsed(wednesday, wednesday + DAY) == 3 * HOUR
    # 15:00 in New York is 19:00 in UTC, when Berlin is closed; in Berlin it is 13:00, 09:00 in New York.
    opened = calendar_for(made.pk, 2).elapsed(wednesday, wednesday + DAY)
    assert opened == (0 if side == 0 else HOUR // 2)


def test_a_revision_after_which_both_are_never_open_together_is_refused(sides: tuple[int, int]) -> None:
    both(sides)
    draft = draft_revision(sides[0], effective=datetime(2026, 6, 3))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=[[["01:00", "02:00"]]] * 5 + [[], []])

    with pytest.raises(InvalidInput, match="never open together"), transaction.atomic():
        publish_revision(draft.pk, at=NOW, actor="ann", reason="As agreed")

    assert BusinessHoursRevision.objects.get(pk=draft.pk).is_draft


def test_hours_that_are_not_there_not_published_the_same_or_never_open_are_named(
    sides: tuple[int, int],
) -> None:
    draft = create_business_hours(name="Draft", zone="UTC", weekly=[[["09:00", "17:00"]]] * 7)
    night = hours("Night", "America/New_York", "01:00", "02:00")

    def refused(first: int, second: int) -> str:
        with pytest.raises(InvalidInput) as refusal, transaction.atomic():
            create_intersection(name="Both", first=first, second=second, at=NOW, actor="ann")
        return str(refusal.value)

    assert refused(99999, sides[1]) == "first: There are no business hours 99999."
    assert refused(sides[0], draft.hours_id) == "second: They are not published."
    assert refused(sides[0], sides[0]) == "second: An intersection is of two different sets of hours."
    assert "never open together" in refused(night, sides[1])
    assert not BusinessHours.objects.filter(name="Both").exists()


def test_it_is_revised_through_its_sides_alone(sides: tuple[int, int]) -> None:
    made = both(sides)

    with pytest.raises(Conflict, match="follow from two others"):
        draft_revision(made.pk, effective=datetime(2026, 6, 3))  # noqa: DTZ001 (local to the hours)
    for change in ({"first_side": sides[1]}, {"second_side": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BusinessHours.objects.filter(pk=made.pk).update(**change)


def test_an_intersection_of_an_intersection_follows_both_levels(sides: tuple[int, int]) -> None:
    made = both(sides)
    third = hours("Third", "UTC", "14:00", "20:00")
    nested = create_intersection(name="All", first=made.pk, second=third, at=NOW, actor="ann")
    assert calendar_for(nested.pk, 1).elapsed(MONDAY, MONDAY + DAY) == 2 * HOUR
    draft = draft_revision(sides[1], effective=datetime(2026, 6, 1))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=[[["09:00", "17:00"]]] * 5 + [[], []])

    publish_revision(draft.pk, at=NOW, actor="ann", reason="As agreed")

    assert calendar_for(nested.pk, 2).elapsed(MONDAY, MONDAY + DAY) == HOUR

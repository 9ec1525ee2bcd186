"""Revised hours reach running clocks as asked: kept, or counted from then on."""

from collections.abc import Callable
from datetime import datetime

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, parse_instant
from entitlements.models import AdoptionMode
from entitlements.services.business_hours import (
    change_draft,
    clocks_touched,
    create_business_hours,
    draft_revision,
    publish_revision,
)
from milestones.engine.verify import verify
from milestones.models import CaseMilestone, LedgerEntry
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db

NINE_TO_FIVE = [[["09:00", "17:00"]]] * 5 + [[], []]
NINE_TO_EIGHT = [[["09:00", "20:00"]]] * 5 + [[], []]
MONDAY_18 = parse_instant("2026-06-01T18:00:00-04:00")

OnCommit = Callable[..., object]


def weekday_hours() -> int:
    draft = create_business_hours(name="Weekdays", zone="America/New_York", weekly=NINE_TO_FIVE)
    publish_revision(draft.pk, at=at("00:00"), actor="tests")
    return draft.hours_id


def lengthen(hours_id: int, mode: AdoptionMode) -> None:
    draft = draft_revision(hours_id, effective=datetime(2026, 6, 1, 18))  # noqa: DTZ001 (local to the hours)
    change_draft(draft.pk, weekly=NINE_TO_EIGHT)
    publish_revision(draft.pk, at=MONDAY_18, actor="tests", mode=mode)


@pytest.mark.parametrize(
    ("mode", "target"),
    [(AdoptionMode.KEEP, "2026-06-02T17:00:00+00:00"), (AdoptionMode.COUNT, "2026-06-02T15:00:00+00:00")],
)
def test_f7_eight_hours_from_monday_13_when_the_day_becomes_longer_at_18(
    mode: AdoptionMode, target: str, django_capture_on_commit_callbacks: OnCommit
) -> None:
    """Kept: Tuesday 13:00 in New York; counted from then on: Tuesday 11:00."""
    hours_id = weekday_hours()
    promise(first_response(budget=Budget(micros=8 * HOUR)), hours=hours_id)
    desk = Desk()
    desk.opens("17:00")  # 13:00 in New York
    assert clocks_touched(hours_id) == 1

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        lengthen(hours_id, mode)

    clock = CaseMilestone.objects.get()
    assert clock.target_at.isoformat() == target
    adopted = LedgerEntry.objects.get(kind="hours adopted")
    assert adopted.actor == "tests"
    assert verify([desk.case.pk]).drift == []


def test_cases_on_other_hours_hear_nothing(django_capture_on_commit_callbacks: OnCommit) -> None:
    hours_id = weekday_hours()
    promise()
    Desk().opens("09:00")
    assert clocks_touched(hours_id) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        lengthen(hours_id, AdoptionMode.COUNT)
    assert not LedgerEntry.objects.filter(kind="hours adopted").exists()

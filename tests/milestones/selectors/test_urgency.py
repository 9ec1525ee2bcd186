"""Cases in the order in which they are looked at, in pages, and in numbers."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import MINUTE
from entitlements.services.business_hours import create_business_hours, publish_revision
from milestones.engine.evaluate import evaluate_due
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, OpenCase
from milestones.pages.lists.groups import sizes, sizes_of
from milestones.selectors.case_rows import case_rows
from milestones.selectors.open_days import Days
from milestones.selectors.urgency import (
    COUNTING,
    NO_CLOCK,
    PAST,
    PAUSED,
    STILL,
    ranked,
    stretch,
    tallies,
    targets_until,
)
from tests.milestones.promised import Desk, at, first_response, promise

pytestmark = pytest.mark.django_db

HOURS = [[["08:00", "12:00"]]] * 5 + [[], []]


@pytest.fixture
def closed() -> list[tuple[int, int]]:
    """At 13:00 of Monday, 1 June: two past target, two counting, one outside its hours, one paused, one
    without a clock. Names say the place that each must take.
    """
    promise()
    morning = create_business_hours(name="Mornings", zone="UTC", weekly=HOURS)
    publish_revision(morning.pk, at=at("00:00"), actor="tests", reason="As agreed")
    resolution = first_response(
        key="resolution", type="resolution", name="Resolution", hours=morning.hours_id
    )
    promise(resolution, account="Mornings", tier="silver", rank=2)
    Desk("2").opens("10:30")  # due 11:30
    Desk("1").opens("10:00")  # due 11:00
    Desk("4").opens("12:50")  # due 13:50
    Desk("3").opens("12:20")  # due 13:20
    Desk("5", account="mornings").opens("11:50")  # ten minutes of the morning, so due Tuesday 08:50
    Desk("6").opens("12:10", status="pending")
    Desk("7", account=None).opens("09:00")
    gone = Desk("gone")
    gone.opens("12:00")
    gone.says("12:30", status="closed")
    evaluate_due(at("13:00"))
    return [(morning.hours_id, 1)]


def names(ids: list[int]) -> str:
    known = dict(Case.objects.values_list("pk", "external_id"))
    return "".join(known[pk] for pk in ids)


def test_past_target_then_by_due_instant_then_standing_still_then_without_a_clock(
    closed: list[tuple[int, int]],
) -> None:
    found = ranked(OpenCase.objects.all(), closed)

    assert found is not None
    assert names([each.place.case_id for each in found]) == "1234567"
    assert [each.place.rank for each in found] == [PAST, PAST, COUNTING, COUNTING, STILL, PAUSED, NO_CLOCK]
    assert found[0].place.moment == at("11:00")
    assert found[2].place.moment == at("13:20")
    assert found[6].place.moment == at("09:00")


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_follow_each_other_forwards_and_backwards(closed: list[tuple[int, int]], size: int) -> None:
    cases = OpenCase.objects.all()
    read, place = "", None
    while page := stretch(cases, closed, place, size):
        read, place = read + names([each.case_id for each in page]), page[-1]
    assert read == "1234567"

    back, place = "", None
    while page := stretch(cases, closed, place, size, backwards=True):
        back, place = back + names([each.case_id for each in page]), page[-1]
    assert back == "7654321"


def test_a_case_that_moved_up_meanwhile_is_not_shown_twice(closed: list[tuple[int, int]]) -> None:
    cases = OpenCase.objects.all()
    first = stretch(cases, closed, None, 4)
    evaluate_due(at("14:00"))  # 3 and 4 are past their targets now

    assert names([each.case_id for each in stretch(cases, closed, first[-1], 10)]) == "567"


def test_numbers_of_the_whole_list_agree_with_its_rows(closed: list[tuple[int, int]]) -> None:
    cases = OpenCase.objects.all()
    days = Days(has_hours=False, today_ends_at=at("13:20"), next_day=None, next_ends_at=at("13:50"))
    whole = ranked(cases, closed)
    assert whole is not None

    counted = sizes(whole, days)

    # a target on the closing belongs before it
    assert counted == {"past": 2, "today": 1, "next": 1, "later": 0, "still": 2, "none": 1}
    assert sizes_of(tallies(cases, closed, [at("13:20"), at("13:50")]), days) == counted


def test_targets_are_counted_not_cases(closed: list[tuple[int, int]]) -> None:
    assert targets_until(OpenCase.objects.all(), at("13:19:59")) == 0
    assert targets_until(OpenCase.objects.all(), at("13:20")) == 1
    assert targets_until(OpenCase.objects.all(), at("23:00")) == 2


def test_at_risk_is_told_apart(closed: list[tuple[int, int]]) -> None:
    evaluate_due(at("13:10"))  # 50 of the 60 minutes of 3 are gone: past 75 %

    found = ranked(OpenCase.objects.all(), closed)

    assert found is not None
    assert [each.is_at_risk for each in found] == [False, False, True, False, False, False, False]


def test_rows_show_the_most_urgent_clock_and_the_others_beside_it() -> None:
    update = first_response(
        120, key="next_update", type="next_update", name="Next update", recurrence="sequential"
    )
    promise(
        first_response(), update, first_response(600, key="resolution", type="resolution", name="Resolution")
    )
    desk = Desk()
    desk.opens("09:00")
    desk.says("09:30", "public_reply_sent")  # meets all three; the next update begins at 11:00

    evaluate_due(at("11:05"))
    (row,) = case_rows([desk.case.pk], at("11:05"), PinnedPlan())

    assert row.lead is not None
    assert (row.lead.name, row.lead.left) == ("Next update", 115 * MINUTE)
    assert [(now.name, now.standing) for now in row.others] == [
        ("First response", "met"),
        ("Resolution", "met"),
    ]


def test_a_case_that_is_set_aside_says_so(closed: list[tuple[int, int]]) -> None:
    case = Case.objects.get(external_id="3")
    case.engine_state.quarantined_at = case.opened_at
    case.engine_state.quarantine_reason = "NeverOpens: no open time"
    case.engine_state.save()

    (row,) = case_rows([case.pk], at("13:00"), PinnedPlan())

    assert row.aside == "NeverOpens: no open time"


def test_budgets_of_one_minute_are_no_special_case() -> None:
    promise(first_response(budget=Budget(micros=MINUTE)))
    Desk().opens("09:00")

    found = ranked(OpenCase.objects.all(), [])

    assert found is not None
    assert found[0].place.moment == at("09:01")

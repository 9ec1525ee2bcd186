"""Reports of cases, reckoned by hand: times, outcomes, who held the time, violations lifted."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE, parse_instant
from entitlements.services.business_hours import create_business_hours, publish_revision
from milestones.clock.event import Command
from milestones.engine.evaluate import evaluate_due
from milestones.models import Queue
from milestones.selectors.reports.accountability import Split, held_of, who_held
from milestones.selectors.reports.case_outcomes import case_outcomes_by
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.drill_down import case_lines, count_cases, count_clocks, lifted_lines
from milestones.selectors.reports.lifted import count_lifted
from milestones.selectors.reports.not_counted import not_counted
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.reading import reading
from milestones.selectors.reports.resolved import ResolvedCases, time_to_resolve, time_to_resolve_by
from milestones.selectors.reports.response import Times, response_times
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from milestones.services.reports import accountability_report, times_report
from tests.milestones.promised import SOURCE, Desk, at, first_response, promise
from tests.milestones.selectors.reports.asking import as_of, ask, ask_at

pytestmark = pytest.mark.django_db

REPLY = "public_reply_sent"


def case(external_id: str, account: str = "acme") -> Desk:
    return Desk(external_id=external_id, account=account)


def resolve_times(question: Question) -> Times:
    with reading() as cursor:
        counting = Counting(cursor, question)
        return time_to_resolve(ResolvedCases(counting), counting)


def outcomes(question: Question) -> tuple[int, int, int]:
    with reading() as cursor:
        counting = Counting(cursor, question)
        groups = case_outcomes_by(ResolvedCases(counting), counting, "account")
    return tuple(sum(counts) for counts in zip(*(group.tally for group in groups), strict=True)) or (0, 0, 0)


def held(question: Question) -> Split:
    with reading() as cursor:
        counting = Counting(cursor, question)
        return who_held(ResolvedCases(counting), counting, "queue").split


def office(zone: str = "UTC", opens: str = "09:00", closes: str = "17:00", days: int = 5) -> int:
    """Hours open on the first so many days of the week."""
    weekly = [[[opens, closes]] if day < days else [] for day in range(7)]
    draft = create_business_hours(name=f"Office {zone}", zone=zone, weekly=weekly)
    publish_revision(draft.pk, at=at("00:00"), actor="tests", reason="As agreed")
    return draft.hours_id


# --- Time to resolve ---------------------------------------------------------------------------------------


def test_mean_median_and_ninetieth_percentile_of_hand_reckoned_cases() -> None:
    promise(first_response(60))
    for number, closed in enumerate(("10:10", "10:20", "10:30", "11:40")):
        each = case(f"CS-{number}")
        each.opens("10:00")
        each.says(closed, status="closed")

    found = resolve_times(ask(by="closed"))

    # 10, 20, 30 and 100 minutes: mean 40, median between 20 and 30; p90 lies at 2.7 of 0…3: 30 + 0.7 × 70.
    assert found.calendar == found.business == (4, 40 * MINUTE, 25 * MINUTE, 79 * MINUTE)


def test_a_reopened_case_counts_once_over_the_whole_time_and_not_while_it_is_open() -> None:
    promise(first_response(60))
    desk = case("CS-1")
    desk.opens("10:00")
    desk.says("11:00", status="closed")
    desk.says("12:00", status="open")
    assert resolve_times(ask("12:30", by="closed")).calendar.number == 0
    desk.says("13:00", status="closed")

    assert resolve_times(ask(by="closed")).calendar == (1, 3 * HOUR, 3 * HOUR, 3 * HOUR)


def test_as_of_between_two_closings_the_first_one_was_the_last() -> None:
    promise(first_response(60))
    desk = case("CS-1")
    desk.opens("10:00")
    desk.says("11:00", status="closed")
    desk.says("12:00", status="open")
    desk.says("13:00", status="resolved")

    assert resolve_times(ask(by="closed", as_of=as_of("11:30"))).calendar.mean == HOUR
    assert resolve_times(ask(by="closed", as_of=as_of("12:30"))).calendar.number == 0
    assert resolve_times(ask(by="closed", as_of=as_of("13:00"))).calendar.mean == 3 * HOUR


def test_business_time_is_that_of_the_promises_hours() -> None:
    promise(first_response(60), hours=office())
    desk = case("CS-1")
    desk.opens("08:00")
    desk.says("12:30", status="closed")

    found = times_report(ask(by="closed")).total

    assert (found.business.mean, found.calendar.mean) == (210 * MINUTE, 270 * MINUTE)


def test_over_the_weekend_on_which_clocks_change_an_hour_is_missing() -> None:
    """Saturday 28 March 12:00 to Sunday 29 March 12:00 in Berlin, open round the clock: 23 hours."""
    draft = create_business_hours(
        name="Always in Berlin", zone="Europe/Berlin", weekly=[[["00:00", "24:00"]]] * 7
    )
    publish_revision(draft.pk, at=at("00:00"), actor="tests", reason="As agreed")
    promise(first_response(60), hours=draft.hours_id)
    opened, closed = parse_instant("2026-03-28T12:00:00+01:00"), parse_instant("2026-03-29T12:00:00+02:00")

    def tell(instant: int, **more: Any) -> None:
        request = CaseRequest(source=SOURCE, external_id="CS-1", silent=True, **more)
        record([request], at=max(instant, at("12:00")))

    tell(opened, opened_at=opened, fields={"account": "acme", "status": "new", "priority": "P1"})
    tell(closed, must_exist=True, occurred_at=closed, fields={"status": "closed"}, event_id="closing")

    question = ask("13:00", from_="2026-03-28", to="2026-03-29", zone="Europe/Berlin", by="closed")
    found = times_report(question).total
    assert (found.business.mean, found.calendar.mean) == (23 * HOUR, 23 * HOUR)
    local_day = ask("13:00", from_="2026-03-29", to="2026-03-29", zone="Europe/Berlin", by="closed")
    assert times_report(local_day).total.calendar.number == 1
    assert local_day.period.end - local_day.period.begin == 23 * HOUR


def test_a_case_without_a_promise_is_in_calendar_time_alone() -> None:
    promise(first_response(60))
    desk = Desk(external_id="CS-9", account=None)
    desk.opens("10:00")
    desk.says("10:45", status="closed")

    found = resolve_times(ask(by="closed"))

    assert found.calendar == (1, 45 * MINUTE, 45 * MINUTE, 45 * MINUTE)
    assert found.business == (0, None, None, None)


def test_the_groups_of_time_to_resolve_are_those_of_the_cases() -> None:
    promise(first_response(60))
    for number, (priority, closed) in enumerate((("P1", "10:10"), ("P2", "10:30"), ("P1", "10:20"))):
        each = case(f"CS-{number}")
        each.opens("10:00", priority=priority)
        each.says(closed, status="closed")

    with reading() as cursor:
        counting = Counting(cursor, ask(by="closed"))
        found = time_to_resolve_by(ResolvedCases(counting), counting, "priority")
        lines = list(case_lines(counting, "resolved"))

    assert {key: times.calendar.mean for key, times in found.by.items()} == {
        "P1": 15 * MINUTE,
        "P2": 30 * MINUTE,
    }
    assert found.total.calendar.number == len(lines) == 3


# --- First response ----------------------------------------------------------------------------------------


def test_first_response_is_what_the_clock_counted_and_what_passed_by_the_calendar() -> None:
    promise(first_response(240, hours=office()))
    desk = case("CS-1")
    desk.opens("08:00")
    desk.says("09:30", status="pending")
    desk.says("10:30", status="open")
    desk.says("11:00", REPLY)
    case("CS-2").opens("09:00")

    with reading() as cursor:
        found = response_times(Counting(cursor, ask("12:00")))

    assert found.business == (1, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE), "09:00–09:30 and 10:30–11:00"
    assert found.calendar.mean == 180 * MINUTE


# --- Outcomes ----------------------------------------------------------------------------------------------


@pytest.fixture
def two_targets() -> None:
    promise(
        first_response(60),
        first_response(
            120,
            key="resolution",
            type="resolution",
            name="Resolution",
            completion={"field": "is_closed", "op": "equals", "value": True},
        ),
    )


def test_case_by_case_all_met_some_missed_all_missed(two_targets: None) -> None:
    for external_id, reply, closing in (
        ("met", "10:30", "11:00"),
        ("some", "11:30", "11:45"),
        ("none", "11:30", "13:00"),
    ):
        each = case(external_id)
        each.opens("10:00")
        each.says(reply, REPLY)
        each.says(closing, status="closed")

    assert outcomes(ask()) == (1, 1, 1)


def test_an_open_case_counts_with_its_first_miss_and_not_before(two_targets: None) -> None:
    desk = case("CS-1")
    desk.opens("10:00")

    assert outcomes(ask("10:59")) == (0, 0, 0)
    assert outcomes(ask("11:01")) == (0, 0, 1)
    desk.says("11:30", REPLY)
    assert outcomes(ask("11:31")) == (0, 0, 1)
    desk.says("11:45", status="closed")
    assert outcomes(ask("11:46")) == (0, 1, 0)
    with reading() as cursor:
        counting = Counting(cursor, ask("11:46"))
        assert count_cases(counting, "some_missed") == 1
        assert count_cases(counting, "all_met") == 0


# --- What is left out --------------------------------------------------------------------------------------


def test_what_is_not_counted_is_told() -> None:
    promise(first_response(60))
    case("open").opens("10:00")
    canceled = case("canceled")
    canceled.opens("10:00")
    canceled.says("10:10", status="closed")
    Desk(external_id="uncovered", account=None).opens("10:00")

    with reading() as cursor:
        found = not_counted(Counting(cursor, ask("10:30")))

    assert (found.open_in_time, found.canceled, found.cases_without_clock, found.quarantined_cases) == (
        1,
        1,
        1,
        0,
    )


def test_lifted_violations_are_counted_in_the_period_in_which_they_were_lifted() -> None:
    promise(
        first_response(60, budget=None, budgets={"P1": Budget(micros=HOUR), "P3": Budget(micros=4 * HOUR)})
    )
    desk = case("CS-1")
    desk.opens("10:00")
    evaluate_due(at("11:30"))
    desk.says("12:00", priority="P3")

    with reading() as cursor:
        assert count_lifted(Counting(cursor, ask("12:30"))) == 1
        assert count_lifted(Counting(cursor, ask("12:30", as_of=as_of("11:59")))) == 0
        lines = list(lifted_lines(Counting(cursor, ask("12:30"))))
        assert count_clocks(Counting(cursor, ask("12:30")), ()) == 0
    assert [(line.case.external_id, line.lifted_at) for line in lines] == [("CS-1", at("12:00"))]


# --- Who held the time -------------------------------------------------------------------------------------


@pytest.fixture
def people() -> None:
    Queue.objects.create(key="desk", name="Desk")
    User.objects.create_user("ines")
    User.objects.create_user("tom")


def test_every_minute_has_one_holder_and_the_parts_sum_to_the_whole(people: None) -> None:
    promise(first_response(600), hours=office())
    desk = case("CS-1")
    desk.opens("08:30")
    desk.says("09:20", queue="desk")
    desk.says("10:00", owner="ines")
    desk.says("11:00", status="pending")
    desk.says("11:40", status="open", owner="tom")
    desk.says("12:10", status="closed")
    desk.says("13:00", status="open")
    desk.says("18:00", status="closed")

    split = held(ask(by="closed"))

    assert split == {
        "night": 30 * MINUTE + 60 * MINUTE,  # 08:30–09:00, 17:00–18:00
        "nobody": 20 * MINUTE,  # 09:00–09:20
        "queue": 40 * MINUTE,  # 09:20–10:00
        "owner": 60 * MINUTE + 30 * MINUTE + 240 * MINUTE,  # 10–11, 11:40–12:10, 13–17
        "customer": 40 * MINUTE,  # 11:00–11:40
        "closed": 50 * MINUTE,  # 12:10–13:00
    }
    assert sum(split.values()) == 570 * MINUTE
    found = accountability_report(ask(by="closed")).held
    assert {each.value.written: each.held for each in found.owners} == {
        "ines": 60 * MINUTE,
        "tom": 270 * MINUTE,
    }
    assert [(each.value.written, each.held) for each in found.queues] == [("desk", 40 * MINUTE)]


def test_time_paused_by_hand_is_the_customers_day_and_night(people: None) -> None:
    promise(first_response(600), hours=office())
    desk = case("CS-1")
    desk.opens("10:00", owner="ines")
    desk.says("16:30", commands=[Command("pause", None, pause_id="p1", reason="awaits the customer")])
    desk.says("17:30", commands=[Command("resume", None)])
    desk.says("18:00", status="closed")

    assert held(ask(by="closed")) == {
        "owner": 390 * MINUTE,
        "customer": 60 * MINUTE,
        "night": 30 * MINUTE,
    }


def test_an_open_case_is_split_up_to_the_instant_by_its_opening(people: None) -> None:
    promise(first_response(600))
    desk = case("CS-1")
    desk.opens("10:00", queue="desk")
    desk.says("11:00", owner="ines")

    assert held(ask("12:00", by="opened")) == {"queue": 60 * MINUTE, "owner": 60 * MINUTE}
    assert held(ask("12:00", by="opened", as_of=as_of("10:20"))) == {"queue": 20 * MINUTE}
    assert held(ask("12:00", by="closed")) == {}


def test_what_was_told_late_and_what_was_taken_back_is_split_as_it_was(people: None) -> None:
    promise(first_response(600))
    desk = case("CS-1")
    desk.opens("10:00")
    desk.says("11:00", owner="tom", event_id="wrong")
    desk.says("10:30", owner="ines", told="11:30")

    with reading() as cursor:
        counting = Counting(cursor, ask("12:00", by="opened"))
        (one,) = held_of(ResolvedCases(counting), counting, limit=10, offset=0)
        found = who_held(ResolvedCases(counting), counting, "queue")

    assert one.split == {"nobody": 30 * MINUTE, "owner": 90 * MINUTE}
    assert {each.value.written: each.held for each in found.owners} == {
        "ines": 30 * MINUTE,
        "tom": 60 * MINUTE,
    }


def test_time_to_resolve_of_another_day_is_found_by_its_own_day() -> None:
    promise(first_response(60))
    desk = case("CS-1")
    desk.opens("10:00")
    desk.says("11:00", status="closed")

    other = ask_at("2026-06-03T12:00:00Z", from_="2026-06-02", to="2026-06-02", by="closed")
    assert resolve_times(other).calendar.number == 0

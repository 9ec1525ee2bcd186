"""The explanation: promise, rule, hours, start, every stretch, the sum, what fires next, the proof."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from entitlements.business_time.instants import HOUR
from milestones.models import CaseMilestone, CaseState
from milestones.pages.case.explain.segments import closed_words
from milestones.pages.case.explain.week import week_words
from sla_admin.shared.display.words import ENGLISH
from tests.milestones.pages.case.conftest import Wall
from tests.milestones.pages.case.test_case_page import clock, words
from tests.milestones.promised import Desk, at


def explained(client: Client, row: CaseMilestone) -> str:
    return words(client.get(reverse("clock-explain", args=[row.pk])))


@pytest.mark.django_db
def test_a_running_clock_adds_up_from_its_start_to_its_target(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("12:00")

    said = explained(ines, clock(desk.case, "resolution"))

    assert "Why Resolution is due Mon 1 Jun, 18:00 UTC" in said
    assert "It has 6 h 00 m of 8 h left." in said
    assert "Acme gold" in said
    assert (
        "milestone Resolution: priority P1 is 8 h of open time, counted from process entry. It may pause."
        in said
    )
    assert "24×7: no hours were named, so every hour counts." in said
    assert "The clock starts at Mon 1 Jun, 10:00:00 UTC, inside open hours" in said
    assert "10:00 – now Open 2 h 00 m 2 h 00 m" in said
    assert "12:00 – 18:00 Open 6 h 00 m 8 h 00 m" in said
    assert "Budget, P1 8 h 00 m Counted until 12:00 − 2 h 00 m Left 6 h 00 m" in said
    assert "Mon 1 Jun, 12:00 + 6 h 00 m 18:00 UTC" in said
    assert "The target has never moved." in said
    assert "50 % Mon 1 Jun, 14:00 UTC" in said
    assert "100 % Mon 1 Jun, 18:00 UTC violation" in said
    assert "give the same state and the same targets." in said


@pytest.mark.django_db
def test_sums_hold_to_the_second(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00:12")
    wall("12:00:00")

    said = explained(ines, clock(desk.case, "resolution"))

    assert "10:00:12 – now Open 1 h 59 m 48 s 1 h 59 m 48 s" in said
    assert "12:00 – 18:00:12 Open 6 h 00 m 12 s 8 h 00 m 00 s" in said
    assert "Counted until 12:00 − 1 h 59 m 48 s Left 6 h 00 m 12 s" in said


@pytest.mark.django_db
def test_a_paused_clock_says_what_would_be_if_it_were_resumed(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("11:00")
    ines.post(
        reverse("clock-pause", args=[clock(desk.case, "resolution").pk]),
        {"reason": "They try it out", "resume": "reply"},
    )
    wall("12:30")

    said = explained(ines, clock(desk.case, "resolution"))

    assert "Why Resolution would be due Mon 1 Jun, 19:30 UTC" in said
    assert "It stands still with 7 h 00 m of 8 h left. Resumed now, it is due 19:30" in said
    assert "11:00 – now Paused 1 h 30 m so far: They try it out" in said
    assert "If resumed now 12:30 – 19:30 Open 7 h 00 m 8 h 00 m" in said
    assert "The first target was 18:00. Pauses moved it: + 1 h 30 m (Mon 1 Jun)." in said
    assert "Nothing while it stands still." in said


@pytest.mark.django_db
def test_a_clock_past_its_target_counts_on(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("11:30", priority="P1")
    wall("11:30")

    said = explained(ines, clock(desk.case, "first_response"))

    assert "Why First response was due Mon 1 Jun, 11:00 UTC" in said
    assert "It is 30 m past its target, counted in open time." in said
    assert "11:00 – now Open, past the target 30 m 1 h 30 m" in said
    assert "Past the target by 30 m" in said


@pytest.mark.django_db
def test_a_closed_clock_says_when_it_was_met(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("10:40", "public_reply_sent")
    wall("12:00")

    said = explained(ines, clock(desk.case, "first_response"))

    assert "Why First response was met Mon 1 Jun, 10:40 UTC" in said
    assert "It took 40 m of 1 h of open time." in said
    assert "Nothing: it is closed." in said


@pytest.mark.django_db
def test_the_whole_case_explains_every_clock_and_the_promise_once(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    desk.says("10:40", "public_reply_sent")
    wall("12:00")

    answer = ines.get(reverse("case-explain", args=[desk.case.pk]))

    said = words(answer)
    assert "Why the clocks of CS-1 stand where they stand" in said
    assert said.count("The promise") == 1
    assert "Why Resolution is due" in said
    assert "Why First response was met" in said


@pytest.mark.django_db
def test_stored_state_that_disagrees_with_history_is_said(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("12:00")
    state = CaseState.objects.get(pk=desk.case.pk)
    wrong = bytes(state.state).replace(str(at("18:00")).encode(), str(at("18:00") + HOUR).encode())
    CaseState.objects.filter(pk=desk.case.pk).update(state=wrong)

    assert "gives other targets than are stored" in explained(ines, clock(desk.case, "resolution"))


@pytest.mark.parametrize(
    ("begin", "end", "words_of_it"),
    [
        (at("12:00"), at("13:00"), "Closed"),
        (at("18:00"), at("09:00") + 24 * HOUR, "Night, closed"),
        (at("18:00") + 96 * HOUR, at("09:00") + 168 * HOUR, "Night and weekend, closed"),
    ],
)
def test_closed_time_by_its_kind(begin: int, end: int, words_of_it: str) -> None:
    assert closed_words(begin, end, ZoneInfo("UTC")) == words_of_it


@pytest.mark.parametrize(
    ("weekly", "line"),
    [
        ([[["09:00", "17:00"]]] * 5 + [[], []], "Mon–Fri 09:00–17:00"),
        ([[["08:00", "12:00"], ["13:00", "17:00"]]] + [[]] * 6, "Mon 08:00–12:00, 13:00–17:00"),
        ([[["00:00", "00:00"]]] * 7, "Mon–Sun all day"),
        ([[]] * 7, "never open"),
    ],
)
def test_a_week_in_one_line(weekly: list[list[list[str]]], line: str) -> None:
    assert week_words(weekly, ENGLISH) == line


@pytest.mark.django_db
def test_a_target_that_passed_before_any_worker_came_by_is_explained_as_past(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    wall("18:30")

    said = explained(ines, clock(desk.case, "resolution"))

    assert "Why Resolution was due Mon 1 Jun, 18:00 UTC" in said
    assert "It is 30 m past its target, counted in open time." in said
    assert "Past the target by 30 m" in said

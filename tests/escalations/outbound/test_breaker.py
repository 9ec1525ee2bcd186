"""When an endpoint is left alone, and when it is tried again."""

from entitlements.business_time.instants import MINUTE, SECOND
from escalations.outbound.breaker import CLOSED, Breaker, after, slots


def failing(times: int, breaker: Breaker = CLOSED, at: int = 0) -> Breaker:
    for _ in range(times):
        breaker = after(breaker, "503", at)
    return breaker


def test_the_fifth_failure_in_a_row_opens_it_for_half_a_minute() -> None:
    assert failing(4).state == "closed"
    opened = failing(5, at=7)
    assert (opened.state, opened.until, opened.reason, opened.failures) == ("open", 7 + 30 * SECOND, "503", 5)


def test_a_success_between_failures_begins_the_count_anew() -> None:
    assert failing(4, after(failing(4), "", 0)).state == "closed"


def test_a_probe_that_fails_opens_it_for_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    breaker, rests = failing(5), []
    for _ in range(7):
        rests.append(breaker.until)
        breaker = after(
            Breaker("half_open", breaker.failures, breaker.openings, breaker.until, breaker.reason), "503", 0
        )
    assert rests == [
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        4 * MINUTE,
        8 * MINUTE,
        15 * MINUTE,
        15 * MINUTE,
    ]


def test_a_probe_that_succeeds_closes_it() -> None:
    assert after(Breaker("half_open", 9, 3, 5, "503"), "", 9) == CLOSED


def test_one_that_was_under_way_when_it_opened_does_not_prolong_the_rest() -> None:
    opened = failing(5)
    assert after(opened, "503", SECOND).until == opened.until


def test_an_answer_that_comes_after_it_opened_closes_it() -> None:
    assert after(failing(5), "", SECOND) == CLOSED


def test_how_many_may_go_out_at_once() -> None:
    opened = failing(5)
    assert slots(CLOSED, 4, 0, 0) == 4
    assert slots(CLOSED, 4, 3, 0) == 1
    assert slots(CLOSED, 4, 6, 0) == 0
    assert slots(opened, 4, 0, 30 * SECOND - 1) == 0
    assert slots(opened, 4, 0, 30 * SECOND) == 1
    assert slots(opened, 4, 1, 30 * SECOND) == 0
    assert slots(Breaker("half_open", 5, 1, 0, "503"), 4, 1, 0) == 0
    assert slots(Breaker("half_open", 5, 1, 0, "503"), 4, 0, 0) == 1

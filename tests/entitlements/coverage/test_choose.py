"""Which entitlement applies, and why; or why none does."""

from datetime import date
from typing import Any

import pytest

from entitlements.business_time.instants import parse_instant
from entitlements.coverage.candidate import Candidate, CaseFacts
from entitlements.coverage.choose import choose


def candidate(number: int = 1, **changes: Any) -> Candidate:
    given: dict[str, Any] = {
        "entitlement": number,
        "tier": "gold",
        "tier_rank": 1,
        "record_type": "case",
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
        "zone": "America/New_York",
        "version": 10,
        **changes,
    }
    return Candidate(**given)


def case(
    opened: str = "2026-06-01T12:00:00Z", channel: str = "email", record_type: str = "case"
) -> CaseFacts:
    return CaseFacts(record_type, channel, parse_instant(opened))


EXPIRED = {"last_day": date(2026, 5, 31)}
NOT_STARTED = {"first_day": date(2026, 6, 2)}
BY_PHONE: dict[str, Any] = {"channels": ("phone",)}
OFF = {"is_enabled": False}


@pytest.mark.parametrize(
    ("outcome", "chosen", "candidates"),
    [
        ("no_entitlement", None, []),
        ("covered", 1, [{}]),
        ("covered", 1, [{"channels": ("phone", "EMAIL")}]),
        ("expired", None, [EXPIRED]),
        ("not_started", None, [NOT_STARTED]),
        ("channel_not_covered", None, [BY_PHONE]),
        ("no_entitlement", None, [OFF]),
        ("no_entitlement", None, [{"record_type": "work_order"}]),
        ("no_entitlement", None, [{"version": None}]),
        # A candidate that fails does not spoil one that covers.
        ("covered", 2, [EXPIRED, {}]),
        ("covered", 3, [OFF, BY_PHONE, {"tier_rank": 9}]),
        # Most specific, then tier rank, then the earliest last day.
        ("covered", 2, [{"tier_rank": 1}, {"tier_rank": 5, "specificity": 1}]),
        ("covered", 2, [{"tier_rank": 2}, {"tier_rank": 1}]),
        ("covered", 2, [{}, {"last_day": date(2026, 11, 30)}]),
        ("ambiguous", 1, [{}, {}]),
        ("ambiguous", 2, [{"tier_rank": 2}, {}, {}]),
        ("covered", 1, [{}, {"tier_rank": 2}, {"tier_rank": 2}]),
        # Of those that fail, the one that came furthest: dates, then channel.
        ("channel_not_covered", None, [EXPIRED, BY_PHONE, OFF]),
        ("expired", None, [OFF, EXPIRED]),
        ("expired", None, [EXPIRED, {**NOT_STARTED, "tier_rank": 2}]),
        ("not_started", None, [{**EXPIRED, "tier_rank": 2}, NOT_STARTED]),
        # Dates come before the channel: what is expired never got as far.
        ("expired", None, [{**EXPIRED, **BY_PHONE}]),
    ],
)
def test_the_outcome_of_coverage(outcome: str, chosen: int | None, candidates: list[dict[str, Any]]) -> None:
    numbered = [candidate(number, **changes) for number, changes in enumerate(candidates, 1)]
    decision = choose(numbered, case())
    assert decision.outcome == outcome
    assert (decision.chosen.entitlement if decision.chosen else None) == chosen
    assert choose(numbered[::-1], case()) == decision
    assert {each.entitlement for each in decision.considered} == {each.entitlement for each in numbered}


@pytest.mark.parametrize(
    ("opened", "outcome"),
    [
        ("2026-12-31T23:59:59.999999-05:00", "covered"),
        ("2027-01-01T00:00:00-05:00", "expired"),
        ("2026-01-01T00:00:00-05:00", "covered"),
        ("2025-12-31T23:59:59.999999-05:00", "not_started"),
        # In Tokyo the year is over fourteen hours earlier.
        ("2027-01-01T00:00:00+09:00", "covered"),
    ],
)
def test_example_f17_both_days_are_whole_in_the_zone_of_the_hours(opened: str, outcome: str) -> None:
    assert choose([candidate()], case(opened)).outcome == outcome


def test_days_are_those_of_each_candidates_zone() -> None:
    opened = case("2027-01-01T02:00:00Z")
    assert choose([candidate(zone="Asia/Tokyo")], opened).outcome == "expired"
    assert choose([candidate(zone="America/Los_Angeles")], opened).outcome == "covered"


def test_a_case_without_a_channel_is_covered_only_where_all_channels_are() -> None:
    assert choose([candidate()], case(channel="")).outcome == "covered"
    refused = choose([candidate(**BY_PHONE)], case(channel=""))
    assert refused.outcome == "channel_not_covered"
    assert refused.considered[0].why == "It covers phone; the case names no channel."


def test_every_candidate_is_told_what_became_of_it_and_why() -> None:
    candidates = [
        candidate(1),
        candidate(2),
        candidate(3, tier_rank=2),
        candidate(4, **EXPIRED),
        candidate(5, **NOT_STARTED),
        candidate(6, **BY_PHONE),
        candidate(7, **OFF),
        candidate(8, record_type="work_order"),
        candidate(9, version=None),
    ]
    considered = {each.entitlement: (each.result, each.why) for each in choose(candidates, case()).considered}
    assert considered == {
        1: ("chosen", "It applies, but 2 tie; the one made first was chosen."),
        2: ("tied", "It ties with the one chosen, which was made first."),
        3: ("outranked", "Another one takes precedence."),
        4: ("expired", "Its last day was 2026-05-31; the case was opened on 2026-06-01 (America/New_York)."),
        5: (
            "not_started",
            "Its first day is 2026-06-02; the case was opened on 2026-06-01 (America/New_York).",
        ),
        6: ("channel_not_covered", "It covers phone; the case came by email."),
        7: ("switched_off", "It is switched off."),
        8: ("other_record_type", "Its process is for the record type work_order, the record is a case."),
        9: ("no_version", "No version of its process was ever activated."),
    }


def test_the_one_that_applies_alone_says_so() -> None:
    assert choose([candidate()], case()).considered[0].why == "It applies."

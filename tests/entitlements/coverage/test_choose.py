"""Which entitlement applies, and why; or why none does."""

from datetime import date
from typing import Any

import pytest

from entitlements.business_time.instants import parse_instant
from entitlements.coverage.candidate import Candidate, CaseFacts, LineItem, Term
from entitlements.coverage.choose import choose, choose_by_hand


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
    opened: str = "2026-06-01T12:00:00Z",
    channel: str = "email",
    record_type: str = "case",
    **named: Any,
) -> CaseFacts:
    """A case of contact 7 about asset 20, a copy of product 30, unless told otherwise."""
    about: dict[str, Any] = {"contact": 7, "asset": 20, "products": frozenset({30}), **named}
    return CaseFacts(record_type, channel, parse_instant(opened), **about)


EXPIRED = {"last_day": date(2026, 5, 31)}
NOT_STARTED = {"first_day": date(2026, 6, 2)}
BY_PHONE: dict[str, Any] = {"channels": ("phone",)}
OFF = {"is_enabled": False}
CONTACT: dict[str, Any] = {"contacts": frozenset({7})}
OPENED = parse_instant("2026-06-01T12:00:00Z")


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
        ("covered", 2, [{"tier_rank": 1}, {"tier_rank": 5, "contacts": frozenset({7})}]),
        ("covered", 2, [{"tier_rank": 2}, {"tier_rank": 1}]),
        ("covered", 2, [{}, {"last_day": date(2026, 11, 30)}]),
        ("ambiguous", 1, [{}, {}]),
        ("ambiguous", 2, [{"tier_rank": 2}, {}, {}]),
        ("covered", 1, [{}, {"tier_rank": 2}, {"tier_rank": 2}]),
        # Asset before line item or product, before contact, before the whole account.
        ("covered", 4, [{}, CONTACT, {"product": 30}, {"asset": 20, "tier_rank": 9}]),
        ("covered", 3, [{}, CONTACT, {"line_item": LineItem(50, 20, None), "contract": 40}]),
        ("ambiguous", 1, [{"product": 30}, {"line_item": LineItem(50, None, 30), "contract": 40}]),
        # What is named and does not match is no candidate.
        ("no_entitlement", None, [{"asset": 21}]),
        ("no_entitlement", None, [{"product": 31}]),
        ("no_entitlement", None, [{"contacts": frozenset({8, 9})}]),
        ("no_entitlement", None, [{"line_item": LineItem(51, 21, None), "contract": 40}]),
        ("covered", 2, [{"asset": 21}, {}]),
        # Its contract, line item and asset must hold as well.
        ("expired", None, [{"terms": (Term("service contract", date(2025, 1, 1), date(2026, 5, 31)),)}]),
        ("not_started", None, [{"terms": (Term("asset", date(2026, 6, 2), None),)}]),
        ("no_entitlement", None, [{"suspended_at": OPENED}]),
        ("covered", 1, [{"suspended_at": OPENED + 1}]),
        ("no_entitlement", None, [{"contract_suspended_at": OPENED}]),
        ("no_entitlement", None, [{"contract_is_enabled": False}]),
        # Dates, channel, allowance: the allowance is asked last.
        ("covered", 1, [{"incidents_left": 1}]),
        ("incidents_exhausted", None, [{"incidents_left": 0}]),
        ("covered", 2, [{"incidents_left": 0}, {"tier_rank": 2}]),
        ("incidents_exhausted", None, [EXPIRED, BY_PHONE, {"incidents_left": 0}]),
        ("channel_not_covered", None, [{"incidents_left": 0, **BY_PHONE}]),
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
        3: ("outranked", "It covers the case, but the one chosen is of a tier of better rank."),
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


@pytest.mark.parametrize(
    ("named", "wanted", "covers"),
    [
        # A contract: a case that names none does not contradict it.
        ({}, {"contract": 40}, True),
        ({"contract": 40}, {"contract": 40}, True),
        ({"contract": 41}, {"contract": 40}, False),
        # A line item: named itself, or by what it covers.
        (
            {"line_item": 50, "asset": None, "products": frozenset()},
            {"line_item": LineItem(50, 20, None)},
            True,
        ),
        ({"line_item": 51}, {"line_item": LineItem(50, 20, None)}, False),
        ({"asset": None}, {"line_item": LineItem(50, None, 30)}, True),
        ({"asset": None, "products": frozenset()}, {"line_item": LineItem(50, None, 30)}, False),
        ({"contact": None}, {"contacts": frozenset({7})}, False),
        ({"asset": None}, {"asset": 20}, False),
        ({"asset": None, "products": frozenset()}, {"product": 30}, False),
    ],
)
def test_what_an_entitlement_names_must_match(
    named: dict[str, Any], wanted: dict[str, Any], covers: bool
) -> None:
    decision = choose([candidate(**wanted)], case(**named))

    assert decision.outcome == ("covered" if covers else "no_entitlement")


def test_somebody_may_choose_another_one_that_covers_the_case_and_no_other() -> None:
    candidates = [candidate(1), candidate(2, tier_rank=2), candidate(3, **EXPIRED)]

    chosen = choose_by_hand(candidates, case(), 2)

    assert chosen is not None
    assert chosen.outcome == "covered"
    assert chosen.chosen is not None
    assert chosen.chosen.entitlement == 2
    assert {each.entitlement: each.result for each in chosen.considered} == {
        1: "not_chosen",
        2: "chosen",
        3: "expired",
    }
    assert choose_by_hand(candidates, case(), 3) is None
    assert choose_by_hand(candidates, case(), 4) is None

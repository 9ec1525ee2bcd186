"""What people write into the cells of a tier table, and how it is read."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE
from entitlements.tier_table.amounts import AmountClock, NoAmount, read_amount

STATED: list[tuple[str, Budget, AmountClock]] = [
    ("30m", Budget(micros=30 * MINUTE), ""),
    ("30 min", Budget(micros=30 * MINUTE), ""),
    ("1h", Budget(micros=HOUR), ""),
    ("1h30", Budget(micros=90 * MINUTE), ""),
    ("1.5 hours", Budget(micros=90 * MINUTE), ""),
    ("PT4H", Budget(micros=4 * HOUR), ""),
    ("P3D", Budget(days=3), ""),
    ("1 business hour", Budget(micros=HOUR), "business"),
    ("60 business minutes", Budget(micros=HOUR), "business"),
    ("4 Working Hours", Budget(micros=4 * HOUR), "business"),
    ("2 business days", Budget(days=2), "business"),
    ("1 working day", Budget(days=1), "business"),
    ("5 calendar days", Budget(days=5), "always"),
    ("48 clock hours", Budget(micros=48 * HOUR), "always"),
    ("1d", Budget(days=1), ""),
    ("within 4 hours", Budget(micros=4 * HOUR), ""),
    ("< 15 minutes", Budget(micros=15 * MINUTE), ""),
]


@pytest.mark.parametrize(("text", "budget", "clock"), STATED, ids=[text for text, _, _ in STATED])
def test_an_amount_is_read_with_the_clock_it_names(text: str, budget: Budget, clock: AmountClock) -> None:
    amount = read_amount(text)

    assert (amount.budget, amount.clock, amount.remarks) == (budget, clock, ())


@pytest.mark.parametrize(
    ("text", "budget", "clock", "remark"),
    [
        ("1h or as agreed", Budget(micros=HOUR), "", "or as agreed"),
        ("1 month", Budget(days=30), "always", "30 days"),
        ("1 week", Budget(days=7), "always", "7 days"),
        ("2 business weeks", Budget(days=10), "business", "10 business days"),
        ("next business day", Budget(days=1), "business", "one business day"),
    ],
)
def test_what_is_chosen_in_reading_an_amount_is_said(
    text: str, budget: Budget, clock: AmountClock, remark: str
) -> None:
    amount = read_amount(text)

    assert (amount.budget, amount.clock) == (budget, clock)
    assert remark in amount.remarks[0]


@pytest.mark.parametrize("text", ["next release", "best effort", "as agreed", "–"])
def test_words_without_a_number_promise_no_time(text: str) -> None:
    with pytest.raises(NoAmount) as refused:
        read_amount(text)

    assert not refused.value.states_time


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 fortnights", "'fortnights' is no unit of time"),
        ("0 hours", "more than nothing"),
        ("half 3 days", "half"),
        ("1.5 business days", "no fixed length"),
        ("2 business months", "no fixed length"),
        ("99999 days", "ten years"),
        ("-4h", "negative"),
    ],
)
def test_an_amount_that_cannot_be_kept_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(NoAmount, match=reason) as refused:
        read_amount(text)

    assert refused.value.states_time
